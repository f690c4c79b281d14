import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ACME_TOKEN, type IngestServer, startIngestServer, webhook, webhookAlert } from './ingest-server.ts';

let server: IngestServer;
beforeAll(async () => {
  server = await startIngestServer();
});
afterAll(() => server.close());

async function post(body: string): Promise<number> {
  const headers = { authorization: `Bearer ${ACME_TOKEN}` };
  const response = await fetch(`${server.url}/v1/tenants/acme/alertmanager`, { method: 'POST', headers, body });
  await response.arrayBuffer();
  return response.status;
}

describe('fuzzing', () => {
  test('10 000 mutated payloads are answered, and never with a 500', async () => {
    const original = JSON.stringify(webhook({ alerts: [webhookAlert(), webhookAlert({ status: 'resolved' })] }));
    const anything = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('__proto__', '4', 'firing', -1, 1e308, '', '0001-01-01T00:00:00Z'),
    );
    const structural = fc.record({
      path: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
      value: anything,
      remove: fc.boolean(),
    });
    const textual = fc.record({ at: fc.nat(original.length), length: fc.nat(8), insert: fc.string({ maxLength: 8 }) });
    const mutated = fc.oneof(
      fc.array(structural, { minLength: 1, maxLength: 3 }).map((changes) => {
        const body: unknown = JSON.parse(original);
        for (const change of changes) mutate(body, change);
        return JSON.stringify(body);
      }),
      textual.map(({ at, length, insert }) => original.slice(0, at) + insert + original.slice(at + length)),
    );
    const bodies = fc.sample(mutated, { numRuns: 10_000, seed: 20_260_301 });
    const statuses = new Map<number, number>();
    const queue = bodies.values();
    const worker = async () => {
      for (const body of queue) {
        const status = await post(body);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect([...statuses.keys()].sort()).toEqual([200, 400, 422]);
    expect([...statuses.values()].reduce((a, b) => a + b)).toBe(10_000);
  }, 120_000);
});

/** Replaces or removes what a path of numbers leads to; each number picks a property by its place. */
function mutate(body: unknown, change: { path: readonly number[]; value: unknown; remove: boolean }): void {
  let target = body;
  for (const [depth, pick] of change.path.entries()) {
    if (typeof target !== 'object' || target === null) return;
    const keys = Object.keys(target);
    const key = keys[pick % Math.max(1, keys.length)];
    if (key === undefined) return;
    if (depth === change.path.length - 1) {
      if (change.remove) Reflect.deleteProperty(target, key);
      else Reflect.set(target, key, change.value);
      return;
    }
    target = Reflect.get(target, key);
  }
}

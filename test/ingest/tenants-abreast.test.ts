import { describe, expect, test } from '@jest/globals';
import type { Arrival } from '../../src/groups/acceptor.ts';
import { tenantsAbreast } from '../../src/ingest/tenants-abreast.ts';
import { report, T0 } from '../groups/builders.ts';
import { ACME, GLOBEX } from '../store/store-fixtures.ts';

/** Two abreast, before a store that answers when it is told to. */
function build() {
  const begun: { readonly name: string; readonly end: (error?: Error) => void }[] = [];
  const accept = tenantsAbreast(
    ({ tenantId, notification }) =>
      new Promise((resolve, reject) => {
        const end = (error?: Error) => (error === undefined ? resolve('accepted') : reject(error));
        begun.push({ name: `${tenantId} ${notification.groupKey}`, end });
      }),
    2,
  );
  const arrive = (tenantId: Arrival['tenantId'], groupKey: string) =>
    accept({ tenantId, notification: report([], T0, { groupKey }), byReceiver: new Map(), dedupeMs: 1 });
  return { begun, arrive, names: () => begun.map(({ name }) => name) };
}

/** Lets everything go on that can. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('webhooks that are being stored', () => {
  test('are so many of a tenant at most, the others in their order, and another tenant passes them', async () => {
    const { begun, arrive, names } = build();
    const all = ['1', '2', '3', '4'].map((key) => arrive(ACME, key));
    const other = arrive(GLOBEX, '1');
    await turn();
    expect(names()).toEqual(['acme 1', 'acme 2', 'globex 1']);
    begun[1]?.end();
    await turn();
    expect(names().slice(3)).toEqual(['acme 3']);
    for (let index = 0; index < 5; index++) {
      begun[index]?.end();
      await turn();
    }
    expect(names().slice(4)).toEqual(['acme 4']);
    expect(await Promise.all([...all, other])).toEqual(Array.from({ length: 5 }, () => 'accepted'));
  });

  test('make room when they cannot be stored', async () => {
    const { begun, arrive, names } = build();
    const [first, ...others] = ['1', '2', '3'].map((key) => arrive(ACME, key));
    await turn();
    begun[0]?.end(new Error('away'));
    await expect(first).rejects.toThrow('away');
    await turn();
    expect(names()).toEqual(['acme 1', 'acme 2', 'acme 3']);
    for (const { end } of begun) end();
    await Promise.all(others);
  });
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LogFields, Logger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import type { WebhookKind } from '../../src/core/webhook-kinds.ts';
import type { EventKind } from '../../src/groups/event.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import type { TenantWebhook } from '../../src/tenants/tenant.ts';
import { DestinationPump, type PumpParts } from '../../src/webhooks/destination-pump.ts';
import type { Posted } from '../../src/webhooks/post-webhook.ts';
import { policy, T0 } from '../groups/builders.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { ACME, acceptanceOf, eventOf, groupNamed } from '../store/store-fixtures.ts';

const group = groupNamed('DiskFull');
const kinds: ReadonlySet<WebhookKind> = new Set(['acknowledged', 'unacknowledged']);

let now: number;
let store: ReturnType<typeof createMemoryStore>;
let metrics: ReturnType<typeof createMetrics>;
let logged: { readonly level: string; readonly fields: LogFields; readonly message: string }[];
/** Ids and types that were posted, and what the destination makes of the next ones. */
let posted: { readonly id: string; readonly type: string }[];
let answer: () => Posted;
let webhook: TenantWebhook | undefined;
let running: { pump: DestinationPump; ended: Promise<void> }[];

beforeEach(() => {
  now = T0;
  store = createMemoryStore({ clock: { now: () => now } });
  metrics = createMetrics({ version: 'test', defaults: false });
  logged = [];
  posted = [];
  answer = () => ({ outcome: 'taken' });
  webhook = {
    name: 'pager',
    url: 'https://pager.example.com/',
    secrets: [new Secret('whsec_AAAA')],
    kinds,
    sendsLabels: false,
  };
  running = [];
});

afterEach(async () => {
  for (const { pump } of running) pump.stop();
  await Promise.all(running.map(({ ended }) => ended));
});

function start(holder = 'one'): DestinationPump {
  const log = (level: string) => (fields: LogFields, message: string) => void logged.push({ level, fields, message });
  const logger: Logger = { error: log('error'), warn: log('warn'), info: log('info'), debug: log('debug') };
  const parts: PumpParts = {
    outbox: store.outbox,
    store,
    policyOf: () => policy,
    poster: {
      async post(_url, { headers, body }) {
        posted.push({ id: headers['webhook-id'] ?? '', type: JSON.parse(body).type });
        return answer();
      },
      close: async () => undefined,
    },
    holder,
    pauses: { lookMs: 2, othersMs: 2, firstMs: 1, maxMs: 4 },
    giveUpMs: 60_000,
    metrics,
    clock: { now: () => now },
    logger,
  };
  const pump = new DestinationPump(parts, { tenantId: ACME, name: 'pager', webhook: () => webhook });
  running.push({ pump, ended: pump.run() });
  return pump;
}

let events = 0;
async function happen(...kindsOfEvents: readonly EventKind[]): Promise<void> {
  for (const kind of kindsOfEvents) {
    events += 1;
    const expectedVersion = (await store.read(ACME, group.id))?.version ?? 0;
    const write = { group, state: 'open' as const, expectedVersion, event: eventOf(group, kind, now) };
    await store.accept({ ...acceptanceOf([write]), dedupeKey: `event ${events}` });
  }
}

const begun = () =>
  waitUntil('it has begun', async () => (await count('tocsin_webhook_out_lag_seconds')) !== undefined);
async function count(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const metric = await metrics.registry.getSingleMetric(name)?.get();
  const wanted = Object.entries(labels);
  const found = metric?.values.filter((each) => wanted.every(([key, value]) => each.labels[key] === value)) ?? [];
  return found.length === 0 ? undefined : found.reduce((sum, { value }) => sum + value, 0);
}
const types = () => posted.map(({ type }) => type.replace('group.', ''));
const untilPosted = (count: number) => waitUntil(`${count} are posted`, () => posted.length >= count);

describe('a destination', () => {
  test('is told what it wants in order, and nothing of the rest, nor of what was before it was known', async () => {
    await happen('acknowledged');
    start();
    await begun();
    await happen('merged', 'acknowledged', 'assigned', 'posted', 'lapsed');
    await untilPosted(2);
    expect(types()).toEqual(['acknowledged', 'unacknowledged']);
  });

  test.each<[string, Posted]>([
    ['that is down', { outcome: 'failed', reason: 'http_5xx', detail: 'http 503' }],
    ['that cannot be reached', { outcome: 'failed', reason: 'unreachable', detail: 'ECONNREFUSED' }],
  ])('%s is tried until the event is too old; then it is parked, and the next is told', async (_what, failure) => {
    answer = () => failure;
    start();
    await begun();
    await happen('acknowledged');
    await untilPosted(8);
    expect(new Set(posted.map(({ id }) => id)).size).toBe(1);
    expect(logged.some(({ level }) => level === 'error')).toBe(false);
    now += 60_000;
    await happen('unacknowledged');
    await waitUntil('the first is parked', () => logged.some(({ message }) => message === 'a webhook was given up'));
    answer = () => ({ outcome: 'taken' });
    await waitUntil('the second is told', () => types().includes('unacknowledged'));
    expect(await count('tocsin_webhooks_out_total', { outcome: 'parked' })).toBe(1);
  });

  test('that does not want a webhook is asked five times', async () => {
    answer = () => ({ outcome: 'refused', reason: 'http_4xx', detail: 'http 422' });
    start();
    await begun();
    await happen('acknowledged', 'unacknowledged');
    await untilPosted(10);
    expect(types()).toEqual([...Array(5).fill('acknowledged'), ...Array(5).fill('unacknowledged')]);
  });

  test('is left alone for as long as it asks', async () => {
    answer = () => ({ outcome: 'failed', reason: 'http_429', detail: 'http 429', retryAfterMs: 150 });
    start();
    await begun();
    await happen('acknowledged');
    await untilPosted(1);
    const first = performance.now();
    await untilPosted(2);
    expect(performance.now() - first).toBeGreaterThan(100);
  });

  test('has one process at a time; the next goes on where the first one stopped', async () => {
    const first = start('one');
    await begun();
    start('two');
    await happen('acknowledged');
    await untilPosted(1);
    first.stop();
    await running[0]?.ended;
    await happen('unacknowledged');
    await untilPosted(2);
    expect(types()).toEqual(['acknowledged', 'unacknowledged']);
  });

  test('that leaves the configuration is forgotten', async () => {
    start();
    await begun();
    webhook = undefined;
    await running[0]?.ended;
    expect(await count('tocsin_webhook_out_lag_seconds')).toBeUndefined();
  });

  test('is told that something is missing where the history was too short', async () => {
    answer = () => ({ outcome: 'failed', reason: 'http_5xx', detail: 'http 503' });
    start();
    await begun();
    await happen('acknowledged');
    await untilPosted(1);
    for (let round = 0; round < 21; round++) await happen(...Array<EventKind>(100).fill('merged'));
    await waitUntil('it is counted', async () => (await count('tocsin_webhooks_out_total', { outcome: 'lost' })) === 1);
    await happen('unacknowledged');
    answer = () => ({ outcome: 'taken' });
    await waitUntil('it goes on', () => types().includes('unacknowledged'));
  });
});

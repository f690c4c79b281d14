/** Whose turn it is, and what is made of Slack's answers: the report stands in the channel once. */
import { expect, test } from '@jest/globals';
import type { DeliveryReason } from '../../src/core/errors.ts';
import { channelId, messageTs, type TenantId } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { WeeklyReports } from '../../src/delivery/weekly-reports.ts';
import { createZones } from '../../src/routing/zone.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import type { TenantSet } from '../../src/tenants/tenant.ts';
import { acme, globex } from './relay.ts';

const MINUTE = 60_000;
/** A Monday. */
const NINE = Date.UTC(2026, 10, 23, 9);
const OPS = channelId('C0OPS');

/** A channel in Slack, a store, and as many processes as the test wants, at a clock that it turns. */
function stand(tenants: readonly TenantId[] = [acme]) {
  let now = NINE;
  const clock = { now: () => now };
  const store = createMemoryStore({ clock });
  const posted: string[] = [];
  const troubles: { post: DeliveryReason | undefined; find: DeliveryReason | undefined } = {
    post: undefined,
    find: undefined,
  };
  const sender = {
    post: async ({ tenantId, deliveryId }: { readonly tenantId: TenantId; readonly deliveryId: string }) => {
      if (troubles.post !== undefined) return { ok: false as const, reason: troubles.post, detail: '' };
      posted.push(`${tenantId} ${deliveryId}`);
      return { ok: true as const, channel: OPS, ts: messageTs(`${now / 1_000}.000000`) };
    },
    find: async ({ tenantId }: { readonly tenantId: TenantId }) => {
      if (troubles.find !== undefined) return { ok: false as const, reason: troubles.find, detail: '' };
      const own = posted.filter((line) => line.startsWith(`${tenantId} `)).map((line) => line.split(' ')[1] ?? '');
      return { ok: true as const, messages: own.map((deliveryId) => ({ ts: messageTs('1.000000'), deliveryId })) };
    },
  };
  const all = tenants.map((id) => ({
    id,
    name: id,
    report: { channel: OPS, weekly: { weekday: 1, timeMs: 9 * 60 * MINUTE }, zone: createZones()('UTC') },
    renderer: { renderNotice: () => ({ content: {} }) },
  }));
  const set = { all: () => all } as unknown as TenantSet;
  return {
    posted,
    troubles,
    newProcess: () =>
      new WeeklyReports({ store, sender: sender as never, tenants: () => set, clock, logger: silentLogger }),
    turn: (number: number) => {
      now = NINE + number * 10 * MINUTE;
    },
  };
}

test('one of two processes posts the report, and neither does again', async () => {
  const it = stand();
  const processes = [it.newProcess(), it.newProcess()];
  for (const number of [0, 1, 2]) {
    it.turn(number);
    for (const each of processes) await each.round();
  }
  expect(it.posted).toEqual([`${acme} report.${NINE}`]);
});

test('who failed and missed a turn since looks before it posts: another one may have had it', async () => {
  const it = stand();
  const [first, second] = [it.newProcess(), it.newProcess()];
  it.troubles.post = 'rate_limited';
  await first.round();
  it.troubles.post = undefined;
  it.turn(1);
  await second.round();
  it.turn(2);
  await first.round();
  expect(it.posted).toHaveLength(1);
});

test('an outage of Slack that outlasts a turn delays the report; a channel that may not be read ends the tries', async () => {
  for (const { find, reports } of [
    { find: 'slack_unavailable' as const, reports: 1 },
    { find: 'missing_scope' as const, reports: 0 },
  ]) {
    const it = stand();
    const only = it.newProcess();
    Object.assign(it.troubles, { post: 'timeout', find });
    await only.round();
    it.turn(1);
    await only.round();
    Object.assign(it.troubles, { post: undefined, find: undefined });
    it.turn(2);
    await only.round();
    expect(it.posted).toHaveLength(reports);
  }
});

test('a stop waits for one tenant, not for all', async () => {
  const it = stand([acme, globex]);
  const stopped = new AbortController();
  const round = it.newProcess().round(stopped.signal);
  stopped.abort();
  await round;
  expect(it.posted).toEqual([`${acme} report.${NINE}`]);
});

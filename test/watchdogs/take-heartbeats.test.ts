import { expect, test } from '@jest/globals';
import type { Alert } from '../../src/core/alert.ts';
import { receiverName } from '../../src/core/ids.ts';
import type { Arrival } from '../../src/groups/acceptor.ts';
import type { TenantWatchdog } from '../../src/tenants/tenant.ts';
import { takeHeartbeats } from '../../src/watchdogs/take-heartbeats.ts';
import { firing, report, resolved, T0 } from '../groups/builders.ts';
import { ACME } from '../store/store-fixtures.ts';

const OPS = receiverName('ops');
const named = (alert: Alert, alertname: string): Alert => ({ ...alert, labels: { alertname } });
const watchdog = (name: string): TenantWatchdog => ({
  ...{ name, everyMs: 1, graceMs: 1, severity: 'critical', receiver: undefined },
  matches: ({ alertname }) => alertname === 'Watchdog',
});

/** What is noted and what is passed on when these alerts arrive, all for one receiver. */
async function taken(alerts: readonly Alert[], watchdogs: readonly TenantWatchdog[] = [watchdog('prod')]) {
  const heard: string[] = [];
  let passed: Arrival | undefined;
  const accept = takeHeartbeats(
    async (arrival) => {
      passed = arrival;
      return 'accepted';
    },
    { watchdogsOf: () => watchdogs, heartbeats: { heard: async (_, names) => void heard.push(...names) } },
  );
  await accept({ tenantId: ACME, notification: report(alerts, T0), byReceiver: new Map([[OPS, alerts]]), dedupeMs: 1 });
  const namesOf = (of: readonly Alert[] | undefined) => of?.map(({ labels }) => labels.alertname);
  return { heard, notified: namesOf(passed?.notification.alerts), routed: namesOf(passed?.byReceiver.get(OPS)) };
}

const BEAT = named(firing('beat'), 'Watchdog');
const DISK = named(firing('disk'), 'DiskFull');

test('a heartbeat is noted for each of its watchdogs, and goes no further than that', async () => {
  const both = [watchdog('prod'), watchdog('all')];
  expect(await taken([BEAT], both)).toEqual({ heard: ['prod', 'all'], notified: [], routed: undefined });
});

test('what comes with a heartbeat goes its way', async () => {
  expect(await taken([DISK, BEAT])).toEqual({ heard: ['prod'], notified: ['DiskFull'], routed: ['DiskFull'] });
});

test('a heartbeat that is over is no sign of life, and no message either', async () => {
  expect(await taken([named(resolved('beat', T0 + 1), 'Watchdog')])).toEqual({
    heard: [],
    notified: [],
    routed: undefined,
  });
});

test('where nothing is watched everything is passed on', async () => {
  expect(await taken([BEAT], [])).toEqual({ heard: [], notified: ['Watchdog'], routed: ['Watchdog'] });
});

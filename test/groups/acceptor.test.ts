/** Webhooks on their way into the embedded store. The routes lead `a…` to ops and `b…` to database. */
import { describe, expect, test } from '@jest/globals';
import { type Alert, type Notification, REPEAT_REASON } from '../../src/core/alert.ts';
import { TocsinError } from '../../src/core/errors.ts';
import type { Group } from '../../src/core/group.ts';
import { groupIdOf, receiverName } from '../../src/core/ids.ts';
import { createAcceptor, type FreeWorkers } from '../../src/groups/acceptor.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import type { Acceptance, AcceptResult, Store } from '../../src/groups/store.ts';
import { viewOf } from '../../src/groups/view.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { ACME } from '../store/store-fixtures.ts';
import { firing, MINUTE, policy, report, resolved, T0 } from './builders.ts';

const OPS = receiverName('ops');
const DATABASE = receiverName('database');
const idAt = (receiver: typeof OPS) => groupIdOf(report([], T0, { receiver }));

/** One store, and as many processes on it as a test asks for. */
function build() {
  let now = T0;
  const store = createMemoryStore({ clock: { now: () => now } });
  const sent: Acceptance[] = [];
  const accept = store.accept.bind(store);
  store.accept = (acceptance) => {
    sent.push(acceptance);
    return accept(acceptance);
  };

  /** A process: what it is told of arrives at `minute`, listing these alerts. `workers` are free to deliver it. */
  function start(workers?: FreeWorkers) {
    const take = createAcceptor({ store, cache: new GroupCache() });
    return (minute: number, alerts: readonly Alert[], more: Partial<Notification> = {}) => {
      now = T0 + minute * MINUTE;
      const notification = report(alerts, now, more);
      const toOps = alerts.filter(({ fingerprint }) => fingerprint.startsWith('a'));
      const toDatabase = alerts.filter(({ fingerprint }) => fingerprint.startsWith('b'));
      const byReceiver = new Map([
        ...(toOps.length > 0 ? [[OPS, toOps] as const] : []),
        ...(toDatabase.length > 0 ? [[DATABASE, toDatabase] as const] : []),
      ]);
      const arrival = { tenantId: ACME, notification, byReceiver, dedupeMs: policy.copyWindowMs };
      return take(workers === undefined ? arrival : { ...arrival, workers });
    };
  }

  async function groupAt(receiver: typeof OPS): Promise<Group> {
    const stored = await store.read(ACME, idAt(receiver));
    if (stored === undefined) throw new Error(`${receiver} has no group`);
    return stored.group;
  }

  /** What is due now, by receiver, given back as delivery leaves it once the message shows everything. */
  async function deliverAll(): Promise<readonly string[]> {
    const { claims } = await store.claim({ tenantId: ACME, limit: 10, leaseMs: 1_000 });
    for (const { group, version, token } of claims) {
      const { pendingSince: _, ...shown } = group;
      const change = { group: shown, state: viewOf(group, policy).state };
      await store.commit({
        ...{ tenantId: ACME, groupId: group.id, token, expectedVersion: version },
        ...{ change, events: [] },
      });
    }
    return claims.map(({ group }) => group.receiver).sort();
  }

  return { store, sent, start, groupAt, deliverAll };
}

function names(alerts: readonly Alert[]): readonly string[] {
  return alerts.map(({ fingerprint }) => fingerprint);
}

/** Takes the stored group away, as delivery does when nothing more can come of it. */
async function remove(store: Store, receiver: typeof OPS): Promise<void> {
  const { claims } = await store.claim({ tenantId: ACME, limit: 10, leaseMs: 1_000 });
  for (const { group, version, token } of claims) {
    const claim = { tenantId: ACME, groupId: group.id, token, expectedVersion: version, events: [] };
    await store.commit({ ...claim, change: group.receiver === receiver ? 'removed' : 'unchanged' });
  }
}

describe('an alert that a full webhook leaves out', () => {
  test('is no longer reported, also when its receiver gets nothing of that webhook', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    expect(await relay.deliverAll()).toEqual(['database', 'ops']);

    expect(await hear(5, [firing('a1')], { reason: 'some alerts resolved' })).toBe('accepted');
    const group = await relay.groupAt(DATABASE);
    expect(group).toMatchObject({ lastFullAt: T0 + 5 * MINUTE, pendingSince: T0 + 5 * MINUTE });
    const view = viewOf(group, policy);
    expect([names(view.firing), names(view.unreported), view.state]).toEqual([[], ['b1'], 'open']);
    expect(names(viewOf(await relay.groupAt(OPS), policy).firing)).toEqual(['a1']);
    expect(await relay.store.events(ACME, 1)).toMatchObject([
      { kind: 'merged', receiver: 'database', detail: { alerts: 0, change: 'news' } },
    ]);
    expect(await relay.deliverAll()).toContain('database');

    await hear(10, [firing('a1'), firing('b1')], { reason: 'new alerts added' });
    expect(names(viewOf(await relay.groupAt(DATABASE), policy).firing)).toEqual(['b1']);
    expect((await relay.groupAt(DATABASE)).pendingSince).toBe(T0 + 10 * MINUTE);
  });

  test('brings news once, not with every webhook that leaves it out', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    await hear(5, [firing('a1'), firing('a2')]);
    await relay.deliverAll();
    await hear(10, [firing('a1'), firing('a2'), firing('a3')]);
    const group = await relay.groupAt(DATABASE);
    expect(group.lastFullAt).toBe(T0 + 10 * MINUTE);
    expect(group.pendingSince).toBeUndefined();
  });

  test('is still reported within the copy window: a replica may see less at the same moment', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    await relay.deliverAll();
    await hear(1, [firing('a1')], { externalURL: 'http://am-2:9093' });
    const group = await relay.groupAt(DATABASE);
    expect(names(viewOf(group, policy).firing)).toEqual(['b1']);
    expect(group.lastFullAt).toBe(T0 + MINUTE);
    expect(group.pendingSince).toBeUndefined();
  });

  test.each(['truncatedAlerts', 'droppedAlerts'])('is still reported when the webhook has %s', async (which) => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    await hear(5, [firing('a1')], { [which]: 1 });
    expect((await relay.groupAt(DATABASE)).lastFullAt).toBe(T0);
  });

  test('is no longer reported when the webhook leads to no receiver at all', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('b1')]);
    expect(await hear(5, [firing('nowhere')])).toBe('accepted');
    expect(names(viewOf(await relay.groupAt(DATABASE), policy).unreported)).toEqual(['b1']);
  });

  test('of another stream, or resolved, is left alone, and costs nothing', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    await hear(1, [firing('a1'), resolved('b1', T0 + MINUTE)]);
    relay.sent.length = 0;
    await hear(5, [firing('a1'), firing('a2')]);
    await hear(9, [firing('a9')], { groupKey: '{}:{alertname="Other"}' });
    expect(relay.sent.map(({ writes }) => writes.map(({ group }) => group.receiver))).toEqual([['ops'], ['ops']]);
    expect((await relay.groupAt(DATABASE)).lastFullAt).toBe(T0 + MINUTE);
  });

  test('is told as one with what was listed: a try that fails leaves nothing half done for the next', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    const accept = relay.store.accept;
    let left = 1;
    relay.store.accept = (acceptance) => {
      left -= 1;
      return left < 0 ? Promise.reject(new TocsinError('store_unavailable', 'gone')) : accept(acceptance);
    };
    await expect(hear(5, [firing('a1')])).rejects.toThrow('gone');
    expect((await relay.groupAt(OPS)).lastFullAt).toBe(T0);
    relay.store.accept = accept;
    expect(await hear(5, [firing('a1')])).toBe('accepted');
    expect(await hear(5, [firing('a1')])).toBe('retry');
    expect(names(viewOf(await relay.groupAt(DATABASE), policy).unreported)).toEqual(['b1']);
  });

  test('of a group that goes away meanwhile does not bring that group back', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    const accept = relay.store.accept;
    let tries = 0;
    relay.store.accept = async (acceptance): Promise<AcceptResult> => {
      tries += 1;
      if (tries === 2) await remove(relay.store, DATABASE);
      return accept(acceptance);
    };
    await hear(5, [firing('a1')]);
    expect(tries).toBe(3);
    expect(await relay.store.read(ACME, idAt(DATABASE))).toBeUndefined();
    expect((await relay.groupAt(OPS)).lastFullAt).toBe(T0 + 5 * MINUTE);
  });
});

describe('one webhook for two receivers', () => {
  test('is one write in one go, and the next one too', async () => {
    const relay = build();
    const hear = relay.start({ leaseMs: MINUTE, take: () => undefined });
    await hear(0, [firing('a1'), firing('b1')]);
    await hear(5, [firing('a1'), firing('b1'), firing('b2')]);
    await hear(10, [firing('a1'), firing('a2'), firing('b1'), firing('b2')]);
    expect(relay.sent.map(({ writes }) => writes.length)).toEqual([2, 2, 2]);
    const current = await relay.store.read(ACME, idAt(OPS));
    expect(current?.version).toBe((relay.sent[2]?.writes[0]?.expectedVersion ?? 0) + 1);
  });

  test('that no worker is free for is not remembered before it changes', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    expect(await hear(5, [firing('a1'), firing('b1'), firing('b2')])).toBe('accepted');
    expect(relay.sent).toHaveLength(3);
    await hear(10, [firing('a1'), firing('a2'), firing('b1'), firing('b2')]);
    expect(relay.sent).toHaveLength(4);
    expect(names(viewOf(await relay.groupAt(DATABASE), policy).firing)).toEqual(['b1', 'b2']);
  });

  test('is told as a copy of a peer, as a retry, or as a repeat of both', async () => {
    const relay = build();
    const hear = relay.start();
    const both = [firing('a1'), firing('b1')];
    expect(await hear(0, both)).toBe('accepted');
    expect(await hear(1, [...both].reverse(), { externalURL: 'http://am-2:9093' })).toBe('peer_copy');
    expect(await hear(1, both)).toBe('retry');
    expect(await hear(240, both)).toBe('repeat');
    expect(await hear(480, both, { reason: REPEAT_REASON })).toBe('repeat');
    for (const receiver of [OPS, DATABASE]) {
      const group = await relay.groupAt(receiver);
      expect(group).toMatchObject({ repeatedAt: T0 + 480 * MINUTE, pendingSince: T0, peers: ['http://am-1:9093'] });
    }
  });

  test('is no repeat, without a reason, when it brings one of them news', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    expect(await hear(5, [firing('a1'), firing('b1'), firing('b2')])).toBe('accepted');
    expect((await relay.groupAt(OPS)).repeatedAt).toBeUndefined();
  });

  test('repeats what it lists, not the group that it leaves out', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    await hear(5, [firing('a1')], { reason: 'some alerts resolved' });
    expect(await hear(240, [firing('a1')], { reason: REPEAT_REASON })).toBe('repeat');
    expect(await hear(480, [firing('a1')])).toBe('repeat');
    expect((await relay.groupAt(OPS)).repeatedAt).toBe(T0 + 480 * MINUTE);
    expect((await relay.groupAt(DATABASE)).repeatedAt).toBeUndefined();
  });

  test('is stale when it says again, for a reason of its own, what is known', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    expect(await hear(1, [firing('a1')], { reason: 'new alerts added' })).toBe('stale');
  });
});

describe('another writer', () => {
  test('is noticed by a process with an old document, and nothing of either is lost', async () => {
    const relay = build();
    const [one, two] = [relay.start(), relay.start()];
    await one(0, [firing('a1'), firing('b1')]);
    await two(5, [firing('a1'), firing('a2'), firing('b1')]);
    relay.sent.length = 0;
    await one(6, [firing('a1'), firing('b1'), firing('b2')], { externalURL: 'http://am-2:9093' });
    expect(relay.sent).toHaveLength(2);
    expect(Object.keys((await relay.groupAt(OPS)).alerts)).toEqual(['a1', 'a2']);
    expect(Object.keys((await relay.groupAt(DATABASE)).alerts)).toEqual(['b1', 'b2']);
    await one(7, [firing('a1'), firing('a2'), firing('b1'), firing('b2')]);
    expect(relay.sent).toHaveLength(3);
  });

  test('may have removed a group that this process remembers: it begins anew, above all versions it had', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1'), firing('b1')]);
    const old = (await relay.store.read(ACME, idAt(DATABASE)))?.version ?? 0;
    await remove(relay.store, DATABASE);
    await hear(5, [firing('a1'), firing('b2')]);
    const stored = await relay.store.read(ACME, idAt(DATABASE));
    expect(Object.keys(stored?.group.alerts ?? {})).toEqual(['b2']);
    expect(stored?.version).toBeGreaterThan(old);
  });

  test('that wins every time makes the webhook fail, so that Alertmanager tries again', async () => {
    const relay = build();
    const hear = relay.start();
    await hear(0, [firing('a1')]);
    const current = new Map([[idAt(OPS), await relay.store.read(ACME, idAt(OPS))]]);
    relay.store.accept = async (acceptance) => {
      relay.sent.push(acceptance);
      return { outcome: 'conflict', current };
    };
    await expect(hear(5, [firing('a1'), firing('a2')])).rejects.toMatchObject({ reason: 'store_unavailable' });
    expect(relay.sent).toHaveLength(21);
  });
});

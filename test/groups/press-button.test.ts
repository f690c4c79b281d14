/** Presses of buttons against a store: whose group it is, and that one press counts once. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { TocsinError } from '../../src/core/errors.ts';
import type { Group, Message } from '../../src/core/group.ts';
import { channelId, messageTs, type TenantId } from '../../src/core/ids.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import { merge } from '../../src/groups/merge.ts';
import { type PressRequest, pressButton } from '../../src/groups/press-button.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { ACME, GLOBEX } from '../store/store-fixtures.ts';
import { firing, report, resolved, T0 } from './builders.ts';

const message = { channel: channelId('C0OPS'), ts: messageTs('1.2') };

let parts: { store: ReturnType<typeof createMemoryStore>; cache: GroupCache };
beforeEach(() => {
  parts = { store: createMemoryStore({ clock: systemClock }), cache: new GroupCache() };
});

function shown(more: Partial<Group> = {}, at: Partial<Message> = {}): Group {
  const sentTo = { workspace: 'T1', channel: message.channel };
  const group = merge(undefined, report([firing('db-1')], T0));
  return { ...group, message: { ...message, sentTo, hash: 'h', postedAt: T0, startedAt: T0, ...at }, ...more };
}

async function given(tenantId: TenantId, group: Group): Promise<void> {
  const event = { at: T0, kind: 'received', group: group.id, receiver: group.receiver } as const;
  const writes = [{ group, state: 'open', expectedVersion: 0, event } as const];
  await parts.store.accept({ tenantId, dedupeKey: 'given', dedupeMs: 1, peer: 'am', writes });
}

const wanted = (more: Partial<PressRequest> = {}): PressRequest => ({
  tenantIds: [GLOBEX, ACME],
  groupId: shown().id,
  press: { kind: 'acknowledge', by: 'U1', at: T0 + 1, message },
  pressId: 'T1 U1 1.2 3.4',
  ...more,
});

const acknowledgedBy = async (tenantId: TenantId) =>
  (await parts.store.read(tenantId, shown().id))?.group.acknowledged?.by;

describe('a press', () => {
  test('is for the tenant whose message it is, however many have such a group', async () => {
    await given(GLOBEX, shown({}, { channel: channelId('C0ELSE') }));
    await given(ACME, shown());
    expect(await pressButton(parts, wanted())).toEqual({ outcome: 'done', tenantId: ACME });
    expect([await acknowledgedBy(ACME), await acknowledgedBy(GLOBEX)]).toEqual(['U1', undefined]);
  });

  test('reaches no tenant of another workspace', async () => {
    await given(ACME, shown());
    expect(await pressButton(parts, wanted({ tenantIds: [GLOBEX] }))).toEqual({ outcome: 'unknown' });
    expect(await acknowledgedBy(ACME)).toBeUndefined();
  });

  test('that Slack, or somebody else, sends again is not taken again', async () => {
    await given(ACME, shown());
    await pressButton(parts, wanted());
    const release = wanted({ press: { ...wanted().press, kind: 'unacknowledge' }, pressId: 'another' });
    expect((await pressButton(parts, release)).outcome).toBe('done');
    expect(await pressButton(parts, wanted())).toEqual({ outcome: 'repeated', tenantId: ACME });
    expect(await acknowledgedBy(ACME)).toBeUndefined();
  });

  test('of who has it already, before the message shows it, is no news to them', async () => {
    await given(ACME, shown());
    await pressButton(parts, wanted());
    expect(await pressButton(parts, wanted({ pressId: 'again' }))).toEqual({ outcome: 'repeated', tenantId: ACME });
  });

  test('reaches its group also when data of another tenant cannot be read, and else may be tried again', async () => {
    await given(ACME, shown());
    const read = parts.store.read.bind(parts.store);
    parts.store.read = (tenantId, groupId) =>
      tenantId === GLOBEX ? Promise.reject(new TocsinError('store_unavailable', 'away')) : read(tenantId, groupId);
    expect((await pressButton(parts, wanted())).outcome).toBe('done');
    await expect(pressButton(parts, wanted({ tenantIds: [GLOBEX] }))).rejects.toThrow('away');
  });

  test('meets a webhook that came between and is applied to what it made', async () => {
    await given(ACME, shown());
    const { store } = parts;
    const read = store.read.bind(store);
    store.read = async (tenantId, groupId) => {
      const stored = await read(tenantId, groupId);
      store.read = read;
      if (stored === undefined) return undefined;
      const group = merge(stored.group, report([firing('db-1'), firing('db-2')], T0 + 2));
      const event = { at: T0, kind: 'merged', group: group.id, receiver: group.receiver } as const;
      const writes = [{ group, state: 'open', expectedVersion: stored.version, event } as const];
      await store.accept({ tenantId: ACME, dedupeKey: 'between', dedupeMs: 1, peer: 'am', writes });
      return stored;
    };
    expect((await pressButton(parts, wanted({ tenantIds: [ACME] }))).outcome).toBe('done');
    const group = (await read(ACME, shown().id))?.group;
    expect(group?.acknowledged?.by).toBe('U1');
    expect(Object.keys(group?.alerts ?? {})).toHaveLength(2);
  });

  test('is in the history with who it was, and makes the group due', async () => {
    await given(ACME, shown());
    await pressButton(parts, wanted());
    const [newest] = await parts.store.events(ACME, 1);
    expect(newest).toMatchObject({ kind: 'acknowledged', at: T0 + 1, detail: { by: 'U1' } });
    expect(await parts.store.dueTenants([ACME, GLOBEX])).toEqual([ACME]);
  });

  const refusals: readonly (readonly [string, Group, PressRequest['press']['kind'], object])[] = [
    ['taken', shown({ acknowledged: { by: 'U2', at: T0 } }), 'acknowledge', { by: { by: 'U2', at: T0 } }],
    ['free', shown(), 'unacknowledge', {}],
    ['over', merge(shown(), report([resolved('db-1', T0 + 5)], T0 + 6)), 'acknowledge', {}],
    ['replaced', shown({}, { ts: messageTs('9.9') }), 'acknowledge', {}],
  ];

  test.each(refusals)('on what is %s changes nothing', async (why, group, kind, more) => {
    await given(ACME, group);
    const result = await pressButton(parts, wanted({ press: { ...wanted().press, kind } }));
    expect(result).toEqual({ outcome: 'refused', tenantId: ACME, refusal: { why, ...more } });
    expect((await parts.store.read(ACME, group.id))?.group).toEqual(group);
  });
});

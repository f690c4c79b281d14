/** Presses of buttons against a store: whose group it is, and that one press counts once. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { TocsinError } from '../../src/core/errors.ts';
import type { Group, Message } from '../../src/core/group.ts';
import { channelId, messageTs, type TenantId } from '../../src/core/ids.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import { merge } from '../../src/groups/merge.ts';
import type { Deed, Press } from '../../src/groups/press.ts';
import { type PressParts, type PressRequest, pressButton } from '../../src/groups/press-button.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { ACME, GLOBEX } from '../store/store-fixtures.ts';
import { firing, report, resolved, T0 } from './builders.ts';

const message = { channel: channelId('C0OPS'), ts: messageTs('1.2') };

let parts: PressParts & { store: ReturnType<typeof createMemoryStore> };
beforeEach(() => {
  parts = {
    store: createMemoryStore({ clock: systemClock }),
    cache: new GroupCache(),
    copyWindowMs: 60_000,
    denialOf: async () => undefined,
  };
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

const pressOf = (deed: Deed, more: Partial<Press> = {}): Press => ({
  deed,
  by: 'U1',
  at: T0 + 1,
  id: 'T1 U1 1.2 3.4',
  message,
  ...more,
});

const wanted = (more: Partial<PressRequest> = {}): PressRequest => ({
  tenantIds: [GLOBEX, ACME],
  groupId: shown().id,
  press: pressOf({ kind: 'acknowledge' }),
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

  test.each([
    ['no message', { message: undefined }],
    ['an older message', { message: { ...shown().message, ts: messageTs('1.1') } }],
  ])('that comes before its message is stored waits for it, where %s is known', async (_, before) => {
    const { message: __, ...bare } = shown();
    await given(ACME, { ...bare, ...(before.message === undefined ? {} : { message: before.message }) } as Group);
    const pressed = pressButton(parts, wanted({ tenantIds: [ACME] }));
    const stored = await parts.store.read(ACME, shown().id);
    const event = { at: T0, kind: 'posted', group: shown().id, receiver: shown().receiver } as const;
    const writes = [{ group: shown(), state: 'open', expectedVersion: stored?.version ?? 0, event } as const];
    await parts.store.accept({ tenantId: ACME, dedupeKey: 'posted', dedupeMs: 1, peer: 'am', writes });
    expect(await pressed).toEqual({ outcome: 'done', tenantId: ACME });
  });

  test('on a message that nobody stores is told so, after a second', async () => {
    await given(ACME, shown({}, { ts: messageTs('1.1') }));
    expect(await pressButton(parts, wanted())).toMatchObject({ outcome: 'refused', refusal: { why: 'replaced' } });
  });

  test('reaches no tenant of another workspace', async () => {
    await given(ACME, shown());
    expect(await pressButton(parts, wanted({ tenantIds: [GLOBEX] }))).toEqual({ outcome: 'unknown' });
    expect(await acknowledgedBy(ACME)).toBeUndefined();
  });

  test('of somebody who may not changes nothing, whoever else may', async () => {
    await given(ACME, shown());
    const denial = { roles: ['responder'], ask: ['<@U0ADA>'] };
    const asked: unknown[] = [];
    const denialOf: PressParts['denialOf'] = async ({ by, deed }, group) => {
      asked.push([by, deed.kind, group]);
      return by === 'U1' ? denial : undefined;
    };
    const mine = pressOf({ kind: 'acknowledge' });
    expect(await pressButton({ ...parts, denialOf }, wanted({ press: mine }))).toEqual({
      outcome: 'not_permitted',
      tenantId: ACME,
      denial,
    });
    expect(asked).toEqual([['U1', 'acknowledge', { tenantId: ACME, receiver: shown().receiver }]]);
    expect(await acknowledgedBy(ACME)).toBeUndefined();
    const other = pressOf({ kind: 'acknowledge' }, { by: 'U2' });
    expect((await pressButton({ ...parts, denialOf }, wanted({ press: other }))).outcome).toBe('done');
    expect(await acknowledgedBy(ACME)).toBe('U2');
  });

  test('that Slack, or somebody else, sends again is not taken again', async () => {
    await given(ACME, shown());
    await pressButton(parts, wanted());
    const release = wanted({ press: pressOf({ kind: 'unacknowledge' }, { id: 'another' }) });
    expect((await pressButton(parts, release)).outcome).toBe('done');
    expect(await pressButton(parts, wanted())).toEqual({ outcome: 'repeated', tenantId: ACME });
    expect(await acknowledgedBy(ACME)).toBeUndefined();
  });

  test('of who has it already, before the message shows it, is no news to them', async () => {
    await given(ACME, shown());
    await pressButton(parts, wanted());
    expect(await pressButton(parts, wanted({ press: pressOf({ kind: 'acknowledge' }, { id: 'again' }) }))).toEqual({
      outcome: 'repeated',
      tenantId: ACME,
    });
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

  const refusals: readonly (readonly [string, Group, Deed['kind'], object])[] = [
    ['taken', shown({ acknowledged: { by: 'U2', at: T0 } }), 'acknowledge', { by: { by: 'U2', at: T0 } }],
    ['free', shown(), 'unacknowledge', {}],
    ['over', merge(shown(), report([resolved('db-1', T0 + 5)], T0 + 6)), 'acknowledge', {}],
    ['replaced', shown({}, { ts: messageTs('9.9') }), 'acknowledge', {}],
  ];

  test.each(refusals)('on what is %s changes nothing', async (why, group, kind, more) => {
    await given(ACME, group);
    const result = await pressButton(parts, wanted({ press: pressOf({ kind } as Deed) }));
    expect(result).toEqual({ outcome: 'refused', tenantId: ACME, refusal: { why, ...more } });
    expect((await parts.store.read(ACME, group.id))?.group).toEqual(group);
  });
});

describe('who has a group', () => {
  const pressed = async (deed: Deed, more: Partial<Press> = {}) => {
    const result = await pressButton(parts, wanted({ press: pressOf(deed, { id: JSON.stringify(deed), ...more }) }));
    return { ...result, group: (await parts.store.read(ACME, shown().id))?.group };
  };

  test('may be relieved by somebody else, which the thread tells', async () => {
    await given(ACME, shown({ acknowledged: { by: 'U2', at: T0 } }));
    const { outcome, group } = await pressed({ kind: 'take_over' });
    expect(outcome).toBe('done');
    expect(group?.acknowledged).toEqual({ by: 'U1', at: T0 + 1 });
    expect(group?.notes).toMatchObject([{ kind: 'taken_over', by: 'U1', from: 'U2', at: T0 + 1 }]);
    expect((await parts.store.events(ACME, 1))[0]).toMatchObject({ detail: { by: 'U1', from: 'U2' } });
  });

  test('simply has it when nobody had it before', async () => {
    await given(ACME, shown());
    const { group } = await pressed({ kind: 'take_over' });
    expect([group?.acknowledged?.by, group?.notes]).toEqual(['U1', undefined]);
  });

  test('is who it was given to, with who gave it', async () => {
    await given(ACME, shown({ acknowledged: { by: 'U2', at: T0 } }));
    const { group } = await pressed({ kind: 'assign', to: 'U3' });
    expect(group?.acknowledged).toEqual({ by: 'U3', at: T0 + 1, assignedBy: 'U1' });
    expect(group?.notes).toMatchObject([{ kind: 'assigned', by: 'U1', to: 'U3' }]);
    expect((await parts.store.events(ACME, 1))[0]).toMatchObject({ kind: 'assigned', detail: { by: 'U1', to: 'U3' } });
    const again = await pressed({ kind: 'assign', to: 'U3' }, { id: 'another' });
    expect(again).toMatchObject({ outcome: 'refused', refusal: { why: 'taken', by: { by: 'U3' } } });
  });
});

test('a comment waits for the thread once, however often Slack sends it, and changes nothing else', async () => {
  await given(ACME, shown());
  const comment = wanted({ press: pressOf({ kind: 'comment', text: 'disk ordered' }) });
  expect([await pressButton(parts, comment), await pressButton(parts, comment)]).toMatchObject([
    { outcome: 'done' },
    { outcome: 'repeated' },
  ]);
  const group = (await parts.store.read(ACME, shown().id))?.group;
  const { notes, ...rest } = group ?? {};
  expect(notes).toMatchObject([{ kind: 'comment', by: 'U1', text: 'disk ordered' }]);
  expect(rest).toEqual(shown());
  expect((await parts.store.events(ACME, 1))[0]).toMatchObject({ kind: 'commented', detail: { text: 'disk ordered' } });
});

describe('closing by hand', () => {
  const close = () => pressButton(parts, wanted({ press: pressOf({ kind: 'close' }) }));

  test('is refused while Alertmanager reports any of it', async () => {
    const two = merge(shown(), report([firing('db-1'), firing('db-2')], T0 + 1));
    await given(ACME, merge(two, report([firing('db-1')], T0 + 300_000)));
    expect(await close()).toMatchObject({ outcome: 'refused', refusal: { why: 'reported' } });
  });

  test('ends what it no longer reports, unconfirmed', async () => {
    const other = merge(shown(), report([firing('db-1'), firing('db-2')], T0 + 1));
    const gone = { ...other, lastFullAt: T0 + 300_000 };
    await given(ACME, gone);
    expect((await close()).outcome).toBe('done');
    const group = (await parts.store.read(ACME, gone.id))?.group;
    expect(group).toMatchObject({ alerts: {}, unconfirmed: 2, pendingSince: T0 + 1 });
    expect(group?.notes).toMatchObject([{ kind: 'closed_by_hand', by: 'U1' }]);
    expect((await parts.store.stats([ACME])).get(ACME)?.groups).toEqual({ open: 0, resolved: 1 });
  });
});

/** Posts elsewhere when a group escalates: each made once, whatever Slack answers, and none in the way of the message. */
import { describe, expect, test } from '@jest/globals';
import type { EscalationPolicy } from '../../src/core/escalation-policy.ts';
import type { Group } from '../../src/core/group.ts';
import { channelId, messageTs } from '../../src/core/ids.ts';
import type { FindResult, PostRequest, SendResult, UpdateRequest } from '../../src/delivery/sender.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { acme, build, type Setting } from './relay.ts';

const LEADS = channelId('C0LEADS');

/** The first step is due at once, and calls one channel and one person. */
const RULES: EscalationPolicy = {
  name: 'at once',
  steps: [{ afterMs: 1, mentions: () => ['<@U0ANNA>'], channels: [LEADS], people: () => ['U0BEN'] }],
};

const isPing = (request: PostRequest | UpdateRequest): request is PostRequest =>
  'deliveryId' in request && request.deliveryId.startsWith('ping.');

/** A relay whose Slack answers each ping as it is told to. */
function relayWith(answer: (request: PostRequest, attempt: number) => SendResult | undefined, setting: Setting = {}) {
  const pings: PostRequest[] = [];
  const relay = build({
    rules: { escalation: RULES },
    ...setting,
    send: async (request) => {
      if (!isPing(request)) return setting.send?.(request);
      pings.push(request);
      return answer(request, pings.filter(({ channel }) => channel === request.channel).length);
    },
  });
  return { ...relay, pings };
}

type Relay = ReturnType<typeof relayWith>;

async function escalated(relay: Relay) {
  await relay.arrive(acme, 'disks', ['a']);
  relay.dispatcher.start();
  const group = async () => {
    const [event] = await relay.store.events(acme, 1);
    return event === undefined ? undefined : (await relay.store.read(acme, event.group))?.group;
  };
  await waitUntil(
    'all is told',
    async () => {
      const now = await group();
      return now?.escalation?.step === 1 && now.escalation.pings === undefined && now.notes === undefined && now;
    },
    { timeoutMs: 15_000 },
  );
  await relay.dispatcher.stop(5_000);
  return group();
}

const channels = ({ pings }: Relay) => pings.map(({ channel }) => channel);
const events = async ({ store }: Relay) =>
  (await store.events(acme, 100)).flatMap(({ kind, detail }) =>
    kind === 'pinged' || kind === 'ping_failed' ? [[kind, detail?.to, detail?.reason]] : [],
  );

async function onlyGroup({ store }: Pick<Relay, 'store'>) {
  const [event] = await store.events(acme, 1);
  const stored = event && (await store.read(acme, event.group));
  if (stored === undefined) throw new Error('there is no group');
  return stored;
}

/** As if a process had stored that. */
async function write(relay: Relay, change: (group: Group) => Group): Promise<void> {
  const { group, version } = await onlyGroup(relay);
  const event = { at: Date.now(), kind: 'merged', group: group.id, receiver: group.receiver } as const;
  const writes = [{ group: change(group), state: 'open', expectedVersion: version, event } as const];
  await relay.store.accept({ tenantId: acme, dedupeKey: `${version}`, dedupeMs: 1_000, peer: 'test', writes });
}

describe('an escalation', () => {
  test('is told to the channel and to the person, and in the thread', async () => {
    const relay = relayWith(() => undefined);
    await escalated(relay);
    expect(channels(relay)).toEqual([LEADS, 'D0BEN']);
    expect(relay.sent.map(({ text }) => text)).toEqual([
      ...['message: a', 'notice: ping', 'notice: ping'],
      expect.stringMatching(/^told: escalated /),
    ]);
  });

  test('is told again after what passes, and holds up nothing else', async () => {
    const relay = relayWith(({ channel }, attempt) =>
      channel === LEADS && attempt === 1 ? { ok: false, reason: 'slack_unreachable', detail: 'refused' } : undefined,
    );
    await escalated(relay);
    expect(channels(relay)).toEqual([LEADS, 'D0BEN', LEADS]);
    expect(relay.sent[1]?.text).toBe('notice: ping');
    expect(await events(relay)).toEqual([
      ['pinged', '1-C0LEADS', undefined],
      ['pinged', '1-U0BEN', undefined],
    ]);
  });

  test('of which Slack did not answer is looked for, and not told twice where it is', async () => {
    const taken: { ts: ReturnType<typeof messageTs>; deliveryId: string }[] = [];
    const relay = relayWith(
      ({ channel, deliveryId }, attempt) => {
        taken.push({ ts: messageTs('7'), deliveryId });
        return channel === LEADS && attempt === 1 ? { ok: false, reason: 'timeout', detail: 'no answer' } : undefined;
      },
      { find: async (): Promise<FindResult> => ({ ok: true, messages: taken }) },
    );
    await escalated(relay);
    expect(channels(relay)).toEqual([LEADS, 'D0BEN']);
  });

  test('of which Slack did not answer is told again where that cannot be read', async () => {
    const relay = relayWith(
      ({ channel }, attempt) =>
        channel !== LEADS && attempt === 1 ? { ok: false, reason: 'timeout', detail: 'no answer' } : undefined,
      { find: async (): Promise<FindResult> => ({ ok: false, reason: 'missing_scope', detail: 'needs im:history' }) },
    );
    await escalated(relay);
    expect(channels(relay)).toEqual([LEADS, 'D0BEN', 'D0BEN']);
  });

  test('that a channel does not take is said in the thread, and the channel is left alone by nobody else', async () => {
    const relay = relayWith(({ channel }) =>
      channel === LEADS ? { ok: false, reason: 'not_in_channel', detail: 'not_in_channel' } : undefined,
    );
    await escalated(relay);
    expect(channels(relay)).toEqual([LEADS, 'D0BEN']);
    expect(await events(relay)).toContainEqual(['ping_failed', '1-C0LEADS', 'not_in_channel']);
    expect(relay.sent.map(({ text }) => text).join()).toContain('ping_failed 1-C0LEADS');
  });

  test('of which Slack did not answer waits until it can be looked for', async () => {
    const taken: { ts: ReturnType<typeof messageTs>; deliveryId: string }[] = [];
    let looks = 0;
    const relay = relayWith(
      ({ channel, deliveryId }, attempt) => {
        taken.push({ ts: messageTs('7'), deliveryId });
        return channel === LEADS && attempt === 1 ? { ok: false, reason: 'timeout', detail: 'no answer' } : undefined;
      },
      {
        find: async (): Promise<FindResult> => {
          looks += 1;
          if (looks > 1) return { ok: true, messages: taken };
          return { ok: false, reason: 'rate_limited', detail: 'http 429', retryAfterMs: 100 };
        },
      },
    );
    await escalated(relay);
    expect(channels(relay)).toEqual([LEADS, 'D0BEN']);
    expect(looks).toBe(2);
  });

  test('is not given up while Slack is out of reach', async () => {
    const relay = relayWith(() => ({ ok: false, reason: 'slack_unreachable', detail: 'refused' }), { rules: {} });
    await relay.arrive(acme, 'disks', ['a']);
    relay.dispatcher.start();
    await waitUntil('it is posted', async () => (await onlyGroup(relay)).group.message !== undefined);
    await relay.dispatcher.stop(5_000);
    await write(relay, (group) => ({
      ...group,
      escalation: {
        ...{ step: 1, since: Date.now() },
        pings: [{ id: '1-C0LEADS', to: { channel: LEADS }, mentions: [], step: 1, attempts: 4 }],
      },
    }));
    const successor = relay.successor();
    successor.start();
    await waitUntil('it is tried', async () => {
      const { escalation } = (await onlyGroup(relay)).group;
      return escalation?.pings?.[0]?.attempts !== 4;
    });
    await successor.stop(5_000);
    expect((await onlyGroup(relay)).group.escalation?.pings).toMatchObject([{ attempts: 5 }]);
    expect(await events(relay)).toEqual([]);
  });

  test('calls each of many people once, however slow Slack is', async () => {
    const people = ['U0A', 'U0B', 'U0C', 'U0D', 'U0E', 'U0F'];
    const steps = [{ afterMs: 1, mentions: () => [], channels: [], people: () => people }];
    const relay = build({
      leaseMs: 600,
      rules: { escalation: { name: 'many', steps } },
      find: async () => ({ ok: false, reason: 'missing_scope', detail: 'im:history' }),
      send: async (request) => {
        if (isPing(request)) await new Promise((resolve) => setTimeout(resolve, 200));
        return undefined;
      },
    });
    const made = () => relay.sent.filter(({ text }) => text === 'notice: ping').length;
    await relay.arrive(acme, 'disks', ['a']);
    relay.dispatcher.start();
    await waitUntil(
      'all are called',
      async () => {
        const { escalation } = (await onlyGroup(relay)).group;
        return made() > people.length || (escalation !== undefined && escalation.pings === undefined);
      },
      { timeoutMs: 10_000 },
    );
    await relay.dispatcher.stop(5_000);
    expect(made()).toBe(people.length);
  });

  test('does not wait for the pace of the message', async () => {
    const relay = build({
      rules: { escalation: { ...RULES, steps: RULES.steps.map((step) => ({ ...step, afterMs: 700 })) } },
      paces: { workspaceUpdates: { perSecond: 0.05, burst: 1 } },
    });
    const calls = () => relay.sent.filter(({ text }) => text === 'notice: ping').length;
    await relay.arrive(acme, 'disks', ['a']);
    relay.dispatcher.start();
    await waitUntil('it is posted', async () => (await onlyGroup(relay)).group.message !== undefined);
    await relay.arrive(acme, 'disks', ['a', 'b'], relay.acceptNow);
    await waitUntil('it is updated', () => relay.sent.some(({ ts }) => ts !== undefined));
    await relay.arrive(acme, 'disks', ['a', 'b', 'c'], relay.acceptNow);
    await waitUntil('both are called', () => calls() === 2, { timeoutMs: 5_000 });
    await relay.dispatcher.stop(5_000);
    expect((await relay.store.events(acme, 100)).filter(({ kind }) => kind === 'escalated')).toHaveLength(1);
  });

  test('whose caller died is looked for by whoever takes its place, and not told twice', async () => {
    const taken: { ts: ReturnType<typeof messageTs>; deliveryId: string }[] = [];
    const asked: string[] = [];
    const relay = build({
      rules: { escalation: RULES },
      leaseMs: 400,
      find: async (): Promise<FindResult> => ({ ok: true, messages: taken }),
      send: async (request) => {
        if (!isPing(request)) return undefined;
        asked.push(request.channel);
        taken.push({ ts: messageTs('7'), deliveryId: request.deliveryId });
        // Slack took the first, and its caller never hears of it.
        return asked.length === 1 ? new Promise(() => undefined) : undefined;
      },
    });
    await relay.arrive(acme, 'disks', ['a']);
    relay.dispatcher.start();
    await waitUntil('the first ping is sent', () => asked.length === 1);
    relay.dispatcher.stopClaiming();
    const successor = relay.successor();
    successor.start();
    await waitUntil('the person is told', () => asked.length === 2, { timeoutMs: 10_000 });
    await successor.stop(5_000);
    expect(asked).toEqual([LEADS, 'D0BEN']);
  });
});

test('a step that was decided while somebody took the group is neither taken, nor told, nor counted', async () => {
  let take: (() => Promise<unknown>) | undefined;
  const relay = relayWith(() => undefined, {
    rules: { escalation: { ...RULES, steps: RULES.steps.map((step) => ({ ...step, afterMs: 1_000 })) } },
    send: async (request) => {
      if ('ts' in request) await take?.();
      return undefined;
    },
  });
  const groupNow = async () => {
    const [event] = await relay.store.events(acme, 1);
    const stored = event && (await relay.store.read(acme, event.group));
    if (stored === undefined) throw new Error('there is no group');
    return stored;
  };
  await relay.arrive(acme, 'disks', ['a']);
  relay.dispatcher.start();
  await waitUntil('it is posted', async () => (await groupNow()).group.message !== undefined);
  await relay.dispatcher.stop(5_000);

  // The step and an update are due together, and somebody takes the group while the update is made.
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await relay.arrive(acme, 'disks', ['a', 'b']);
  take = async () => {
    take = undefined;
    const { group, version } = await groupNow();
    const at = Date.now();
    const event = { at, kind: 'acknowledged', group: group.id, receiver: 'ops' } as const;
    const writes = [
      {
        group: { ...group, acknowledged: { by: 'U0ANNA', at } },
        state: 'open',
        expectedVersion: version,
        event,
      } as const,
    ];
    return relay.store.accept({ tenantId: acme, dedupeKey: 'press', dedupeMs: 1_000, peer: 'U0ANNA', writes });
  };
  const successor = relay.successor();
  successor.start();
  await waitUntil('all is told', async () => {
    const { group } = await groupNow();
    return group.acknowledged !== undefined && group.pendingSince === undefined;
  });
  await successor.stop(5_000);
  expect((await groupNow()).group.escalation).toBeUndefined();
  expect(relay.pings).toEqual([]);
  expect((await relay.store.events(acme, 100)).filter(({ kind }) => kind === 'escalated')).toEqual([]);
  expect(await relay.metrics.registry.getSingleMetricAsString('tocsin_escalations_total')).not.toContain('} 1');
});

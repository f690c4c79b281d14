/** Posts and replies that Slack may have taken without our hearing of it, with the embedded store. */
import { describe, expect, test } from '@jest/globals';
import type { Group } from '../../src/core/group.ts';
import { channelId, type GroupId, messageTs } from '../../src/core/ids.ts';
import type { ReceiverPolicy } from '../../src/core/policy.ts';
import type { FindRequest, FindResult, PostRequest, SendResult } from '../../src/delivery/sender.ts';
import { withNote } from '../../src/groups/notes.ts';
import { policy } from '../groups/builders.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { acme, build, type Setting } from './relay.ts';

const TIMEOUT: SendResult = { ok: false, reason: 'timeout', detail: 'no answer' };

/** Slack's own memory: what it took, whether or not it said so. */
class Channel {
  readonly taken: {
    readonly ts: string;
    readonly deliveryId: string;
    readonly threadTs?: string;
    readonly text: string;
  }[] = [];
  readonly searches: FindRequest[] = [];

  take({ deliveryId, threadTs, content }: PostRequest): SendResult {
    const ts = `${Math.floor(Date.now() / 1_000)}.${String(this.taken.length).padStart(6, '0')}`;
    this.taken.push({ ts, deliveryId, text: content.text, ...(threadTs === undefined ? {} : { threadTs }) });
    return { ok: true, channel: channelId('C1'), ts: messageTs(ts) };
  }

  find(request: FindRequest): FindResult {
    this.searches.push(request);
    const found = this.taken.filter(({ threadTs }) => threadTs === request.threadTs);
    return { ok: true, messages: found.map(({ ts, deliveryId }) => ({ ts: messageTs(ts), deliveryId })) };
  }
}

/** A relay whose Slack remembers, and answers each post as `answers` says, in their order; then as it should. */
function relayWith(answers: ('taken, no answer' | 'lost, no answer')[], setting: Setting = {}) {
  const channel = new Channel();
  const relay = build({
    find: async (request) => channel.find(request),
    send: async (request) => {
      if ('ts' in request) return undefined;
      const answer = answers.shift();
      const result = answer === 'lost, no answer' ? undefined : channel.take(request);
      return answer === undefined ? result : TIMEOUT;
    },
    ...setting,
  });
  return { ...relay, channel, answers };
}

type Relay = ReturnType<typeof relayWith>;

async function settled(relay: Relay): Promise<void> {
  await waitUntil(
    'nothing is pending',
    async () => {
      const [group] = await groupsOf(relay);
      return group?.message !== undefined && group.pendingSince === undefined && group.doubt === undefined;
    },
    { timeoutMs: 15_000 },
  );
  await relay.dispatcher.stop(5_000);
}

async function groupsOf({ store }: Relay) {
  const ids = new Set((await store.events(acme, 100)).map(({ group }) => group));
  const read = await Promise.all([...ids].map((id: GroupId) => store.read(acme, id)));
  return read.map((stored) => stored?.group);
}

async function comment(relay: Relay, id: string, at = Date.now(), more: Partial<Group> = {}): Promise<void> {
  const [group] = await groupsOf(relay);
  if (group === undefined) throw new Error('no group');
  const stored = await relay.store.read(acme, group.id);
  const noted = withNote({ ...group, ...more }, { id, at, kind: 'comment', by: 'U1', text: 'on it' });
  const event = { at, kind: 'merged', group: group.id, receiver: group.receiver } as const;
  const write = { group: noted, state: 'open', expectedVersion: stored?.version ?? 0, event } as const;
  await relay.store.accept({ tenantId: acme, dedupeKey: id, dedupeMs: 1_000, peer: 'U1', writes: [write] });
  relay.dispatcher.wake(acme);
}

describe('a post that ended without an answer', () => {
  test("is not sent again when Slack had taken it, and goes on as the group's message", async () => {
    const relay = relayWith(['taken, no answer']);
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await settled(relay);
    expect(relay.channel.taken.map(({ text }) => text)).toEqual(['message: a']);
    const [group] = await groupsOf(relay);
    expect(group?.message?.ts).toBe(relay.channel.taken[0]?.ts);
    expect(relay.channel.searches).toHaveLength(1);
    expect(await relay.metrics.registry.metrics()).toContain('tocsin_doubts_total{tenant="acme",outcome="found"} 1');
  });

  test('is sent again when Slack had not', async () => {
    const relay = relayWith(['lost, no answer']);
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await settled(relay);
    expect(relay.channel.taken.map(({ text }) => text)).toEqual(['message: a']);
    expect(relay.channel.searches).toHaveLength(1);
  });

  test('tells what came in meanwhile in its thread, and only that', async () => {
    const relay = relayWith(['taken, no answer']);
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await waitUntil('it was tried', () => relay.channel.taken.length === 1);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await relay.arrive(acme, 'g', ['a', 'b']);
    await settled(relay);
    await waitUntil('both are there', () => relay.channel.taken.length === 2);
    expect(relay.channel.taken.map(({ text, threadTs }) => ({ text, inThread: threadTs !== undefined }))).toEqual([
      { text: 'message: a', inThread: false },
      { text: 'thread: a b', inThread: true },
    ]);
    const [group] = await groupsOf(relay);
    expect(Object.values(group?.marks ?? {}).map(({ told }) => told?.status)).toEqual(['firing', 'firing']);
  });
});

describe('a note that ended without an answer', () => {
  const told = async (relay: Relay) => {
    await waitUntil('nothing is left to tell', async () => {
      const [group] = await groupsOf(relay);
      return group?.notes === undefined && group?.failure === undefined && group?.doubt === undefined;
    });
    return relay.channel.taken.map(({ text }) => text);
  };

  test.each(['taken, no answer', 'lost, no answer'] as const)('stands in the thread once: %s', async (answer) => {
    const relay = relayWith([]);
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await waitUntil('it is shown', () => relay.channel.taken.length === 1);
    relay.answers.push(answer);
    await comment(relay, 'n1');
    await told(relay);
    await comment(relay, 'n2');
    expect(await told(relay)).toEqual(['message: a', 'told: n1', 'told: n2']);
    await relay.dispatcher.stop(5_000);
  });

  test('comes before what changed, and neither comes twice', async () => {
    const relay = relayWith([]);
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await waitUntil('it is shown', () => relay.channel.taken.length === 1);
    relay.answers.push('taken, no answer', 'taken, no answer');
    await comment(relay, 'n1');
    await relay.arrive(acme, 'g', ['a', 'b']);
    await settled(relay);
    await told(relay);
    expect(relay.channel.taken.map(({ text }) => text)).toEqual(['message: a', 'told: n1', 'thread: a b']);
  });
});

describe('a reply that ended without an answer', () => {
  test.each(['taken, no answer', 'lost, no answer'] as const)('stands in the thread once: %s', async (answer) => {
    const relay = relayWith([]);
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await waitUntil('it is posted', () => relay.channel.taken.length === 1);
    await waitUntil('it is known', async () => (await groupsOf(relay))[0]?.message !== undefined);
    relay.answers.push(answer);
    await relay.arrive(acme, 'g', ['a', 'b']);
    await waitUntil('it was looked for', () => relay.channel.searches.length === 1, { timeoutMs: 15_000 });
    await settled(relay);
    expect(relay.channel.taken.map(({ text }) => text)).toEqual(['message: a', 'thread: a b']);
    expect(relay.channel.searches).toMatchObject([{ threadTs: relay.channel.taken[0]?.ts }]);
  });
});

describe('a holder that died', () => {
  test.each([true, false])('after it called Slack: %s', async (hadCalled) => {
    const relay = relayWith([]);
    await relay.arrive(acme, 'g', ['a']);
    const { claims } = await relay.store.claim({ tenantId: acme, limit: 1, leaseMs: 50 });
    const [claim] = claims;
    if (claim === undefined) throw new Error('nothing is due');
    const deliveryId = `${claim.group.id}.${claim.version}.post`;
    if (hadCalled) {
      relay.channel.take({
        tenantId: acme,
        channel: channelId('C1'),
        content: { blocks: [], text: 'message: a' },
        deliveryId,
      });
    }
    relay.dispatcher.start();
    await settled(relay);
    expect(relay.channel.taken.map(({ text }) => text)).toEqual(['message: a']);
    expect(relay.channel.searches).toHaveLength(1);
    const [group] = await groupsOf(relay);
    expect(group?.message?.ts).toBe(relay.channel.taken[0]?.ts);
  });
});

/** Somebody holds the group for a moment, Slack takes their reply to the thread, and they never say so. */
async function replyAndDie(
  relay: ReturnType<typeof relayWith>,
  { operation, text }: { readonly operation: 'reply' | 'tell'; readonly text: string },
): Promise<void> {
  const { claims } = await relay.store.claim({ tenantId: acme, limit: 1, leaseMs: 50 });
  const [claim] = claims;
  const threadTs = claim?.group.message?.ts;
  if (claim === undefined || threadTs === undefined) throw new Error('nothing is due');
  relay.channel.take({
    tenantId: acme,
    channel: channelId('C1'),
    content: { blocks: [], text },
    deliveryId: `${claim.group.id}.${claim.version}.${operation}`,
    threadTs,
  });
}

test('an abandoned reply is found once, and what it did not tell is told after it', async () => {
  const relay = relayWith([]);
  relay.dispatcher.start();
  await relay.arrive(acme, 'g', ['a']);
  await waitUntil('it is known', async () => (await groupsOf(relay))[0]?.message !== undefined);
  await relay.dispatcher.stop(5_000);
  await relay.arrive(acme, 'g', ['a', 'b']);
  await replyAndDie(relay, { operation: 'reply', text: 'thread: a b' });
  await new Promise((resolve) => setTimeout(resolve, 1_100));
  await relay.arrive(acme, 'g', ['a', 'b', 'c']);
  const successor = relay.successor();
  successor.start();
  await waitUntil('the rest is told', () => relay.channel.taken.length === 3);
  await successor.stop(5_000);
  expect(relay.channel.taken.map(({ text }) => text)).toEqual(['message: a', 'thread: a b', 'thread: a b c']);
  expect(relay.channel.searches).toHaveLength(1);
});

describe('a note whose step comes due while an earlier one is in doubt', () => {
  /** A relay whose group waits for its next holder: the thread has `n1`, whose caller died, and a step is due. */
  async function abandoned(setting: Setting = {}) {
    const rules: { -readonly [Key in keyof ReceiverPolicy]: ReceiverPolicy[Key] } = { ...policy };
    const relay = relayWith([], { ...setting, destination: { policy: rules } });
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await waitUntil('it is known', async () => (await groupsOf(relay))[0]?.message !== undefined);
    await relay.dispatcher.stop(5_000);
    // Before the second in which Slack took it: the channel's times are whole seconds.
    await comment(relay, 'n1', Date.now() - 1_000);
    await replyAndDie(relay, { operation: 'tell', text: 'told: n1' });
    rules.escalation = { name: 'now', steps: [{ afterMs: 1, mentions: () => [], channels: [], people: () => [] }] };
    return relay;
  }

  async function toldBySuccessor(relay: Relay) {
    const successor = relay.successor();
    successor.start();
    await waitUntil('all is told', async () => {
      const [group] = await groupsOf(relay);
      return group?.escalation?.step === 1 && group.notes === undefined && group.pendingSince === undefined;
    });
    await successor.stop(5_000);
    return relay.channel.taken.map(({ text }) => text);
  }

  test('is told, and the earlier one not again', async () => {
    expect(await toldBySuccessor(await abandoned())).toEqual([
      ...['message: a', 'told: n1'],
      expect.stringMatching(/^told: escalated [0-9]+ 1$/),
    ]);
  });

  test('is told where nobody can look and the tenant wants nothing twice', async () => {
    const find = async (): Promise<FindResult> => ({ ok: false, reason: 'missing_scope', detail: 'channels:history' });
    expect(await toldBySuccessor(await abandoned({ find, inDoubt: 'leave' }))).toEqual([
      ...['message: a', 'told: n1'],
      expect.stringMatching(/^told: escalated [0-9]+ 1$/),
    ]);
  });

  test('is told where somebody had to be called first, nobody can look, and the tenant wants nothing twice', async () => {
    const lost = { id: '1-C9', to: { channel: channelId('C9') }, mentions: [], step: 1 };
    const relay = relayWith([], {
      find: async () => ({ ok: false, reason: 'missing_scope', detail: 'channels:history' }),
      inDoubt: 'leave',
      send: async (request) => {
        if (request.channel === 'C9') return { ok: false, reason: 'channel_not_found', detail: 'channel_not_found' };
        return 'ts' in request ? undefined : relay.channel.take(request);
      },
    });
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await waitUntil('it is known', async () => (await groupsOf(relay))[0]?.message !== undefined);
    await relay.dispatcher.stop(5_000);
    const at = Date.now() - 1_000;
    await comment(relay, 'n1', at, { escalation: { step: 1, since: at, at, pings: [lost] } });
    await relay.store.claim({ tenantId: acme, limit: 1, leaseMs: 1_500 });
    const successor = relay.successor();
    successor.start();
    await waitUntil('all is told', async () => {
      const [group] = await groupsOf(relay);
      return group?.escalation?.pings === undefined && group?.notes === undefined;
    });
    await successor.stop(5_000);
    expect(relay.channel.taken.map(({ text }) => text)).toEqual([
      'message: a',
      expect.stringMatching(/^told: ping_failed 1-C9 [0-9]+$/),
    ]);
  });

  test('is told where alerts have changed as well', async () => {
    const relay = await abandoned();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await relay.arrive(acme, 'g', ['a', 'b']);
    expect(await toldBySuccessor(relay)).toEqual([
      ...['message: a', 'told: n1'],
      expect.stringMatching(/^told: escalated [0-9]+ 1$/),
      'thread: a b',
    ]);
    expect(relay.channel.searches.length).toBeLessThan(5);
  });
});

describe('where the channel may not be read back', () => {
  const find = async (): Promise<FindResult> => ({
    ok: false,
    reason: 'missing_scope',
    detail: 'needs channels:history',
  });

  test('the message is sent again, if the tenant did not choose otherwise', async () => {
    const relay = relayWith(['taken, no answer'], { find });
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await settled(relay);
    expect(relay.channel.taken.map(({ text }) => text)).toEqual(['message: a', 'message: a']);
    expect(await relay.metrics.registry.metrics()).toContain(
      'tocsin_doubts_total{tenant="acme",outcome="unreadable"} 1',
    );
  });

  test('it is left until there is news, if the tenant chose that', async () => {
    const relay = relayWith(['taken, no answer'], { find, inDoubt: 'leave' });
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await waitUntil('it is left', async () => (await groupsOf(relay))[0]?.doubt?.left === true, { timeoutMs: 15_000 });
    expect(relay.channel.taken).toHaveLength(1);
    await relay.arrive(acme, 'g', ['a', 'b']);
    await settled(relay);
    expect(relay.channel.taken.map(({ text }) => text)).toEqual(['message: a', 'message: a b']);
  });

  test('what passes is waited for', async () => {
    let tries = 0;
    const relay = relayWith(['taken, no answer'], {
      find: async (request) => {
        tries += 1;
        if (tries > 1) return relay.channel.find(request);
        return { ok: false, reason: 'rate_limited', detail: 'http 429', retryAfterMs: 100 };
      },
    });
    relay.dispatcher.start();
    await relay.arrive(acme, 'g', ['a']);
    await settled(relay);
    expect(relay.channel.taken).toHaveLength(1);
    expect(await relay.metrics.registry.metrics()).toContain(
      'tocsin_doubts_total{tenant="acme",outcome="postponed"} 1',
    );
  });
});

/** More groups than a channel takes: they are told in one summary, each of them, and nothing is dropped. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Group, GroupAlert } from '../../src/core/group.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import type { PostRequest, SendResult, UpdateRequest } from '../../src/delivery/sender.ts';
import { newDigest } from '../../src/groups/folds.ts';
import { firing, policy, resolved } from '../groups/builders.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { acme, build, type Setting } from './relay.ts';

const releasers = new Releasers();
afterEach(() => releasers.close());

const NAMES = Array.from({ length: 120 }, (_, index) => `g${String(index).padStart(3, '0')}`);

/** Twenty a second, and more than half a second's worth is a storm. */
const STORMY: Setting = {
  paces: { channelPosts: { perSecond: 20, burst: 1 } },
  destination: { policy: { ...policy, stormAfterMs: 500 } },
};

interface Call {
  readonly at: number;
  readonly text: string;
  readonly kind: 'post' | 'reply' | 'update';
}

function start(setting: Setting) {
  const calls: Call[] = [];
  const answer = (request: PostRequest | UpdateRequest): SendResult | undefined => {
    const kind = 'ts' in request ? 'update' : request.threadTs === undefined ? 'post' : 'reply';
    calls.push({ at: Date.now(), text: request.content.text, kind });
    return undefined;
  };
  const relay = build({ send: async (request) => answer(request), ...setting });
  releasers.add('dispatcher', async () => {
    await relay.dispatcher.stop(5_000);
  });
  const textsOf = (start: string) => calls.map(({ text }) => text).filter((text) => text.startsWith(start));
  /** The groups that have a message of their own. */
  const posted = () => textsOf('message: ').map((text) => text.slice('message: '.length).trim());
  /** The groups that the thread of the summary lists. */
  const listed = () =>
    textsOf('listed')
      .flatMap((text) => text.replace(/^listed.*?: /, '').split(/[ /]+/))
      .filter(Boolean);
  const summary = () => textsOf('summary').at(-1) ?? '';
  return { ...relay, calls, posted, listed, summary };
}

/** The marks of a group of which readers were told all. */
function tellAll({ alerts }: Group): Group['marks'] {
  const seen = ({ status, startsAt }: GroupAlert) => ({ status, startsAt });
  return Object.fromEntries(
    Object.entries(alerts).map(([name, alert]) => [name, { shown: seen(alert), told: seen(alert) }]),
  );
}

type Relay = ReturnType<typeof start>;

async function storm(relay: Relay): Promise<void> {
  for (const name of NAMES) await relay.arrive(acme, name, [name]);
}

const allTold = (relay: Relay) => (): boolean => relay.posted().length + relay.listed().length >= NAMES.length;

describe('a storm', () => {
  test('is told in one summary, at once, and every group is told exactly once', async () => {
    const relay = start(STORMY);
    relay.dispatcher.start();
    const begunAt = Date.now();
    await storm(relay);
    await waitUntil('the summary is there', () => relay.summary() !== '');
    expect(Date.now() - begunAt).toBeLessThan(5_000);
    await waitUntil('all is told', allTold(relay), { timeoutMs: 15_000 });
    expect([...relay.posted(), ...relay.listed()].sort()).toEqual(NAMES);
    expect(relay.posted().length).toBeLessThan(NAMES.length / 2);
    expect(relay.calls.filter(({ kind, text }) => kind === 'post' && text.startsWith('summary'))).toHaveLength(1);
    expect(await relay.metrics.registry.metrics()).toMatch(/tocsin_folded_total\{tenant="acme",why="storm"\} [1-9]/);
  });

  test('never goes faster than the channel takes', async () => {
    const relay = start(STORMY);
    relay.dispatcher.start();
    await storm(relay);
    await waitUntil('all is told', allTold(relay), { timeoutMs: 15_000 });
    const posts = relay.calls.filter(({ kind }) => kind !== 'update').map(({ at }) => at);
    for (const [index, at] of posts.entries()) {
      expect(posts.filter((other) => other >= at && other < at + 1_000).length).toBeLessThanOrEqual(22);
      if (index > 0) expect(at).toBeGreaterThanOrEqual(posts[index - 1] ?? 0);
    }
  });

  test('is kept current, and unfolds when it is over, without waiting for a sweep', async () => {
    const relay = start({ ...STORMY, sweepMs: 60_000 });
    relay.dispatcher.start();
    await storm(relay);
    relay.dispatcher.wake(acme);
    await waitUntil('all is told', allTold(relay), { timeoutMs: 15_000 });
    const folded = relay.listed();
    const [survivor = '', ...others] = folded;
    for (const name of others) await relay.arrive(acme, name, [resolved(name, Date.now())]);
    relay.dispatcher.wake(acme);
    await waitUntil('the survivor has a message', () => relay.posted().includes(survivor), { timeoutMs: 20_000 });
    await waitUntil('the summary is over', () => relay.summary().startsWith('summary over'), { timeoutMs: 20_000 });
    expect(relay.summary()).toContain(` ${others[0]}`);
    expect(relay.posted().filter((name) => others.includes(name))).toEqual([]);
    await relay.arrive(acme, survivor, [firing(survivor), firing('more')]);
    relay.dispatcher.wake(acme);
    await waitUntil('the message goes on', () =>
      relay.calls.some(({ kind, text }) => kind === 'update' && text.includes('more')),
    );
  }, 60_000);

  test('is over as soon as its thread lists all, when it was calm before that', async () => {
    const relay = start({ sweepMs: 60_000, destination: { policy: { ...policy, stormAfterMs: 60_000 } } });
    await relay.arrive(acme, 'g', ['left']);
    const claimed = await relay.store.claim({ tenantId: acme, limit: 1, leaseMs: 5_000 });
    const [claim] = claimed.claims;
    if (claim === undefined) throw new Error('nothing is due');
    const { group, token, version } = claim;
    const since = claimed.now - 120_000;
    const { pendingSince: _, ...told } = { ...group, folded: { since, why: 'storm' } as const };
    const change = { group: { ...told, marks: tellAll(group) }, state: 'open', before: group } as const;
    const commit = { tenantId: acme, groupId: group.id, token, expectedVersion: version, change, events: [] };
    expect(await relay.store.commit(commit)).toMatchObject({ outcome: 'committed' });
    const digest = newDigest(group.receiver, since);
    await relay.store.folds.fold({ tenantId: acme, digest, groupId: group.id });
    await relay.store.folds.poke(acme, [digest.id], 0);
    relay.dispatcher.start();
    await waitUntil('it has a message of its own', () => relay.posted().includes('left'));
  });

  test('spends no update on a summary of which nothing changed but the time', async () => {
    const relay = start(STORMY);
    relay.dispatcher.start();
    await storm(relay);
    await waitUntil('all is told', allTold(relay), { timeoutMs: 15_000 });
    const isComplete = () => relay.listed().every((name) => relay.summary().includes(name));
    await waitUntil('the message tells of all that the thread lists', isComplete, { timeoutMs: 15_000 });
    const before = relay.calls.length;
    // Longer than the time after which it would be drawn again.
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(relay.calls.length).toBe(before);
  }, 45_000);

  test('goes on in another process', async () => {
    const relay = start(STORMY);
    relay.dispatcher.start();
    await storm(relay);
    await waitUntil('the summary is there', () => relay.summary() !== '');
    await relay.dispatcher.stop(5_000);
    const before = relay.listed().length;
    const successor = relay.successor();
    releasers.add('successor', async () => {
      await successor.stop(5_000);
    });
    successor.start();
    await waitUntil('all is told', allTold(relay), { timeoutMs: 15_000 });
    expect(before).toBeLessThan(NAMES.length / 2);
    expect([...relay.posted(), ...relay.listed()].sort()).toEqual(NAMES);
    expect(relay.calls.filter(({ kind, text }) => kind === 'post' && text.startsWith('summary'))).toHaveLength(1);
  });

  test('lets the most urgent have messages of their own', async () => {
    const relay = start(STORMY);
    for (const [index, name] of NAMES.entries()) {
      await relay.arrive(acme, name, [firing(name, undefined, { severity: index % 30 === 29 ? 'critical' : 'info' })]);
    }
    relay.dispatcher.start();
    await waitUntil('all is told', allTold(relay), { timeoutMs: 15_000 });
    expect(relay.posted()).toEqual(expect.arrayContaining(['g029', 'g059', 'g089', 'g119']));
  });
});

describe('groups that were over before Slack could be reached', () => {
  const outage = async (missed: 'summary' | 'each' | 'none') => {
    let isOut = true;
    const told: string[] = [];
    const relay = build({
      gate: { maxHoldMs: 150, outageNoteMs: 0 },
      destination: { policy: { ...policy, missed } },
      send: async ({ content }) => {
        if (isOut) return { ok: false, reason: 'slack_unreachable', detail: '' };
        told.push(content.text);
        return undefined;
      },
    });
    releasers.add('dispatcher', async () => {
      await relay.dispatcher.stop(5_000);
    });
    relay.dispatcher.start();
    for (const name of ['x', 'y', 'z', 'missed', 'open']) await relay.arrive(acme, name, [name]);
    await waitUntil('Slack counts as out of reach', async () =>
      (await relay.metrics.registry.metrics()).includes('event="begun"'),
    );
    await relay.arrive(acme, 'missed', [resolved('missed', Date.now())]);
    isOut = false;
    await waitUntil('the rest is told', () => told.filter((text) => /^message: [xyz]|open/.test(text)).length === 4, {
      timeoutMs: 15_000,
    });
    return { relay, told };
  };
  const summaryOf = (told: readonly string[]) => told.find((text) => text.startsWith('summary'));

  test('are told in one summary', async () => {
    const { told } = await outage('summary');
    await waitUntil('it is told', () => told.some((text) => text.startsWith('listed')), { timeoutMs: 15_000 });
    expect(summaryOf(told)).toBe('summary:  / missed');
    expect(told.filter((text) => text.startsWith('message') && text.includes('missed'))).toEqual([]);
  });

  test('are told each, if the tenant wants it so', async () => {
    const { told } = await outage('each');
    await waitUntil('it is told', () => told.includes('message: '), { timeoutMs: 15_000 });
    expect(summaryOf(told)).toBeUndefined();
  });

  test('are not told, if the tenant wants it so, and tell again when they fire again', async () => {
    const { relay, told } = await outage('none');
    const before = told.length;
    await relay.arrive(acme, 'missed', [firing('missed', Date.now())]);
    await waitUntil('it is told', () => told.includes('message: missed'), { timeoutMs: 15_000 });
    expect(told.slice(0, before).filter((text) => text === 'message: ' || text.startsWith('summary'))).toEqual([]);
  });
});

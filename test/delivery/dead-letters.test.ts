/** How groups become dead letters, and how they stop being some, on the embedded store. */
import { describe, expect, test } from '@jest/globals';
import type { GroupId } from '../../src/core/ids.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { acme, build, type Setting } from './relay.ts';

type Relay = ReturnType<typeof build>;
const HOUR = 3_600_000;

function refusing(reason: 'content_refused' | 'token_invalid', more: Setting = {}) {
  const slack = { isMended: false, calls: 0 };
  const relay = build({
    ...more,
    send: async () => {
      slack.calls += 1;
      return slack.isMended ? undefined : { ok: false, reason, detail: 'why' };
    },
  });
  return { relay, slack };
}

async function letterOf(relay: Relay): Promise<GroupId> {
  const [letter] = await waitUntil('it is given up', async () => {
    const letters = await relay.store.deadLetters({ tenantId: acme, limit: 10 });
    return letters.length > 0 && letters;
  });
  if (letter === undefined) throw new Error('there is no letter');
  return letter.id;
}

const kinds = async (relay: Relay) => (await relay.store.events(acme, 10)).map(({ kind }) => kind).reverse();
const page = (relay: Relay) => relay.metrics.registry.metrics();

describe('a group becomes a dead letter', () => {
  test('once Slack refused the plain message too, after two calls and no more', async () => {
    const { relay, slack } = refusing('content_refused');
    await relay.arrive(acme, 'g', ['a']);
    relay.dispatcher.start();
    await letterOf(relay);
    await relay.dispatcher.stop(5_000);
    expect(slack.calls).toBe(2);
    expect(await kinds(relay)).toEqual(['received', 'failed', 'dead']);
    expect((await relay.store.events(acme, 1))[0]?.detail).toEqual({ reason: 'content_refused', attempts: 1 });
    expect(await page(relay)).toContain('tocsin_dead_letters_total{tenant="acme",reason="content_refused"} 1');
    expect((await relay.store.stats([acme])).get(acme)).toMatchObject({ deadLetters: 1, due: 0 });
  });

  test('when nothing of it could be told for too long, and then not even the next try is made', async () => {
    const { relay, slack } = refusing('token_invalid', { rules: { deadAfterMs: 300 } });
    await relay.arrive(acme, 'g', ['a']);
    relay.dispatcher.start();
    await letterOf(relay);
    await relay.dispatcher.stop(5_000);
    expect(slack.calls).toBe(1);
    expect(await kinds(relay)).toEqual(['received', 'failed', 'dead']);
  });

  test('when its receiver is gone and it was not heard of for a day', async () => {
    const relay = build({ hasReceiver: false });
    await relay.arrive(acme, 'old', ['a'], undefined, Date.now() - 25 * HOUR);
    await relay.arrive(acme, 'new', ['b']);
    relay.dispatcher.start();
    const id = await letterOf(relay);
    await relay.dispatcher.stop(5_000);
    const stored = await relay.store.read(acme, id);
    expect(stored?.group.groupKey).toBe('old');
    expect(stored?.group.dead?.reason).toBe('receiver_removed');
    expect((await relay.store.stats([acme])).get(acme)).toMatchObject({ deadLetters: 1, groups: { open: 2 } });
    expect(await page(relay)).toContain('tocsin_dead_letters_total{tenant="acme",reason="receiver_removed"} 1');
  });
});

describe('a dead letter', () => {
  test('is told by a replay as it is then, although webhooks were too late to be told themselves', async () => {
    const { relay, slack } = refusing('content_refused');
    await relay.arrive(acme, 'g', ['a']);
    relay.dispatcher.start();
    const groupId = await letterOf(relay);
    await relay.arrive(acme, 'g', ['a', 'b']);
    slack.isMended = true;
    expect(await relay.store.replay({ tenantId: acme, groupId, by: 'maria' })).toBe(true);
    relay.dispatcher.wake(acme);
    await waitUntil('it is told', () => relay.sent.length === 1);
    await relay.dispatcher.stop(5_000);
    expect(relay.sent.map(({ text }) => text)).toEqual(['message: a b']);
    expect(await kinds(relay)).toEqual(['received', 'failed', 'dead', 'merged', 'replayed', 'posted']);
    expect(await relay.store.deadLetters({ tenantId: acme, limit: 10 })).toEqual([]);
  });

  test('comes back to life by news once Slack takes it', async () => {
    const { relay, slack } = refusing('token_invalid', { rules: { deadAfterMs: 200 }, gate: { maxHoldMs: 100 } });
    await relay.arrive(acme, 'g', ['a']);
    relay.dispatcher.start();
    await letterOf(relay);
    slack.isMended = true;
    const calls = slack.calls;
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(slack.calls).toBe(calls);
    await relay.arrive(acme, 'g', ['a', 'b']);
    relay.dispatcher.wake(acme);
    await waitUntil('it is told', () => relay.sent.length === 1);
    await relay.dispatcher.stop(5_000);
    expect(relay.sent.map(({ text }) => text)).toEqual(['message: a b']);
    expect((await relay.store.stats([acme])).get(acme)?.deadLetters).toBe(0);
    expect(await page(relay)).toContain('tocsin_dead_letters_ended_total{tenant="acme",outcome="told"} 1');
  });

  test('is counted once, although news of it cannot be told either', async () => {
    const { relay } = refusing('token_invalid', { rules: { deadAfterMs: 200 }, gate: { maxHoldMs: 100 } });
    try {
      await relay.arrive(acme, 'g', ['a']);
      relay.dispatcher.start();
      await letterOf(relay);
      await relay.arrive(acme, 'g', ['a', 'b']);
      relay.dispatcher.wake(acme);
      const deaths = async () => (await kinds(relay)).filter((kind) => kind === 'dead').length;
      await waitUntil('it is given up again', async () => (await deaths()) === 2);
    } finally {
      await relay.dispatcher.stop(5_000);
    }
    expect(await page(relay)).toContain('tocsin_dead_letters_total{tenant="acme",reason="token_invalid"} 1');
    expect((await relay.store.stats([acme])).get(acme)?.deadLetters).toBe(1);
  });

  test.each([[true], [false]])(
    'is dropped when it was kept for long enough (its receiver is there: %p)',
    async (is) => {
      const rules = { deadLettersKeptMs: 200 };
      const relay = is ? refusing('content_refused', { rules }).relay : build({ hasReceiver: false, rules });
      await relay.arrive(acme, 'g', ['a'], undefined, is ? Date.now() : Date.now() - 25 * HOUR);
      relay.dispatcher.start();
      const id = await letterOf(relay);
      await waitUntil('it is gone', async () => (await relay.store.read(acme, id)) === undefined);
      await relay.dispatcher.stop(5_000);
      expect((await relay.store.events(acme, 1))[0]).toMatchObject({
        kind: 'dropped',
        detail: { by: 'age', reason: is ? 'content_refused' : 'receiver_removed' },
      });
      expect(await page(relay)).toContain('tocsin_dead_letters_ended_total{tenant="acme",outcome="expired"} 1');
    },
  );
});

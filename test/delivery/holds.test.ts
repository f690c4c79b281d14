/** Channels, workspaces and Slack itself out of order: nothing is called in vain, nothing is lost, people are told. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { DeliveryReason } from '../../src/core/errors.ts';
import { channelId } from '../../src/core/ids.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import type { PostRequest, SendResult, UpdateRequest } from '../../src/delivery/sender.ts';
import { firing } from '../groups/builders.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { acme, build, type Setting } from './relay.ts';

/** Slack, which may be out of order. */
class Slack {
  trouble: DeliveryReason | undefined;
  /** Channels that are not troubled. */
  readonly sound = new Set<string>();
  readonly calls: { readonly at: number; readonly channel: string; readonly text: string; readonly ok: boolean }[] = [];

  answer(request: PostRequest | UpdateRequest): SendResult | undefined {
    const { channel, content } = request;
    const ok = this.trouble === undefined || this.sound.has(channel);
    this.calls.push({ at: Date.now(), channel, text: content.text, ok });
    if (!ok) return { ok: false, reason: this.trouble ?? 'unknown_error', detail: 'out of order' };
    return undefined;
  }

  texts(channel = 'C1'): readonly string[] {
    return this.calls.filter((call) => call.ok && call.channel === channel).map(({ text }) => text);
  }
}

const releasers = new Releasers();
afterEach(() => releasers.close());

const QUICK = { retestMs: 1_000, maxHoldMs: 150, outageNoteMs: 0 };

function start(setting: Setting) {
  const relay = build(setting);
  releasers.add('dispatcher', async () => {
    await relay.dispatcher.stop(5_000);
  });
  return relay;
}

function relayWith(trouble: DeliveryReason, setting: Setting = {}) {
  const slack = new Slack();
  slack.trouble = trouble;
  const relay = start({ send: async (request) => slack.answer(request), gate: QUICK, ...setting });
  return { ...relay, slack };
}

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

describe('a channel that is out of order', () => {
  const destination = { fallbackChannel: channelId('C-fallback') };

  test('burns one call a try, tells the fallback channel once, and goes on by itself when it is mended', async () => {
    const relay = relayWith('channel_archived', { destination });
    relay.slack.sound.add('C-fallback');
    for (const name of NAMES) await relay.arrive(acme, name, [name]);
    relay.dispatcher.start();
    await waitUntil('it was tried again', () => relay.slack.calls.filter(({ ok }) => !ok).length > 12, {
      timeoutMs: 10_000,
    });
    expect(relay.slack.texts('C-fallback')).toEqual(['notice: held']);
    const [first, ...retries] = relay.slack.calls.filter(({ ok }) => !ok);
    // Those that were under way when the first one failed, then one at a time.
    const later = retries.filter(({ at }) => at - (first?.at ?? 0) > 100);
    for (const [index, { at }] of later.slice(1).entries()) expect(at - (later[index]?.at ?? 0)).toBeGreaterThan(100);
    relay.slack.trouble = undefined;
    await waitUntil('all is posted', () => relay.slack.texts().length === NAMES.length);
    await waitUntil('that is told', () => relay.slack.texts('C-fallback').length === 2);
    expect(relay.slack.texts('C-fallback')).toEqual(['notice: held', 'notice: mended']);
    expect([...relay.slack.texts()].sort()).toEqual(NAMES.map((name) => `message: ${name}`));
    const metrics = await relay.metrics.registry.metrics();
    for (const event of ['begun', 'ended']) {
      expect(metrics).toContain(
        `tocsin_holds_total{tenant="acme",scope="channel",reason="channel_archived",event="${event}"} 1`,
      );
    }
  });

  test('the fallback channel is told again when it could not be told', async () => {
    const relay = relayWith('channel_archived', { destination });
    await relay.arrive(acme, 'a', ['a']);
    relay.dispatcher.start();
    await waitUntil('it was tried to be told', () => relay.slack.calls.some(({ text }) => text === 'notice: held'));
    const [hold] = relay.slack.calls.filter(({ text }) => text === 'notice: held');
    expect(hold).toMatchObject({ channel: 'C-fallback', ok: false });
  });
});

describe('a workspace that is out of order', () => {
  test('gets no calls but the tries, and everything once when it is mended', async () => {
    const relay = relayWith('token_invalid', { destination: { fallbackChannel: channelId('C-fallback') } });
    for (const name of NAMES) await relay.arrive(acme, name, [name]);
    relay.dispatcher.start();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    // Four under way at the first failure, one a try since.
    expect(relay.slack.calls.length).toBeLessThanOrEqual(4 + 8);
    expect(relay.slack.texts('C-fallback')).toEqual([]);
    relay.slack.trouble = undefined;
    await waitUntil('all is posted', () => relay.slack.texts().length === NAMES.length);
    expect(relay.slack.texts()).not.toContain('notice: outage');
  });
});

describe('Slack out of reach', () => {
  test('each open group is sent once afterwards, as it is then, the most severe first and after one note', async () => {
    const pace = { perSecond: 20, burst: 1 };
    const relay = relayWith('slack_unreachable', { paces: { channelPosts: pace }, tenantConcurrency: 1 });
    relay.dispatcher.start();
    for (const name of ['x', 'y', 'z']) await relay.arrive(acme, name, [name]);
    await waitUntil('Slack counts as out of reach', async () =>
      (await relay.metrics.registry.metrics()).includes('event="begun"'),
    );
    const severities = ['info', 'warning', 'critical', 'none', 'error', 'warning'];
    for (const [index, severity] of severities.entries()) {
      await relay.arrive(acme, `g${index}`, [firing(`${severity}${index}`, undefined, { severity })]);
    }
    await relay.arrive(acme, 'g1', [
      firing('warning1', undefined, { severity: 'warning' }),
      firing('more', undefined, { severity: 'warning' }),
    ]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    relay.slack.trouble = undefined;
    await waitUntil('all is posted', () => relay.slack.texts().length === severities.length + 4, { timeoutMs: 10_000 });
    const texts = relay.slack.texts();
    expect(texts.filter((text) => text === 'notice: outage')).toHaveLength(1);
    // The message that showed that Slack is back may have been anyone's; the note comes before all that follow.
    expect(texts.indexOf('notice: outage')).toBeLessThanOrEqual(1);
    const inOrder = [
      'message: critical2',
      'message: error4',
      'message: more warning1',
      'message: warning5',
      'message: info0',
      'message: none3',
    ];
    expect(texts.slice(2).filter((text) => inOrder.includes(text))).toEqual(
      inOrder.filter((text) => !texts.slice(0, 2).includes(text)),
    );
  });

  test('one lost connection among many calls stops nobody', async () => {
    let lost = 0;
    const relay = start({
      gate: QUICK,
      send: async () => {
        lost += 1;
        return lost % 3 === 0 ? { ok: false, reason: 'slack_unavailable', detail: '' } : undefined;
      },
    });
    for (const name of NAMES) await relay.arrive(acme, name, [name]);
    relay.dispatcher.start();
    await waitUntil('most are posted', () => relay.sent.length >= 5);
    expect(await relay.metrics.registry.metrics()).not.toContain('tocsin_holds_total{');
  });
});

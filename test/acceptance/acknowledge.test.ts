/** People take groups and give them back by the buttons of the message, on real Redis with two relays. */
import { describe, expect, test } from '@jest/globals';
import { waitUntil } from '../servers/wait-until.ts';
import { onRedis } from './on-redis.ts';
import type { Platform } from './platform.ts';
import { START, webhookOf } from './webhooks.ts';

const { releasers, start } = onRedis();

const opsOf = (platform: Platform) => platform.channel('T0ACME', 'C0OPS');
const updatesRefused = (platform: Platform) =>
  platform.sandbox.requestLog.of('chat.update').some(({ status }) => status === 429);
const pressed = async (platform: Platform) =>
  (await platform.metrics()).split('\n').filter((line) => line.startsWith('tocsin_clicks_total{'));

describe('a group that fires', () => {
  test('is taken by one of two who press at once, each at another relay; the other is told kindly', async () => {
    const platform = await start();
    const other = await platform.another({});
    releasers.add('other relay', () => other.close());
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    expect(message.text()).toContain('Nobody has it yet');

    const first = message.click('acknowledge', { as: 'U0MARIA' });
    platform.sandbox.setInteractivityUrl(`http://127.0.0.1:${other.port}/slack/events`);
    const second = message.click('acknowledge', { as: 'U0JAN' });
    expect((await Promise.all([first, second])).map(({ status }) => status)).toEqual([200, 200]);

    await message.expectUpdate(/<@U0(?:MARIA|JAN)> has it/);
    const isMarias = message.text().includes('<@U0MARIA> has it');
    const [winner, loser] = isMarias ? ['U0MARIA', 'U0JAN'] : ['U0JAN', 'U0MARIA'];
    const told = await waitUntil('the other one is told', () => opsOf(platform).whispersTo(loser)[0]);
    expect(told).toContain(`<@${winner}>`);
    expect(told).toMatch(isMarias ? /^Bereits übernommen von/ : /^Già in carico a/);
    expect(opsOf(platform).whispersTo(winner)).toEqual([]);
    await platform.expectNothingElse();
    expect(opsOf(platform).calls('chat.update')).toBe(1);
  });

  test('is given back, and repeats are told again only then', async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    await message.click('acknowledge', { as: 'U0MARIA' });
    await message.expectUpdate(/<@U0MARIA> has it/);
    const repeat = () =>
      platform.post(webhookOf([{ instance: 'db-1' }], { notification_reason: 'repeat interval elapsed' }));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await repeat();
    await platform.expectNothingElse();

    await message.click('unacknowledge', { as: 'U0JAN' });
    await message.expectUpdate(/Nobody has it yet/);
    await platform.expectNothingElse();
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await repeat();
    await message.expectReply(/still firing/);
    await platform.expectNothingElse();
    expect(await pressed(platform)).toEqual([
      'tocsin_clicks_total{tenant="acme",operation="acknowledge",outcome="done"} 1',
      'tocsin_clicks_total{tenant="acme",operation="unacknowledge",outcome="done"} 1',
    ]);
  });

  test('counts as taken also while Slack takes no updates, and after the relay stopped', async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    platform.sandbox.faults.add({ kind: 'rate_limited', method: 'chat.update', retryAfterSeconds: 2, times: 1 });
    await message.click('acknowledge', { as: 'U0MARIA' });
    await waitUntil('the press is stored', async () => (await pressed(platform)).length === 1);
    await platform.restart();
    await message.expectUpdate(/<@U0MARIA> has it/);
    await platform.expectNothingElse();
  });
});

describe('what cannot be taken any more', () => {
  test('what is resolved is answered, and changes nothing', async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    platform.sandbox.faults.add({ kind: 'rate_limited', method: 'chat.update', retryAfterSeconds: 2, times: 1 });
    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }]));
    await waitUntil(
      'Slack takes no updates',
      () => opsOf(platform).calls('chat.update') === 0 && updatesRefused(platform),
    );
    // The message still shows the button.
    await message.click('acknowledge', { as: 'U0JAN' });
    expect(await waitUntil('Jan is told', () => opsOf(platform).whispersTo('U0JAN')[0])).toMatch(/^Bereits behoben/);
    await message.expectUpdate(/Resolved/);
    expect(message.text()).not.toContain('U0JAN');
    await message.expectReply(/resolved/);
    await platform.expectNothingElse();
  });

  test('an older message of a group is no way to take it', async () => {
    const platform = await start({ ops: ', locale: en, on_repeat: repost' });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const old = await opsOf(platform).expectMessage(/DiskFull/);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await platform.post(webhookOf([{ instance: 'db-1' }], { notification_reason: 'repeat interval elapsed' }));
    const present = await opsOf(platform).expectMessage(/DiskFull/);
    await old.click('acknowledge', { as: 'U0JAN' });
    expect(await waitUntil('Jan is told', () => opsOf(platform).whispersTo('U0JAN')[0])).toMatch(/neueren Nachricht/);
    await present.click('acknowledge', { as: 'U0JAN' });
    await present.expectUpdate(/<@U0JAN> has it/);
    await platform.expectNothingElse();
  });

  test('a story that begins anew belongs to nobody', async () => {
    const platform = await start({ ops: ', locale: en, reopen_window: 0s, thread_updates: false' });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    await message.click('acknowledge', { as: 'U0MARIA' });
    await message.expectUpdate(/<@U0MARIA> has it/);
    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }]));
    await message.expectUpdate(/Resolved/);
    expect(message.text()).toContain('<@U0MARIA> had it');
    await platform.post(webhookOf([{ instance: 'db-1', startsAt: START + 3_000_000 }]));
    const again = await opsOf(platform).expectMessage(/DiskFull/);
    expect(again.text()).toContain('Nobody has it yet');
    await platform.expectNothingElse();
  });
});

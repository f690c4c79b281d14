/** What happens while nobody takes a group, on real Redis: who is called where, who stops it, and what starts it again. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { amtool } from '../servers/amtool.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { useAlertmanager } from './alertmanager-of-acme.ts';
import { OpenModal } from './open-modal.ts';
import { FAST, type Platform, startPlatform } from './platform.ts';
import { textOf } from './text-of.ts';
import { webhookOf } from './webhooks.ts';

const releasers = new Releasers();
let redis: RedisServer;
beforeEach(async () => {
  redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
});
afterEach(() => releasers.close());

const RECEIVERS = `
receivers:
  - name: ops
    slack: { channel: C0OPS, locale: en }
    escalation: on-call
`;

const STEPS = `
    steps:
      - { after: 1s, mention: [platform/1] }
      - { after: 3s, mention: [platform] }
      - { after: 5s, mention: [S0ONCALL], channels: [C0DB], direct_message: [platform/2] }
`;

const SCHEDULES = `
schedules:
  - name: platform
    layers:
      - { participants: [U0MARIA], starts: '2026-01-05' }
      - { participants: [U0JAN], starts: '2026-01-05' }
`;

async function start(policy: string, more: Readonly<Record<string, string>> = {}, tocsin = FAST): Promise<Platform> {
  const platform = await startPlatform({
    ...{ redisUrl: redis.url, tocsin },
    files: {
      'tenants/acme/receivers.yaml': RECEIVERS,
      'tenants/acme/routing.yaml': 'route: { receiver: ops }\n',
      'tenants/acme/escalation.yaml': `policies:\n  - name: on-call${policy}${SCHEDULES}`,
      ...more,
    },
  });
  releasers.add('platform', () => platform.close());
  return platform;
}

const opsOf = (platform: Platform) => platform.channel('T0ACME', 'C0OPS');
const critical = [{ instance: 'db-1', labels: { severity: 'critical' } }];
const warning = [{ instance: 'db-1', labels: { severity: 'warning' } }];

async function metric(platform: Platform, line: string): Promise<string | undefined> {
  const page = await platform.metrics();
  return page
    .split('\n')
    .find((each) => each.startsWith(`${line} `))
    ?.slice(line.length + 1);
}

describe('a group that nobody takes', () => {
  test('calls who is on call, then both, then the team, another channel and a person, each once', async () => {
    const platform = await start(STEPS, {
      'tenants/acme/escalation.yaml': `policies:\n  - name: on-call${STEPS}${SCHEDULES}targets: { critical: { acknowledge: 2s } }\n`,
    });
    const other = await platform.another({});
    releasers.add('other relay', () => other.close());
    await platform.post(webhookOf(critical));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    expect(textOf(await message.expectReply(/step.1/))).toMatch(/^<@U0MARIA> 🔺 Nobody has it yet/);
    expect(textOf(await message.expectReply(/step.2/))).toMatch(/^<@U0MARIA> <@U0JAN> /);
    expect(textOf(await message.expectReply(/step.3/))).toMatch(/^<!subteam\^S0ONCALL> /);
    const elsewhere = await platform.channel('T0ACME', 'C0DB').expectMessage(/DiskFull/);
    expect(elsewhere.text()).toContain('<!subteam^S0ONCALL>');
    expect(elsewhere.text()).toMatch(
      new RegExp(`<http[^|]+/archives/C0OPS/p${message.ts.replace('.', '')}\\|Open the`),
    );
    const direct = await platform.channel('T0ACME', 'D0JAN').expectMessage(/DiskFull/);
    expect(direct.text()).toMatch(/Nobody has it yet/);
    await message.expectUpdate(/🔺 Escalated .*step.3 · ⏱️ Nobody had it within 2.sec/);
    const whole = await metric(platform, 'tocsin_escalations_total{tenant="acme",why="unanswered"}');
    expect(Number(whole)).toBeLessThanOrEqual(3);
  });

  test('is left alone from the moment that somebody takes it, and goes on when they give it back', async () => {
    const platform = await start(STEPS);
    await platform.post(webhookOf(critical));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    await message.expectReply(/step.1/);
    await message.click('acknowledge', { as: 'U0MARIA' });
    await message.expectUpdate(/<@U0MARIA> has it/);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await platform.expectNothingElse();
    await message.click('unacknowledge', { as: 'U0MARIA' });
    await message.expectReply(/step.2/);
    await message.click('acknowledge', { as: 'U0JAN' });
    await message.expectUpdate(/<@U0JAN> has it/);
    await platform.expectNothingElse();
    expect(await metric(platform, 'tocsin_time_to_acknowledge_seconds_count{tenant="acme",severity="critical"}')).toBe(
      '1',
    );
  });

  test('is taken from who does not answer, and escalates on; who says so keeps it', async () => {
    const platform = await start(`${STEPS}    acknowledge_timeout: 2s\n    acknowledge_grace: 3s\n`);
    await platform.post(webhookOf(critical));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    await message.click('acknowledge', { as: 'U0MARIA' });
    expect(textOf(await message.expectReply(/still working/))).toContain('<@U0MARIA>');
    await message.expectUpdate(/Still on it/);
    await message.click('keep', { as: 'U0MARIA' });
    await waitUntil('the button is gone', () => !message.text().includes('Still on it'));
    expect(message.text()).toContain('<@U0MARIA> has it');
    await message.expectReply(/still working/);
    await message.more({ as: 'U0MARIA' });
    await new OpenModal(platform.sandbox, { teamId: 'T0ACME', userId: 'U0MARIA' }).expect(/Ancora in corso/);
    await platform.restart();
    await message.expectReply(/No answer from <@U0MARIA>.*\n*.*step.1/);
    await message.expectUpdate(/Nobody has it yet/);
    await message.click('acknowledge', { as: 'U0JAN' });
    await message.expectUpdate(/<@U0JAN> has it/);
  });
});

test('a silence that was made elsewhere is known before anybody is called because of what it hides', async () => {
  const platform = await start(
    '\n    steps: [{ after: 3s, mention: [U0MARIA] }]\n',
    {},
    `${FAST}truth_check: { interval: 1s, trust_after: 0s }\n`,
  );
  const alertmanager = await useAlertmanager(platform);
  releasers.add('Alertmanager', () => alertmanager.stop());
  await alertmanager.fire({ alertname: 'DiskFull', env: 'prod', severity: 'critical' });
  const message = await opsOf(platform).expectMessage(/DiskFull/);
  const posted = Date.now();
  const silence = await amtool(alertmanager, 'silence', 'add', 'alertname=DiskFull', '--author=jan', '--comment=known');
  await message.expectUpdate(/Silenced: DiskFull/);
  expect(Date.now() - posted).toBeLessThan(3_000);
  await message.expectReply(/jan silenced alerts of this group/);
  await waitUntil('the step is due', () => Date.now() > posted + 4_500);
  await platform.expectNothingElse();

  await amtool(alertmanager, 'silence', 'expire', silence);
  await message.expectReply(/The silence by jan has ended[\s\S]*step.1/);
}, 60_000);

/** Hours that begin and end when the test says so: by the clock, test/groups/escalation.test.ts tells the same. */
const routingWith = (times: string) => `route: { receiver: ops }
time_intervals: [{ name: nights, time_intervals: [{ times: [${times}] }] }]
`;
const ALL_DAY = "{ start_time: '00:00', end_time: '24:00' }";

/** An hour that is not this one. */
function anotherHour(): string {
  const hour = (new Date().getUTCHours() + 12) % 24;
  const text = (at: number) => `'${String(at).padStart(2, '0')}:00'`;
  return `{ start_time: ${text(hour)}, end_time: ${text(hour + 1)} }`;
}

test('three steps wait for the end of the quiet hours, unless it is critical', async () => {
  const platform = await start(`${STEPS}    quiet: { time_intervals: [nights] }\n`, {
    'tenants/acme/routing.yaml': routingWith(ALL_DAY),
  });
  await platform.post(webhookOf(warning));
  const waiting = await opsOf(platform).expectMessage(/DiskFull/);
  await platform.post(webhookOf(critical, { alertname: 'NodeDown' }));
  const urgent = await opsOf(platform).expectMessage(/NodeDown/);
  await urgent.expectReply(/step.1/);
  await urgent.click('acknowledge', { as: 'U0JAN' });
  await urgent.expectUpdate(/<@U0JAN> has it/);
  await platform.expectNothingElse();

  await writeFile(join(platform.configDir, 'tenants/acme/routing.yaml'), routingWith(anotherHour()));
  expect(await platform.relay.reload()).toEqual([]);
  // A reload holds from the next look on, which news brings about.
  await platform.post(webhookOf([...warning, { instance: 'db-2', labels: { severity: 'warning' } }]));
  for (const step of [1, 2, 3]) await waiting.expectReply(new RegExp(`step.${step}`));
  await waiting.expectReply(/1.new alert/);
  await platform.channel('T0ACME', 'C0DB').expectMessage(/DiskFull/);
  await platform.channel('T0ACME', 'D0JAN').expectMessage(/DiskFull/);
  await platform.expectNothingElse();
}, 60_000);

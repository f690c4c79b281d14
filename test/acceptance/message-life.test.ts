import { afterEach, describe, expect, test } from '@jest/globals';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, SECRETS, startPlatform } from './platform.ts';
import { START, webhookOf } from './webhooks.ts';

let platform: Platform;
afterEach(() => platform.close());

const ops = () => platform.channel('T0ACME', 'C0OPS');

describe('the life of a message', () => {
  test('a firing group is posted in German, changes in place, tells its thread, and turns green', async () => {
    platform = await startPlatform();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await ops().expectMessage(/DiskFull/);
    expect(message.text()).toContain('Kritisch');
    expect(message.text()).toContain('<!subteam^S0ONCALL>');
    expect(message.now().metadata).toMatchObject({ event_type: 'tocsin_group' });

    await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
    await message.expectUpdate(/db-2/);
    const told = await message.expectReply(/neu/i);
    expect(message.text()).not.toContain('<!subteam');
    expect(JSON.stringify(told)).not.toContain('<!subteam');

    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }, { instance: 'db-2' }]));
    await message.expectReply(/db-1/);

    await platform.post(
      webhookOf([
        { instance: 'db-1', status: 'resolved' },
        { instance: 'db-2', status: 'resolved' },
      ]),
    );
    await message.expectUpdate(/✅[\s\S]*10\s?(Minuten|Min\.)/);
    await message.expectReply(/Alle Alarme behoben · Dauer: 10\sMin/);
    await platform.expectNothingElse();
    // From webhook to Slack: the post, and three updates. Replies are not counted.
    expect(await platform.metrics()).toContain('tocsin_delivery_latency_seconds_count{tenant="acme"} 4');
  });

  test('a re-fire inside the reopen window reopens the same message', async () => {
    platform = await startPlatform();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await ops().expectMessage(/DiskFull/);
    const endsAt = Date.now();
    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved', endsAt }]));
    await message.expectUpdate(/✅/);
    await message.expectReply(/Alle Alarme behoben/);
    await platform.post(webhookOf([{ instance: 'db-1', startsAt: Date.now() }]));
    await message.expectUpdate(/Kritisch/);
    await message.expectReply(/wieder|erneut/i);
    await platform.expectNothingElse();
  });

  test('a re-fire after the reopen window is a new message that calls people', async () => {
    platform = await startPlatform({ ops: ', reopen_window: 0s' });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const first = await ops().expectMessage(/DiskFull/);
    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved', endsAt: Date.now() - 1_000 }]));
    await first.expectUpdate(/✅/);
    await first.expectReply(/Alle Alarme behoben/);
    await platform.post(webhookOf([{ instance: 'db-1', startsAt: Date.now() }]));
    const second = await ops().expectMessage(/DiskFull/);
    expect(second.text()).toContain('<!subteam^S0ONCALL>');
    expect(first.text()).toContain('✅');
    await platform.expectNothingElse();
  });

  test.each([
    ['ignore', 1, 0],
    ['thread', 1, 1],
    ['repost', 2, 0],
  ])('a repeat with on_repeat %s leads to %i messages and %i replies', async (onRepeat, messages, replies) => {
    platform = await startPlatform({ ops: `, on_repeat: ${onRepeat}` });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await ops().expectMessage(/DiskFull/);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    const repeat = await platform.post(
      webhookOf([{ instance: 'db-1' }], { notification_reason: 'repeat interval elapsed' }),
    );
    expect(await repeat.json()).toEqual({ outcome: 'repeat' });
    const second = messages === 2 ? await ops().expectMessage(/DiskFull/) : undefined;
    expect(second?.text() ?? '').not.toContain('<!subteam');
    if (replies === 1) await ops().expectReply(ops().all()[0]?.ts ?? '', /./);
    await platform.expectNothingElse();
  });

  test('a group that resolves before its post goes out is one message, already resolved', async () => {
    platform = await startPlatform();
    platform.sandbox.faults.add({ method: 'chat.postMessage', kind: 'rate_limited', times: 1, retryAfterSeconds: 1 });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }]));
    const message = await ops().expectMessage(/✅/);
    expect(message.text()).not.toContain('<!subteam');
    await platform.expectNothingElse();
  });

  test('the same content is not sent again', async () => {
    platform = await startPlatform();
    const alert = { instance: 'db-1', labels: { severity: 'warning' } };
    await platform.post(webhookOf([alert]));
    await ops().expectMessage(/DiskFull/);
    const changed = { ...alert, annotations: { internal_note: 'nothing that is shown' } };
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    await platform.post(webhookOf([changed]));
    await platform.expectNothingElse();
    expect(ops().calls('chat.update')).toBe(0);
    expect(await platform.metrics()).toMatch(
      /tocsin_deliveries_total\{tenant="acme",receiver="ops",operation="update",outcome="unchanged",reason=""\} 1/,
    );
  });

  test('200 alerts are one message within the limits, the most severe first, the rest counted', async () => {
    platform = await startPlatform();
    const alerts = Array.from({ length: 200 }, (_, index) => ({
      instance: `host-${index}`,
      labels: { severity: index === 150 ? 'critical' : 'info' },
      annotations: { summary: 'x'.repeat(300) },
    }));
    await platform.post(webhookOf(alerts));
    const message = await ops().expectMessage(/host-150/);
    const drawn = new Set(message.text().match(/host-\d+/g));
    const rest = Number(/… und noch\s(\d+)/.exec(message.text())?.[1]);
    expect(drawn.size + rest).toBe(200);
    await platform.expectNothingElse();
  });

  test('alerts are told to the receivers that the routes name, each in its language and channel', async () => {
    platform = await startPlatform();
    await platform.post(webhookOf([{ instance: 'db-1', labels: { team: 'db' } }, { instance: 'web-1' }]));
    const german = await ops().expectMessage(/web-1/);
    const french = await platform.channel('T0ACME', 'C0DB').expectMessage(/db-1/);
    expect(german.text()).toContain('Kritisch');
    expect(french.text()).toContain('Critique');
    await platform.post(
      webhookOf([{ instance: 'db-1', status: 'resolved', labels: { team: 'db' } }, { instance: 'web-1' }]),
    );
    await french.expectUpdate(/✅/);
    await platform.channel('T0ACME', 'C0DB').expectReply(french.ts, /Toutes les alertes sont résolues/);
    await platform.expectNothingElse();
  });

  test('two tenants with the same group share nothing', async () => {
    platform = await startPlatform();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await platform.post(webhookOf([{ instance: 'db-1' }]), { tenant: 'globex', token: SECRETS.GLOBEX_INGEST_TOKEN });
    const german = await ops().expectMessage(/DiskFull/);
    const english = await platform.channel('T0GLOBEX', 'C0OPS').expectMessage(/DiskFull/);
    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }]));
    await german.expectUpdate(/✅/);
    await ops().expectReply(german.ts, /Alle Alarme behoben/);
    expect(english.text()).toContain('Critical');
    await platform.expectNothingElse();
  });

  test('a deleted message is replaced by a new one', async () => {
    platform = await startPlatform();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const first = await ops().expectMessage(/DiskFull/);
    platform.sandbox.faults.add({ method: 'chat.update', kind: 'error', error: 'message_not_found', times: 1 });
    await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
    const second = await ops().expectMessage(/db-2/);
    expect(second.ts).not.toBe(first.ts);
    await platform.expectNothingElse();
  });

  test('content that Slack refuses is sent as the plain message at once', async () => {
    platform = await startPlatform();
    platform.sandbox.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks', times: 1 });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await ops().expectMessage(/DiskFull/);
    expect(await platform.metrics()).toMatch(/tocsin_template_failures_total\{tenant="acme",template="critical"\} 1/);
    await platform.expectNothingElse();
  });

  test('a template that fails is replaced by the plain message, counted, and logged with its place in the file', async () => {
    const endless =
      '{{#section}}{{#each firing}}{{#each @root.firing}}{{#each @root.firing}}{{/each}}{{/each}}{{/each}}{{/section}}\n';
    platform = await startPlatform({ files: { 'tenants/acme/templates/default/message.hbs': endless } });
    await platform.post(webhookOf(Array.from({ length: 60 }, (_, index) => ({ instance: `db-${index}` }))));
    const message = await ops().expectMessage(/DiskFull/);
    expect(message.text()).toContain('Kritisch');
    expect(await platform.metrics()).toMatch(/tocsin_template_failures_total\{tenant="acme",template="default"\} 1/);
    expect(platform.log.find((line) => line.includes('"failure"'))).toMatch(/message\.hbs:1:\d+: /);
    await platform.expectNothingElse();
  });
});

describe('what a webhook says', () => {
  test('can neither call people nor break out of the message', async () => {
    platform = await startPlatform({ ops: '' });
    const evil = '<!channel> <@U1> "quoted" `tick` {{boom}} <https://evil.example|click> 😀 \u202Eabc שלום';
    await platform.post(
      webhookOf([
        {
          instance: evil,
          startsAt: START,
          labels: { severity: 'warning', team: evil },
          annotations: {
            summary: evil,
            description: evil.repeat(150),
            runbook_url: 'javascript:alert(1)',
            dashboard_url: 'https://ok.example/d?a=1&b=2',
          },
        },
      ]),
    );
    const message = await ops().expectMessage(/DiskFull/);
    const raw = JSON.stringify([message.now().blocks, message.now().attachments]);
    expect(raw).not.toMatch(/<!channel>|<@U1>|<https:\/\/evil|javascript:|\u202E/);
    expect(raw).toContain('&lt;!channel&gt;');
    expect(raw).toContain('https://ok.example/d?a=1&b=2');
    await platform.expectNothingElse();
  });
});

describe('secrets', () => {
  test('are in nothing that the process says', async () => {
    platform = await startPlatform();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await ops().expectMessage(/DiskFull/);
    platform.sandbox.setTokenState(SECRETS.ACME_BOT_TOKEN, 'token_revoked');
    await platform.post(webhookOf([{ instance: 'db-2' }]), { token: 'wrong' });
    await platform.post(webhookOf([{ instance: 'db-2' }]));
    await waitUntil('the failure is logged', () => platform.log.some((line) => line.includes('token_invalid')));
    const ready = await (await fetch(`${platform.url}/-/ready`)).text();
    const everything = `${platform.log.join('')}${await platform.metrics()}${ready}${JSON.stringify(ops().all())}`;
    for (const secret of Object.values(SECRETS)) expect(everything).not.toContain(secret);
  });
});

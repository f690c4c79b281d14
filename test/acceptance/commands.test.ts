/** People look up what is open, and take it, by a slash command and on the Home tab: two relays' worth of real Redis, a strict Slack. */
import { describe, expect, test } from '@jest/globals';
import { waitUntil } from '../servers/wait-until.ts';
import { useAlertmanager } from './alertmanager-of-acme.ts';
import { onRedis } from './on-redis.ts';
import { type Platform, SECRETS } from './platform.ts';
import { blocksText } from './text-of.ts';
import { webhookOf } from './webhooks.ts';

const { releasers, start } = onRedis();

const opsOf = (platform: Platform) => platform.channel('T0ACME', 'C0OPS');

/** Types the command and waits for the one answer to it. */
async function type(platform: Platform, text: string, { as = 'U0JAN', team = 'T0ACME', channel = 'C0OPS' } = {}) {
  const told = () => platform.sandbox.ephemerals(team, channel).filter(({ onlyFor }) => onlyFor === as);
  const before = told().length;
  const result = await platform.sandbox.command({ teamId: team, channel, userId: as, command: '/tocsin', text });
  expect(result).toMatchObject({ status: 200, body: '' });
  expect(result.elapsedMs).toBeLessThan(1_000);
  const answer = await waitUntil(`an answer to "${text}"`, () => told()[before], {
    details: () => platform.log.join(''),
  });
  expect(told()).toHaveLength(before + 1);
  return { ...answer, said: answer.blocks === undefined ? answer.text : blocksText(answer.blocks) };
}

const idIn = (said: string): string => /`([0-9a-f]{6,})`/.exec(said)?.[1] ?? '';

describe('list', () => {
  test('shows the most severe first, with links, and only to the person who asked, in their language', async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'web-1', labels: { severity: 'warning' } }], { alertname: 'SlowSite' }));
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const disk = await opsOf(platform).expectMessage(/DiskFull/);
    await opsOf(platform).expectMessage(/SlowSite/);

    const { said } = await type(platform, 'list');
    expect(said).toMatch(/^\*2\soffene Gruppen\*/);
    expect(said.indexOf('DiskFull')).toBeLessThan(said.indexOf('SlowSite'));
    expect(said).toContain(`<https://sandbox.slack.com/archives/C0OPS/p${disk.ts.replace('.', '')}|DiskFull>`);
    expect(said).toMatch(/🚨 .*DiskFull.* · db-1\nKritisch · seit .* · `[0-9a-f]{6}`/);
    expect((await type(platform, 'list warning', { as: 'U0MARIA' })).said).toMatch(
      /^\*1\sgruppo aperto · Avviso\*\n⚠️ .*SlowSite/,
    );
    expect((await type(platform, 'list mine')).said).toMatch(/^\*Keine offenen Gruppen · von mir übernommen\*$/);
    await platform.expectNothingElse();
  });

  test('is bounded, and says how many more there are', async () => {
    const platform = await start({ ops: ', locale: en, storm_after: 1h' });
    for (let index = 0; index < 18; index++) {
      await platform.post(webhookOf([{ instance: `db-${index}` }], { alertname: `Alert${index}` }));
    }
    const { said, blocks = [] } = await type(platform, 'list');
    expect(said).toMatch(/^\*18\soffene Gruppen\*/);
    expect(said).toMatch(/… und noch\s3$/);
    expect(blocks).toHaveLength(17);
  });

  test('shows nothing of another workspace, nor of a tenant that is none of this one', async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await opsOf(platform).expectMessage(/DiskFull/);
    const answer = await type(platform, 'list', { as: 'U0ANN', team: 'T0GLOBEX' });
    expect(answer.said).toMatch(/No open groups/);
    const foreign = await type(platform, 'list tenant=acme', { as: 'U0ANN', team: 'T0GLOBEX' });
    expect(foreign.said).toBe('This workspace has no tenant `acme`. Please add one of these: `tenant=globex`');
  });
});

describe('ack', () => {
  test('takes the group as the button does, and counts like it', async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    const id = idIn((await type(platform, 'list')).said);
    expect((await type(platform, `ack ${id.slice(0, 4)}`)).said).toBe('🙋 Übernommen: DiskFull');
    await message.expectUpdate(/<@U0JAN> has it/);
    expect((await type(platform, `ack ${id}`)).said).toBe('Schon von derselben Person übernommen: DiskFull');
    expect((await type(platform, `ack ${id}`, { as: 'U0MARIA' })).said).toBe(
      'Già in carico a <@U0JAN>. Non è cambiato nulla.',
    );
    expect((await type(platform, 'who', { as: 'U0MARIA' })).said).toContain(`🙋 <@U0JAN>: DiskFull \`${id}\``);
    expect((await platform.metrics()).split('\n').filter((line) => line.startsWith('tocsin_clicks_total{'))).toEqual([
      'tocsin_clicks_total{tenant="acme",operation="acknowledge",outcome="done"} 1',
      'tocsin_clicks_total{tenant="acme",operation="acknowledge",outcome="repeated"} 1',
      'tocsin_clicks_total{tenant="acme",operation="acknowledge",outcome="taken"} 1',
    ]);
    await platform.expectNothingElse();
  });

  test('of what is not there is told kindly', async () => {
    const platform = await start();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await opsOf(platform).expectMessage(/DiskFull/);
    const id = idIn((await type(platform, 'list')).said);
    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }]));
    await waitUntil('it is resolved', async () => /Keine offenen/.test((await type(platform, 'list')).said));
    expect((await type(platform, `ack ${id}`)).said).toMatch(/^Keine offene Gruppe hat die Kennung `[0-9a-f]+`/);
    expect((await type(platform, 'ack')).said).toBe(
      'Welche Gruppe? `/tocsin ack 1a2b3c`; die Kennungen zeigt `/tocsin list`.',
    );
  });

  test('is held to the same roles as the button', async () => {
    const platform = await start({
      files: {
        'tenants/acme/access.yaml': `
roles:
  - { name: viewer, permissions: [] }
  - { name: responder, permissions: [acknowledge], users: [U0MARIA] }
`,
      },
    });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await opsOf(platform).expectMessage(/DiskFull/);
    const id = idIn((await type(platform, 'list')).said);
    expect((await type(platform, `ack ${id}`)).said).toContain('`responder`');
    expect((await type(platform, `ack ${id}`, { as: 'U0MARIA' })).said).toBe('🙋 Preso in carico: DiskFull');
    await message.expectUpdate(/<@U0MARIA> has it/);
  });
});

describe('silences', () => {
  test("are those of the tenant's Alertmanager, with what they match and who made them", async () => {
    const platform = await start();
    const alertmanager = await useAlertmanager(platform);
    releasers.add('Alertmanager', () => alertmanager.stop());
    expect((await type(platform, 'silences')).said).toBe('*Keine aktiven Stummschaltungen*');
    const silence = {
      matchers: [{ name: 'alertname', value: 'DiskFull', isRegex: false, isEqual: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: 'maria@example.com',
      comment: 'Deployment <!channel>',
    };
    await fetch(`${alertmanager.url}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(silence),
    });
    const { said } = await type(platform, 'silences');
    expect(said).toMatch(
      /^\*1\saktive Stummschaltung\*\n🔕 <http[^|]*#\/silences\/[^|]*\|Deployment &lt;!channel&gt;> · maria@example\.com · bis/,
    );
    expect(said).toContain('`alertname="DiskFull"`');
    await alertmanager.stop();
    expect((await type(platform, 'silences')).said).toBe(
      'Das ließ sich nicht nachsehen. Bitte gleich noch einmal versuchen.',
    );
  });
});

test('who is on call stands with who has what', async () => {
  const platform = await start({
    files: {
      'tenants/acme/escalation.yaml': `
schedules:
  - name: platform
    layers: [{ participants: [U0MARIA], starts: '2026-01-05', handover: '09:00' }]
`,
    },
  });
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  await opsOf(platform).expectMessage(/DiskFull/);
  const { said } = await type(platform, 'who');
  expect(said).toMatch(/^\*1\soffene Gruppe ist noch nicht übernommen\*\nIn Bereitschaft, platform: <@U0MARIA>$/);
});

describe('help', () => {
  test.each([
    ['', /^\*\/tocsin\*/],
    ['lst', /^\*`lst` gibt es hier nicht. Gemeint ist vielleicht `\/tocsin list`\.\*/],
    ['list critcal', /Gemeint ist vielleicht `\/tocsin list critical`/],
    ['deploy', /^\*`deploy` gibt es hier nicht\.\*/],
  ])('is what "%s" gets', async (text, first) => {
    const platform = await start();
    const { said } = await type(platform, text);
    expect(said).toMatch(first);
    expect(said).toContain('`/tocsin silences`: welche Stummschaltungen aktiv sind');
  });
});

describe('where two tenants share a workspace', () => {
  const shared = {
    'tenants/globex/tenant.yaml': `
name: Globex
tier: free
locale: en
ingest: { tokens: [{ token: '\${GLOBEX_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '\${ACME_BOT_TOKEN}' }
`,
    'tenants/globex/receivers.yaml': 'receivers: [{ name: ops, slack: { channel: "#database" } }]\n',
    'tenants/acme/routing.yaml': 'route: { receiver: ops }\n',
    'tenants/acme/receivers.yaml': 'receivers: [{ name: ops, slack: { channel: C0OPS, locale: en } }]\n',
  };

  test("the channel tells whose alerts are meant; elsewhere it is asked, and the same group's id of another is not mixed up", async () => {
    const platform = await start({ files: shared });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await platform.post(webhookOf([{ instance: 'db-9' }]), { tenant: 'globex', token: SECRETS.GLOBEX_INGEST_TOKEN });
    const acmes = await opsOf(platform).expectMessage(/db-1/);
    const globexs = await platform.channel('T0ACME', 'C0DB').expectMessage(/db-9/);
    const { said } = await type(platform, 'list', { channel: 'C0DB' });
    expect(said).toContain('db-9');
    expect(said).toContain('Mandant: Globex');
    expect(said).not.toContain('db-1');
    expect((await type(platform, `ack ${idIn(said)}`, { channel: 'C0DB' })).said).toBe('🙋 Übernommen: DiskFull');
    await globexs.expectUpdate(/<@U0JAN> has it/);
    expect(acmes.text()).toContain('Nobody has it yet');
    const elsewhere = { as: 'U0MARIA', channel: 'U0MARIA' };
    expect((await type(platform, 'list', elsewhere)).said).toContain('`tenant=acme` `tenant=globex`');
    expect((await type(platform, 'list tenant=Acme', elsewhere)).said).toContain('db-1');
  });
});

/** What people see on the app's Home tab, and what its buttons do, on real Redis. */
import { expect, test } from '@jest/globals';
import { waitUntil } from '../servers/wait-until.ts';
import { onRedis } from './on-redis.ts';
import { type Platform, SECRETS } from './platform.ts';
import { blocksText } from './text-of.ts';
import { webhookOf } from './webhooks.ts';

const { redis, start } = onRedis();

const JAN = { teamId: 'T0ACME', userId: 'U0JAN' };
const MARIA = { teamId: 'T0ACME', userId: 'U0MARIA' };
type Owner = typeof JAN;

/** Does something, and waits until the tab is drawn anew. */
async function tabAfter(platform: Platform, owner: Owner, work: () => Promise<{ readonly status: number }>) {
  const before = platform.sandbox.home(owner)?.hash;
  expect(await work()).toMatchObject({ status: 200 });
  const home = await waitUntil(
    'the tab is drawn',
    () => {
      const now = platform.sandbox.home(owner);
      return now?.hash === before ? undefined : now;
    },
    { details: () => platform.log.join('') },
  );
  return { blocks: home.content.blocks, said: blocksText(home.content.blocks) };
}

const open = (platform: Platform, owner: Owner = JAN) =>
  tabAfter(platform, owner, () => platform.sandbox.openHome(owner));
const click = (platform: Platform, owner: Owner, actionId: string) =>
  tabAfter(platform, owner, () => platform.sandbox.clickInHome({ ...owner, actionId }));
const opsOf = (platform: Platform) => platform.channel('T0ACME', 'C0OPS');

test('shows what is open, in the language of who looks, and takes it by a button', async () => {
  const platform = await start();
  expect((await open(platform)).said).toMatch(/^Offene Alarme\nAktualisieren\nStand: [\s\S]*Keine offenen Gruppen$/);
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await opsOf(platform).expectMessage(/DiskFull/);

  const jans = await click(platform, JAN, 'refresh-home');
  expect(jans.said).toMatch(/\*Offen\* · 1\s/);
  expect(jans.said).toContain(`/archives/C0OPS/p${message.ts.replace('.', '')}|DiskFull>`);
  const taken = await click(platform, JAN, 'acknowledge-listed');
  expect(taken.said).toContain('🙋 Übernommen: DiskFull');
  expect(taken.said).toContain('*Von mir übernommen*');
  await message.expectUpdate(/<@U0JAN> has it/);

  expect((await open(platform, MARIA)).said).toMatch(/Allarmi aperti[\s\S]*\*Aperti\*[\s\S]*🙋 <@U0JAN>/);
  const given = await click(platform, MARIA, 'unacknowledge-listed');
  expect(given.said).toContain('Rilasciato: DiskFull');
  await message.expectUpdate(/Nobody has it yet/);
  await platform.expectNothingElse();
});

test('who comes second is told so on the tab itself', async () => {
  const platform = await start();
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await opsOf(platform).expectMessage(/DiskFull/);
  await open(platform);
  await message.click('acknowledge', { as: 'U0MARIA' });
  await message.expectUpdate(/<@U0MARIA> has it/);
  expect((await click(platform, JAN, 'acknowledge-listed')).said).toContain('Bereits übernommen von <@U0MARIA>');
});

test('holds as many groups as Slack has room for, and says how many more there are', async () => {
  const platform = await start();
  const alertnames = Array.from({ length: 130 }, (_, index) => `Alert${index}`);
  for (const alertname of alertnames) await platform.post(webhookOf([{ instance: 'db-1' }], { alertname }));
  const { blocks, said } = await open(platform);
  expect(blocks.length).toBeLessThanOrEqual(100);
  expect(blocks.length).toBeGreaterThan(85);
  const [, left = ''] = /… und noch\s(\d+)/.exec(said) ?? [];
  expect(Number(left) + (said.match(/🚨/g) ?? []).length).toBe(130);
});

test('of a workspace that two tenants share has a part for each; another workspace sees neither', async () => {
  const shared = {
    'tenants/initech/tenant.yaml': `
name: Initech
tier: free
locale: en
ingest: { tokens: [{ token: initech-ingest-5f5f5f }] }
slack: { team_id: T0ACME, bot_token: '\${ACME_BOT_TOKEN}' }
`,
    'tenants/initech/receivers.yaml': 'receivers: [{ name: ops, slack: { channel: "#database" } }]\n',
    'tenants/initech/routing.yaml': 'route: { receiver: ops }\n',
  };
  const platform = await start({ files: shared });
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  await platform.post(webhookOf([{ instance: 'db-9' }]), { tenant: 'initech', token: 'initech-ingest-5f5f5f' });
  await opsOf(platform).expectMessage(/db-1/);
  await platform.channel('T0ACME', 'C0DB').expectMessage(/db-9/);
  const { said } = await open(platform);
  expect(said).toMatch(/Mandant: Acme[\s\S]*db-1[\s\S]*Mandant: Initech[\s\S]*db-9/);
  const foreign = await open(platform, { teamId: 'T0GLOBEX', userId: 'U0ANN' });
  expect(foreign.said).toMatch(/No open groups$/);
  expect(foreign.said).not.toContain('db-');
});

test('says so where a tenant cannot be read, and is drawn all the same', async () => {
  const platform = await start();
  await open(platform);
  await redis().stop();
  expect((await open(platform)).said).toContain('⚠️ Die Alarme von Acme ließen sich nicht nachsehen.');
  expect(platform.log.join('')).not.toContain(SECRETS.ACME_BOT_TOKEN);
});

/** A tenant names a workspace that is another one's, with a token that is not of it. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { waitUntil } from '../servers/wait-until.ts';
import { OpenModal } from './open-modal.ts';
import { type Platform, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

/** Before acme in every list of tenants. */
const AARDVARK = {
  'tenants/aardvark/tenant.yaml': `
name: Aardvark
locale: fr
ingest: { tokens: [{ token: aardvark-ingest-token }] }
slack: { team_id: T0ACME, bot_token: '${'$'}{GLOBEX_BOT_TOKEN}' }
`,
  'tenants/aardvark/routing.yaml': 'route: { receiver: ops }\n',
  'tenants/aardvark/receivers.yaml': 'receivers: [{ name: ops, slack: { channel: C0OPS } }]\n',
};

let platform: Platform;
beforeEach(async () => {
  platform = await startPlatform({ files: AARDVARK, ops: ', locale: en' });
});
afterEach(() => platform.close());

async function giveToMaria() {
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
  await message.more({ as: 'U0JAN' });
  const modal = new OpenModal(platform.sandbox, { teamId: 'T0ACME', userId: 'U0JAN' });
  await modal.expect(/Übergeben an/);
  modal.give('assign', 'U0MARIA');
  await modal.submit();
  await modal.expect(/Erledigt/);
  await message.expectUpdate(/<@U0MARIA> has it/);
  await modal.close();
}

test('operators are told, and the tenant whose workspace it is works as ever', async () => {
  const wrong = /tocsin_slack_wrong_workspace\{tenant="aardvark"\} 1/;
  await waitUntil('it is found out', async () => wrong.test(await platform.metrics()));
  const { status, body } = await platform.readiness();
  expect(status).toBe(200);
  expect(JSON.stringify(body)).toContain('slack.team_id of a tenant is not that of its token');
  expect(JSON.stringify(body)).not.toMatch(/aardvark|T0/);
  const [line, ...more] = platform.log.filter((each) => each.includes('of another workspace than slack.team_id'));
  expect(JSON.parse(line ?? '{}')).toMatchObject({ tenant: 'aardvark', detail: 'Slack says T0GLOBEX' });
  expect(more).toEqual([]);
  await giveToMaria();
});

test('while Slack does not say whose the tokens are, forms are those of whose message it is', async () => {
  platform.sandbox.faults.add({ kind: 'status', method: 'auth.test', times: 100 });
  await platform.restart();
  await giveToMaria();
  expect(await platform.metrics()).not.toMatch(/tocsin_slack_wrong_workspace\{.*\} 1/);
});

/** Who may press what: roles of access.yaml, given to people and to Slack user groups. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { MEMBERS_FRESH_MS } from '../../src/slack/group-members.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const ACCESS = 'tenants/acme/access.yaml';

/** Only who is on call may acknowledge, and Jan is the one to ask. */
const ON_CALL_ONLY = `
roles:
  - name: viewer
    permissions: []
  - name: responder
    user_groups: [S0ONCALL]
  - name: manager
    users: [U0JAN]
`;

const releasers = new Releasers();
afterEach(async () => {
  jest.restoreAllMocks();
  await releasers.close();
});

async function start(access: string): Promise<Platform> {
  const platform = await startPlatform({ ops: ', locale: en', files: { [ACCESS]: access } });
  releasers.add('platform', () => platform.close());
  return platform;
}

async function firing(platform: Platform) {
  await platform.post(webhookOf([{ instance: 'db-1' }]));
  return opsOf(platform).expectMessage(/DiskFull/);
}

const opsOf = (platform: Platform) => platform.channel('T0ACME', 'C0OPS');
const whisper = (platform: Platform, userId: string, count = 1) =>
  waitUntil(`${userId} is told`, () => opsOf(platform).whispersTo(userId)[count - 1], {
    details: () => platform.log.join(''),
  });
const lookups = (platform: Platform) => platform.sandbox.requestLog.of('usergroups.list').length;
const pressed = async (platform: Platform) =>
  (await platform.metrics()).split('\n').filter((line) => line.startsWith('tocsin_clicks_total{'));
const setOnCall = (platform: Platform, ...users: readonly string[]) =>
  platform.sandbox.workspace('T0ACME').setUserGroupMembers('S0ONCALL', users);

describe('a person without the role', () => {
  test('is told which one it takes and whom to ask, in their own language, and nothing changes', async () => {
    const platform = await start(ON_CALL_ONLY);
    const message = await firing(platform);
    expect((await message.click('acknowledge', { as: 'U0MARIA' })).status).toBe(200);
    expect(await whisper(platform, 'U0MARIA')).toBe(
      'Serve il ruolo `responder` o `manager`. Non è cambiato nulla; chiederlo a <@U0JAN>.',
    );
    await platform.expectNothingElse();
    expect(message.text()).toContain('Nobody has it yet');
    expect(opsOf(platform).calls('chat.update')).toBe(0);
    expect(await pressed(platform)).toEqual([
      'tocsin_clicks_total{tenant="acme",operation="acknowledge",outcome="not_permitted"} 1',
    ]);
    const line = platform.log.find((each) => each.includes('a button was pressed'));
    expect(JSON.parse(line ?? '{}')).toMatchObject({ by: 'U0MARIA', outcome: 'not_permitted', tenant: 'acme' });
  });

  test('of one tenant has no leave in it from the roles of another', async () => {
    const platform = await start(ON_CALL_ONLY);
    await writeFile(
      join(platform.configDir, 'tenants/globex/access.yaml'),
      'roles: [{ name: manager, users: [U0MARIA] }]\n',
    );
    expect(await platform.relay.reload()).toEqual([]);
    const message = await firing(platform);
    await message.click('acknowledge', { as: 'U0MARIA' });
    expect(await whisper(platform, 'U0MARIA')).toMatch(/^Serve il ruolo/);
    await platform.expectNothingElse();
  });
});

describe('a person with the role', () => {
  test('that names them, presses without Slack being asked', async () => {
    const platform = await start(ON_CALL_ONLY);
    const message = await firing(platform);
    await message.click('acknowledge', { as: 'U0JAN' });
    await message.expectUpdate(/<@U0JAN> has it/);
    await platform.expectNothingElse();
    expect(lookups(platform)).toBe(0);
  });

  test('through a user group presses, and a change of its members is seen after five minutes', async () => {
    const platform = await start(ON_CALL_ONLY);
    setOnCall(platform, 'U0MARIA');
    const message = await firing(platform);
    await message.click('acknowledge', { as: 'U0MARIA' });
    await message.expectUpdate(/<@U0MARIA> has it/);
    await message.click('unacknowledge', { as: 'U0MARIA' });
    await message.expectUpdate(/Nobody has it yet/);
    expect(lookups(platform)).toBe(1);

    setOnCall(platform);
    const realNow = Date.now;
    jest.spyOn(Date, 'now').mockImplementation(() => realNow() + MEMBERS_FRESH_MS);
    await message.click('acknowledge', { as: 'U0MARIA' });
    expect(await whisper(platform, 'U0MARIA')).toMatch(/^Serve il ruolo/);
    expect(lookups(platform)).toBe(2);
    await platform.expectNothingElse();
    expect(message.text()).toContain('Nobody has it yet');
  });

  test('that only a user group gives is refused while Slack does not say who is in it, and told so', async () => {
    const platform = await start(ON_CALL_ONLY);
    setOnCall(platform, 'U0MARIA');
    platform.sandbox.faults.add({ kind: 'error', method: 'usergroups.list', error: 'missing_scope', times: 1 });
    const message = await firing(platform);
    await message.click('acknowledge', { as: 'U0MARIA' });
    expect(await whisper(platform, 'U0MARIA')).toMatch(/al momento Slack non indica chi appartiene/);
    await platform.expectNothingElse();
    expect(
      platform.log.some((line) =>
        /"reason":"missing_scope".*usergroups\.list|usergroups\.list.*missing_scope/.test(line),
      ),
    ).toBe(true);
  });

  test('that the configuration gives them meanwhile presses after a reload', async () => {
    const platform = await start(ON_CALL_ONLY);
    const message = await firing(platform);
    await message.click('acknowledge', { as: 'U0MARIA' });
    await whisper(platform, 'U0MARIA');
    await writeFile(join(platform.configDir, ACCESS), ON_CALL_ONLY.replace('[U0JAN]', '[U0JAN, U0MARIA]'));
    expect(await platform.relay.reload()).toEqual([]);
    await message.click('acknowledge', { as: 'U0MARIA' });
    await message.expectUpdate(/<@U0MARIA> has it/);
    await platform.expectNothingElse();
  });
});

test('a role for certain receivers holds for no others', async () => {
  const platform = await start(`
roles:
  - { name: viewer, permissions: [] }
  - { name: database-team, permissions: [acknowledge], users: [U0MARIA], receivers: [database] }
`);
  const message = await firing(platform);
  await message.click('acknowledge', { as: 'U0MARIA' });
  expect(await whisper(platform, 'U0MARIA')).toBe(
    'Serve il ruolo `responder` o `manager`. Non è cambiato nulla; lo assegna chi gestisce Tocsin.',
  );
  await platform.post(webhookOf([{ instance: 'db-2', labels: { team: 'db' } }]));
  const other = await platform.channel('T0ACME', 'C0DB').expectMessage(/DiskFull/);
  await other.click('acknowledge', { as: 'U0MARIA' });
  await other.expectUpdate(/<@U0MARIA>/);
  await platform.expectNothingElse();
});

/** Who is in a Slack user group, as far as Slack tells. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { WebClient } from '@slack/web-api';
import type { LogFields, Logger } from '../../src/core/logger.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import { createGroupMembers, type GroupMembers } from '../../src/slack/group-members.ts';
import { createSlackClients } from '../../src/slack/slack-clients.ts';
import { createUndiciFetch, type UndiciFetch } from '../../src/slack/undici-fetch.ts';
import { ACME, GLOBEX } from '../store/store-fixtures.ts';
import { json, type ScriptedSlack, startScriptedSlack } from './scripted-slack.ts';

const MINUTE = 60_000;

let slack: ScriptedSlack;
let near: UndiciFetch;
let client: WebClient;
let membersOf: GroupMembers;
let now: number;
let warned: LogFields[];

beforeEach(async () => {
  slack = await startScriptedSlack();
  near = createUndiciFetch({ timeoutMs: 2_000 });
  client = createSlackClients({ apiUrl: slack.apiUrl, fetch: near.fetch })('T1', new Secret('xoxb-1'));
  now = 0;
  warned = [];
  const logger: Logger = { ...silentLogger, warn: (fields) => void warned.push(fields) };
  membersOf = createGroupMembers({ clock: { now: () => now }, logger });
});

afterEach(async () => {
  await near.close();
  await slack.close();
});

const tell = (groups: Readonly<Record<string, readonly string[]>>) =>
  slack.behave(
    json({
      ok: true,
      usergroups: Object.entries(groups).map(([id, users]) => ({ id, users, user_count: users.length })),
    }),
  );

async function ask(groups: readonly string[] = ['S0SRE'], tenantId = ACME) {
  const members = await membersOf({ tenantId, client, groups: new Set(groups) });
  return Object.fromEntries([...members].map(([id, users]) => [id, [...users]]));
}

describe('the members of user groups', () => {
  test('are asked of Slack in one call for all, and again after five minutes', async () => {
    tell({ S0SRE: ['U1'], S0DBA: ['U2', 'U3'], S0ELSE: ['U9'] });
    expect(await ask(['S0SRE', 'S0DBA'])).toEqual({ S0SRE: ['U1'], S0DBA: ['U2', 'U3'] });
    tell({ S0SRE: ['U7'], S0DBA: [] });
    now = 5 * MINUTE - 1;
    expect(await ask(['S0SRE', 'S0DBA'])).toEqual({ S0SRE: ['U1'], S0DBA: ['U2', 'U3'] });
    now = 5 * MINUTE;
    expect(await ask(['S0SRE', 'S0DBA'])).toEqual({ S0SRE: ['U7'], S0DBA: [] });
    expect(slack.seen.map(({ path, form }) => [path, form.get('include_users')])).toEqual([
      ['/api/usergroups.list', 'true'],
      ['/api/usergroups.list', 'true'],
    ]);
  });

  test('are asked once by all who want to know at the same time', async () => {
    tell({ S0SRE: ['U1'] });
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(Array(3).fill({ S0SRE: ['U1'] }));
    expect(slack.seen).toHaveLength(1);
  });

  test('are asked anew when the configuration names another group', async () => {
    tell({ S0SRE: ['U1'], S0DBA: ['U2'] });
    await ask(['S0SRE']);
    expect(await ask(['S0SRE', 'S0DBA'])).toEqual({ S0SRE: ['U1'], S0DBA: ['U2'] });
    expect(slack.seen).toHaveLength(2);
  });

  test('of one tenant say nothing about those of another', async () => {
    tell({ S0SRE: ['U1'] });
    await ask(['S0SRE'], ACME);
    tell({ S0SRE: ['U2'] });
    expect(await ask(['S0SRE'], GLOBEX)).toEqual({ S0SRE: ['U2'] });
  });

  test('of a group that the workspace does not have are none, with a warning', async () => {
    tell({});
    expect(await ask()).toEqual({ S0SRE: [] });
    expect(warned).toEqual([{ tenant: 'acme', userGroups: ['S0SRE'] }]);
  });

  test('that the answer leaves out are not known', async () => {
    slack.behave(json({ ok: true, usergroups: [{ id: 'S0SRE', user_count: 3 }] }));
    expect(await ask()).toEqual({});
  });
});

describe('while Slack does not tell', () => {
  const refuse = () => slack.behave(json({ ok: false, error: 'missing_scope', needed: 'usergroups:read' }));

  test('nothing is known, and the log says why', async () => {
    refuse();
    expect(await ask()).toEqual({});
    expect(warned).toEqual([
      {
        tenant: 'acme',
        operation: 'usergroups.list',
        reason: 'missing_scope',
        detail: 'missing_scope: needs usergroups:read',
        isKnown: false,
      },
    ]);
  });

  test('it is not asked again with every click, but soon', async () => {
    refuse();
    await ask();
    now = 29_000;
    await ask();
    expect(slack.seen).toHaveLength(1);
    tell({ S0SRE: ['U1'] });
    now = 30_000;
    expect(await ask()).toEqual({ S0SRE: ['U1'] });
  });

  test('it is left alone as long as it asks', async () => {
    slack.behave(json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '90' }));
    await ask();
    tell({ S0SRE: ['U1'] });
    now = 89_000;
    expect(await ask()).toEqual({});
    now = 90_000;
    expect(await ask()).toEqual({ S0SRE: ['U1'] });
  });

  test('what was known last counts for an hour, and then no more', async () => {
    tell({ S0SRE: ['U1'] });
    await ask();
    refuse();
    now = 60 * MINUTE - 1;
    expect(await ask()).toEqual({ S0SRE: ['U1'] });
    expect(warned).toMatchObject([{ isKnown: true }]);
    now = 60 * MINUTE;
    expect(await ask()).toEqual({});
  });
});

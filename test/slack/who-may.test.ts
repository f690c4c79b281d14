/** Who may do what, with Slack's word for who is in which user group. */
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { May, Permission } from '../../src/actions/access.ts';
import type { Access } from '../../src/core/access.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import { createSlackClients } from '../../src/slack/slack-clients.ts';
import { createUndiciFetch, type UndiciFetch } from '../../src/slack/undici-fetch.ts';
import { createMay } from '../../src/slack/who-may.ts';
import { AccessFile } from '../../src/tenants/access-file.ts';
import { buildAccess } from '../../src/tenants/build-access.ts';
import { ACME, GLOBEX } from '../store/store-fixtures.ts';
import { json, type ScriptedSlack, startScriptedSlack } from './scripted-slack.ts';

const HOUR = 3_600_000;

let slack: ScriptedSlack;
let near: UndiciFetch;
let access: Access;
let may: May;

beforeEach(async () => {
  slack = await startScriptedSlack();
  near = createUndiciFetch({ timeoutMs: 2_000 });
  const botToken = new Secret('xoxb-acme');
  may = createMay({
    tenantOf: (id) => (id === ACME ? { access, botToken } : undefined),
    clientOf: createSlackClients({ apiUrl: slack.apiUrl, fetch: near.fetch }),
    clock: { now: () => 0 },
    logger: silentLogger,
  });
  slack.behave(json({ ok: true, usergroups: [{ id: 'S0SRE', users: ['U0RIA'] }] }));
});

afterEach(async () => {
  await near.close();
  await slack.close();
});

const roles = (...written: readonly object[]) => {
  access = buildAccess(AccessFile.parse({ roles: written }));
};
const ask = (userId: string, permission: Permission) => may({ tenantId: ACME, userId, permission, receiver: 'ops' });

describe('Slack', () => {
  test('is not asked for what everybody may', async () => {
    roles({ name: 'responder', user_groups: ['S0SRE'] });
    expect(await ask('U0ANY', 'acknowledge')).toMatchObject({ allowed: true });
    expect(slack.seen).toEqual([]);
  });

  test('is not asked for somebody whom a role names, or where no user group could help', async () => {
    roles({ name: 'responder', user_groups: ['S0SRE'] }, { name: 'manager', users: ['U0ADA'] });
    expect(await ask('U0ADA', 'silence')).toMatchObject({ allowed: true });
    expect(await ask('U0ANY', 'configure')).toMatchObject({ allowed: false });
    expect(slack.seen).toEqual([]);
  });

  test('says who is in the user group of a role, by the token of the tenant', async () => {
    roles({ name: 'responder', user_groups: ['S0SRE'] });
    expect(await ask('U0RIA', 'silence')).toMatchObject({ allowed: true });
    expect(await ask('U0ANY', 'silence')).toEqual({ allowed: false, roles: ['responder', 'manager'], ask: [] });
    expect(slack.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer xoxb-acme']);
  });

  test('is asked for somebody whose own role has limits that a user group could lift', async () => {
    roles({ name: 'responder', users: ['U0RIA'], longest_silence: '1h' }, { name: 'manager', user_groups: ['S0SRE'] });
    expect(await ask('U0RIA', 'silence')).toEqual({ allowed: true, limits: { mustContain: [] } });
  });
});

describe('where Slack does not tell', () => {
  beforeEach(() => slack.behave(json({ ok: false, error: 'missing_scope' })));

  test('who could only be allowed by a user group is refused, and that is said', async () => {
    roles({ name: 'responder', user_groups: ['S0SRE'] });
    expect(await ask('U0RIA', 'silence')).toEqual({
      allowed: false,
      roles: ['responder', 'manager'],
      ask: [],
      unsure: true,
    });
  });

  test('who has a role by name keeps its limits', async () => {
    roles({ name: 'responder', users: ['U0RIA'], longest_silence: '1h' }, { name: 'manager', user_groups: ['S0SRE'] });
    expect(await ask('U0RIA', 'silence')).toEqual({
      allowed: true,
      limits: { longestMs: HOUR, mustContain: [] },
      unsure: true,
    });
  });
});

test('nobody may anything with a tenant that left the configuration', async () => {
  roles();
  expect(await may({ tenantId: GLOBEX, userId: 'U0ADA', permission: 'acknowledge' })).toEqual({
    allowed: false,
    roles: [],
    ask: [],
  });
});

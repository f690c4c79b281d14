/** What a tenant's access.yaml comes to. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { mayDo } from '../../src/actions/access.ts';
import { PERMISSIONS, type Permission } from '../../src/core/access.ts';
import { formatFault } from '../../src/core/fault.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { ACCESS } from './faulty-config.ts';
import { createConfigFolder } from './tenant-folders.ts';

const releasers = new Releasers();
afterEach(() => releasers.close());

async function loaded(text: string | undefined) {
  const folder = await createConfigFolder({ [ACCESS]: text });
  releasers.add('folder', () => folder.remove());
  const { tenants, warnings } = await folder.load();
  const [tenant] = tenants?.all() ?? [];
  if (tenant === undefined) throw new Error('the tenant has faults');
  return {
    access: tenant.access,
    warnings: warnings.map(formatFault).map((line) => line.replace(/^.*access/, 'access')),
  };
}

async function allowedTo(userId: string, text: string | undefined): Promise<readonly Permission[]> {
  const { access } = await loaded(text);
  const person = { userId, groups: new Set<string>() };
  return PERMISSIONS.filter((permission) => mayDo(access, { person, permission, receiver: 'ops' }).allowed);
}

describe('without access.yaml', () => {
  test('everybody may acknowledge and comment, and nothing else', async () => {
    expect(await allowedTo('U0ANY', undefined)).toEqual(['acknowledge', 'comment']);
  });

  test('the built-in roles are named to those who lack them', async () => {
    const { access } = await loaded(undefined);
    const person = { userId: 'U0ANY', groups: new Set<string>() };
    expect(mayDo(access, { person, permission: 'silence' })).toEqual({
      allowed: false,
      roles: ['responder', 'manager'],
      ask: [],
    });
  });
});

describe('a built-in role', () => {
  test('allows what it is known for', async () => {
    const text = 'roles: [{ name: responder, users: [U0RIA] }, { name: manager, users: [U0ADA] }]\n';
    expect(await allowedTo('U0RIA', text)).toEqual(['acknowledge', 'comment', 'silence', 'escalate', 'expire']);
    expect(await allowedTo('U0ADA', text)).toEqual(PERMISSIONS);
  });

  test('can be redefined: nobody but responders may acknowledge', async () => {
    const text = 'roles: [{ name: viewer, permissions: [] }, { name: responder, users: [U0RIA] }]\n';
    expect(await allowedTo('U0ANY', text)).toEqual([]);
    expect(await allowedTo('U0RIA', text)).toContain('acknowledge');
  });
});

test('an own role has its permissions and limits', async () => {
  const { access } = await loaded(
    'roles: [{ name: dba, permissions: [silence], user_groups: [S0DBA], longest_silence: 2h, silence_must_contain: [instance] }]\n',
  );
  const person = { userId: 'U0ANY', groups: new Set(['S0DBA']) };
  expect(mayDo(access, { person, permission: 'silence' })).toEqual({
    allowed: true,
    limits: { longestMs: 7_200_000, mustContain: ['instance'] },
  });
});

describe('whom to ask', () => {
  test('are those who may configure, groups first', async () => {
    const text =
      'roles: [{ name: responder, users: [U0RIA] }, { name: manager, users: [U0ADA], user_groups: [S0LEADS] }]\n';
    expect((await loaded(text)).access.ask).toEqual(['<!subteam^S0LEADS>', '<@U0ADA>']);
  });

  test('are those whom the file names', async () => {
    const text = "roles: [{ name: manager, users: [U0ADA] }]\nask: ['<@U0BOB>']\n";
    expect((await loaded(text)).access.ask).toEqual(['<@U0BOB>']);
  });
});

test('a role that nobody has is warned of', async () => {
  const { warnings } = await loaded('roles: [{ name: manager }, { name: viewer, permissions: [] }]\n');
  expect(warnings).toEqual(['access.yaml:1:11 roles[0].name: nobody has this role; name users or user_groups of it']);
});

/** Who may do what, by the roles of a tenant. */
import { describe, expect, test } from '@jest/globals';
import { type AccessRequest, groupsThatMatter, isUnlimited, mayDo } from '../../src/actions/access.ts';
import type { Access, AccessRole, Permission } from '../../src/core/access.ts';

const HOUR = 3_600_000;

function role(name: string, permissions: readonly Permission[], more: Partial<AccessRole> = {}): AccessRole {
  return {
    name,
    permissions: new Set(permissions),
    everybody: false,
    users: new Set(),
    userGroups: new Set(),
    limits: { mustContain: [] },
    ...more,
  };
}

const access = (...roles: readonly AccessRole[]): Access => ({ roles, ask: ['<!subteam^S0LEADS>'] });

function asks(permission: Permission, more: { userId?: string; groups?: string[]; receiver?: string } = {}) {
  const { userId = 'U1', groups = [], receiver } = more;
  const request: AccessRequest = { person: { userId, groups: new Set(groups) }, permission };
  return receiver === undefined ? request : { ...request, receiver };
}

describe('a person may', () => {
  const roles = access(
    role('viewer', ['acknowledge'], { everybody: true }),
    role('responder', ['acknowledge', 'silence'], { userGroups: new Set(['S0SRE']) }),
    role('manager', ['silence', 'configure'], { users: new Set(['U0ADA']) }),
  );

  test('what everybody may', () => {
    expect(mayDo(roles, asks('acknowledge'))).toMatchObject({ allowed: true });
  });

  test('what a role allows that names them', () => {
    expect(mayDo(roles, asks('configure', { userId: 'U0ADA' }))).toMatchObject({ allowed: true });
  });

  test('what a role allows that names a user group of theirs', () => {
    expect(mayDo(roles, asks('silence', { groups: ['S0SRE'] }))).toMatchObject({ allowed: true });
  });

  test('nothing else, and hears which roles allow it and whom to ask', () => {
    expect(mayDo(roles, asks('silence', { groups: ['S0ELSE'] }))).toEqual({
      allowed: false,
      roles: ['responder', 'manager'],
      ask: ['<!subteam^S0LEADS>'],
    });
  });

  test('not what no role allows', () => {
    expect(mayDo(roles, asks('replay', { userId: 'U0ADA' }))).toMatchObject({ allowed: false, roles: [] });
  });
});

describe('a role for certain receivers', () => {
  const dba = role('dba', ['silence'], { users: new Set(['U1']), receivers: new Set(['database']) });

  test('holds for their groups', () => {
    expect(mayDo(access(dba), asks('silence', { receiver: 'database' }))).toMatchObject({ allowed: true });
  });

  test('holds for no others, and is not named to who asks about another', () => {
    expect(mayDo(access(dba), asks('silence', { receiver: 'web' }))).toMatchObject({ allowed: false, roles: [] });
  });

  test('does not hold for what belongs to no receiver', () => {
    expect(mayDo(access(dba), asks('silence'))).toMatchObject({ allowed: false });
  });
});

describe('of several roles', () => {
  const everyone = { everybody: true } as const;
  const short = role('short', ['silence'], { ...everyone, limits: { longestMs: HOUR, mustContain: ['cluster'] } });
  const long = role('long', ['silence'], {
    ...everyone,
    limits: { longestMs: 8 * HOUR, mustContain: ['service', 'cluster'] },
  });

  test('each limit is the most generous', () => {
    expect(mayDo(access(short, long), asks('silence'))).toEqual({
      allowed: true,
      limits: { longestMs: 8 * HOUR, mustContain: ['cluster'] },
    });
  });

  test('one without limits frees from those of the others', () => {
    const free = mayDo(access(short, role('free', ['silence'], everyone), long), asks('silence'));
    expect(free).toEqual({ allowed: true, limits: { mustContain: [] } });
    expect(free.allowed && isUnlimited(free.limits)).toBe(true);
  });

  test('one that does not allow it frees from nothing', () => {
    const verdict = mayDo(access(short, role('other', ['acknowledge'], everyone)), asks('silence'));
    expect(verdict).toMatchObject({ limits: { longestMs: HOUR, mustContain: ['cluster'] } });
  });

  test('none limits what is no silence', () => {
    const shortest = role('shortest', ['silence', 'expire'], {
      ...everyone,
      limits: { longestMs: 1, mustContain: ['a'] },
    });
    expect(mayDo(access(shortest), asks('expire'))).toEqual({ allowed: true, limits: { mustContain: [] } });
  });

  test('those that the person does not have count for nothing', () => {
    const verdict = mayDo(access(short, role('manager', ['silence'])), asks('silence'));
    expect(verdict).toMatchObject({ limits: { longestMs: HOUR } });
  });
});

test('the user groups that matter are those of roles that give the permission for the receiver', () => {
  const roles = access(
    role('a', ['silence'], { userGroups: new Set(['SA', 'SB']) }),
    role('b', ['acknowledge'], { userGroups: new Set(['SC']) }),
    role('c', ['silence'], { userGroups: new Set(['SD']), receivers: new Set(['database']) }),
  );
  expect([...groupsThatMatter(roles, { permission: 'silence', receiver: 'web' })]).toEqual(['SA', 'SB']);
  expect([...groupsThatMatter(roles, { permission: 'silence', receiver: 'database' })]).toEqual(['SA', 'SB', 'SD']);
});

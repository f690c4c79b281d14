/** What a provider's claims make of somebody, and what they do not. */
import { describe, expect, test } from '@jest/globals';
import { grantsOf, valuesOf } from '../../src/admin/oidc-roles.ts';
import { buildAccess } from '../../src/tenants/build-access.ts';
import { createTenantSet, type Tenant } from '../../src/tenants/tenant.ts';

const role = (name: string, more = {}) => ({ name, users: [], user_groups: [], silence_must_contain: [], ...more });
const tenant = (id: string, roles: ReturnType<typeof role>[] = []) =>
  ({ id, tokenDigests: [], apiTokens: [], slack: {}, access: buildAccess({ roles }) }) as unknown as Tenant;

const TENANTS = createTenantSet([
  tenant('acme', [
    role('eu-viewer', { permissions: [] }),
    role('db-lead', { permissions: ['acknowledge', 'replay'], receivers: ['db'] }),
    role('night-lead', { permissions: ['acknowledge', 'replay'] }),
  ]),
  tenant('acme-eu'),
  tenant('globex'),
]);
const RULES = {
  operators: ['sre'],
  tenants: [
    { value: 'tocsin-{tenant}-{role}' },
    { value: '/{role}s/of/{tenant}' },
    { value: '{tenant}-leads', role: 'manager' },
    { value: 'globex {role}', tenant: 'globex' },
    { value: 'Support (Globex)', tenant: 'globex', role: 'viewer' },
    { value: 'ghosts', tenant: 'gone', role: 'viewer' },
  ],
};

function given(...values: string[]) {
  const { isOperator, tenants, by } = grantsOf(RULES, values, TENANTS);
  return { isOperator, by, roles: [...tenants.values()].map(({ tenant: { id }, role: { name } }) => `${id} ${name}`) };
}

describe('values of the claim', () => {
  test.each([
    ['tocsin-globex-viewer', 'globex viewer'],
    ['/managers/of/acme', 'acme manager'],
    ['globex-leads', 'globex manager'],
    ['globex responder', 'globex responder'],
    ['Support (Globex)', 'globex viewer'],
    ['tocsin-acme-night-lead', 'acme night-lead'],
    // The longest id of a tenant, although acme has such a role.
    ['tocsin-acme-eu-viewer', 'acme-eu viewer'],
  ])('%s gives %s', (value, role) => {
    expect(given('unknown', value)).toEqual({ isOperator: false, by: [value], roles: [role] });
  });

  test.each([
    ...['', 'SRE', 'sre ', 'tocsin-initech-viewer', 'tocsin-globex-admin', 'tocsin-globex-', 'tocsin--viewer'],
    ...['x-tocsin-globex-viewer', 'tocsin-globex-viewer-x', 'tocsin-', '-leads', 'ghosts', 'support (globex)'],
    ...['tocsin-__proto__-viewer', 'tocsin-acme-eu-night-lead'],
  ])('%j gives nothing', (value) => {
    expect(given(value)).toEqual({ isOperator: false, by: [], roles: [] });
  });

  test('give each tenant the role that allows the most, of as many the one for all receivers', () => {
    expect(given('tocsin-acme-viewer', 'tocsin-acme-responder', 'tocsin-globex-viewer').roles).toEqual([
      'acme responder',
      'globex viewer',
    ]);
    expect(given('tocsin-acme-db-lead', 'tocsin-acme-night-lead').roles).toEqual(['acme night-lead']);
    expect(given('tocsin-acme-night-lead', 'tocsin-acme-db-lead').roles).toEqual(['acme night-lead']);
    expect(given('other', 'sre')).toEqual({ isOperator: true, by: ['sre'], roles: [] });
  });
});

test('the claim may be a text, a list, one within others or one with dots in its name', () => {
  expect(valuesOf({ groups: 'sre' }, 'groups')).toEqual(['sre']);
  expect(valuesOf({ groups: ['sre', 7, null, 'dev'] }, 'groups')).toEqual(['sre', 'dev']);
  expect(valuesOf({ realm_access: { roles: ['sre'] } }, 'realm_access.roles')).toEqual(['sre']);
  expect(valuesOf({ 'https://example.com/roles': ['sre'] }, 'https://example.com/roles')).toEqual(['sre']);
  for (const name of ['groups', 'realm_access.roles', 'constructor', '__proto__.x', 'name.length']) {
    expect(valuesOf({ name: 'x', realm_access: null }, name)).toBeUndefined();
  }
});

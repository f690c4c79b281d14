/** A session lasts for as long as what it stands on. */
import { expect, test } from '@jest/globals';
import { createSessions, type SessionParts } from '../../src/admin/sessions.ts';
import { createMemoryInstallationStores } from '../../src/store/memory-installations.ts';
import { buildAccess } from '../../src/tenants/build-access.ts';
import { createTenantSet, type Tenant } from '../../src/tenants/tenant.ts';

const ISSUER = 'https://login.example.com';
const acme = { id: 'acme', tokenDigests: [], apiTokens: [], slack: {}, access: buildAccess(undefined) };
const ACME = createTenantSet([acme as unknown as Tenant]);

test('who signed in with a provider is what its values give by now, and nothing once they give nothing', async () => {
  const clock = { now: () => 1_000 };
  const { tickets } = createMemoryInstallationStores(clock);
  let [tenants, rules, issuer] = [ACME, { operators: ['sre'], tenants: [{ value: '{tenant}-{role}' }] }, ISSUER];
  const sessions = () =>
    createSessions({
      tickets,
      clock,
      adminToken: undefined,
      tenants: () => tenants,
      oidc: { config: { issuer, rules } },
    } as SessionParts);
  const openedBy = (values: readonly string[], tenant?: string) => ({
    actor: 'olga',
    with: { credential: 'oidc', issuer: ISSUER, subject: 'id-olga', values, ...(tenant ? { tenant } : {}) } as const,
    ms: 60_000,
  });
  const operator = (await sessions().open(openedBy(['sre']))).id;
  const viewer = (await sessions().open(openedBy(['acme-viewer'], 'acme'))).id;
  const found = async () => [await sessions().find(operator), await sessions().find(viewer)];
  expect(await found()).toMatchObject([
    { actor: 'olga', via: 'oidc:id-olga', endsAt: 61_000 },
    { of: { tenant: { id: 'acme' }, role: { name: 'viewer' } } },
  ]);
  rules = { ...rules, operators: ['platform'] };
  expect(await found()).toMatchObject([undefined, { of: { role: { name: 'viewer' } } }]);
  tenants = createTenantSet([]);
  expect(await found()).toEqual([undefined, undefined]);
  [tenants, rules, issuer] = [ACME, { ...rules, operators: ['sre'] }, 'https://other.example.com'];
  expect(await found()).toEqual([undefined, undefined]);
  issuer = ISSUER;
  expect((await found()).every((caller) => caller !== undefined)).toBe(true);
});

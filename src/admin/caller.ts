/** Who speaks to the API. */
import { type AccessRole, PERMISSIONS, type Permission } from '../core/access.ts';
import type { Session } from '../core/api/session.ts';
import type { Secret } from '../core/secret.ts';
import type { Tenant, TenantApiToken } from '../tenants/tenant.ts';

export interface Caller {
  /** Who does what is done, for the history. */
  readonly actor: string;
  readonly credential: Session['credential'];
  /** The credential as the history names it. */
  readonly via: string;
  /** The same for all requests with the same credential: what limits of rate count by. */
  readonly key: string;
  /** Absent: an operator, who may do everything. */
  readonly of?: TenantCaller;
  /** When the session ends, epoch milliseconds; absent without one. */
  readonly endsAt?: number;
}

/** Reaches this tenant and no other. */
export interface TenantCaller {
  readonly tenant: Tenant;
  readonly role: AccessRole;
}

/** The name of whoever has the admin token and does not say who they are. */
const NAMELESS = 'admin';

export function operatorBy(token: Secret): Caller {
  return {
    actor: NAMELESS,
    credential: 'admin_token',
    via: 'admin_token',
    key: token.digest().toString('hex'),
  };
}

export function tenantBy({ tenant, token }: { readonly tenant: Tenant; readonly token: TenantApiToken }): Caller {
  return {
    actor: token.name,
    credential: 'tenant_token',
    via: `tenant_token:${token.name}`,
    key: token.digest.toString('hex'),
    of: { tenant, role: token.role },
  };
}

/** The tenants that the caller may see, of these. */
export function visibleTo({ of }: Caller, tenants: readonly Tenant[]): readonly Tenant[] {
  return of === undefined ? tenants : tenants.filter(({ id }) => id === of.tenant.id);
}

/** Whether the caller may, at the receiver where one is named: else what belongs to no receiver, or to all. */
export function mayCall({ of }: Caller, permission: Permission, receiver?: string): boolean {
  if (of === undefined) return true;
  const { permissions, receivers } = of.role;
  return (
    permissions.has(permission) && (receivers === undefined || (receiver !== undefined && receivers.has(receiver)))
  );
}

/** As the API tells them who they are. */
export function sessionOf({ actor, credential, of, endsAt }: Caller): Session {
  const ends = endsAt === undefined ? {} : { endsAt: new Date(endsAt).toISOString() };
  if (of === undefined) return { kind: 'operator', actor, credential, permissions: [...PERMISSIONS], ...ends };
  const { tenant, role } = of;
  return {
    kind: 'tenant',
    actor,
    credential,
    tenant: { id: tenant.id, name: tenant.name },
    role: role.name,
    permissions: PERMISSIONS.filter((each) => role.permissions.has(each)),
    locale: tenant.locale,
    ...ends,
  };
}

/**
 * Sessions of browsers. The cookie holds a secret, the store its hash and what the session stands on: a token that was
 * taken out of the configuration since, or given another role, counts at once.
 */
import { hash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { OidcConfig, OidcRules } from '../config/oidc-settings.ts';
import type { Clock } from '../core/clock.ts';
import { isTenantId } from '../core/ids.ts';
import type { Secret } from '../core/secret.ts';
import type { Tickets } from '../installations/installations.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import { type Caller, operatorBy, tenantBy } from './caller.ts';
import { grantsOf } from './oidc-roles.ts';

const OpenedWith = z.discriminatedUnion('credential', [
  z.object({ credential: z.literal('admin_token'), digest: z.string() }),
  z.object({ credential: z.literal('tenant_token'), digest: z.string() }),
  /** `values` are those of the claim that give something. Without a tenant: an operator. */
  z.object({
    credential: z.literal('oidc'),
    issuer: z.string(),
    subject: z.string(),
    values: z.array(z.string()).readonly(),
    tenant: z.string().optional(),
  }),
]);
/** What proved who it is when the session began. */
export type OpenedWith = z.infer<typeof OpenedWith>;

const Kept = z.object({ actor: z.string(), endsAt: z.number(), with: OpenedWith });

export interface Sessions {
  /** The secret for the cookie, and when it ends, epoch milliseconds. */
  open(begun: {
    readonly actor: string;
    readonly with: OpenedWith;
    /** For how long, milliseconds. */
    readonly ms: number;
  }): Promise<{ id: string; endsAt: number }>;
  /** Undefined when there is no such session, or what it stood on is gone. */
  find(id: string): Promise<Caller | undefined>;
  end(id: string): Promise<void>;
}

/** Ours, of sessions that stand on a token: a working day, and whoever is called at night signs in at most once. */
export const SESSION_MS = 12 * 3_600_000;

export interface SessionParts {
  readonly tickets: Tickets;
  readonly adminToken: Secret | undefined;
  /** Undefined: nobody signs in with a provider, and sessions of those who did are over. */
  readonly oidc: { readonly config: Pick<OidcConfig, 'issuer' | 'rules'> } | undefined;
  readonly tenants: () => TenantSet;
  readonly clock: Clock;
}

/** Methods reject with `store_unavailable`. */
export function createSessions(parts: SessionParts): Sessions {
  const { tickets, clock } = parts;
  return {
    async open({ ms, ...begun }) {
      const id = randomBytes(32).toString('base64url');
      const endsAt = clock.now() + ms;
      await tickets.put(nameOf(id), { value: JSON.stringify({ ...begun, endsAt }), ms });
      return { id, endsAt };
    },
    async find(id) {
      const text = await tickets.read(nameOf(id));
      if (text === undefined) return undefined;
      const { actor, endsAt, with: opened } = Kept.parse(JSON.parse(text));
      const caller = endsAt > clock.now() ? standsOn(parts, opened) : undefined;
      return caller && { ...caller, actor, endsAt };
    },
    async end(id) {
      await tickets.take(nameOf(id));
    },
  };
}

/** The store never sees what opens a session. */
function nameOf(id: string): string {
  return `session:${hash('sha256', id, 'base64url')}`;
}

function standsOn({ adminToken, tenants, oidc }: SessionParts, opened: OpenedWith): Caller | undefined {
  switch (opened.credential) {
    case 'admin_token':
      return adminToken?.digest().toString('hex') === opened.digest ? operatorBy(adminToken) : undefined;
    case 'tenant_token': {
      const found = tenants().byApiToken(opened.digest);
      return found && tenantBy(found);
    }
    case 'oidc':
      return oidc?.config.issuer === opened.issuer ? byProvider(oidc.config.rules, tenants(), opened) : undefined;
    default:
      return opened satisfies never;
  }
}

/** What the values give by today's rules, to today's tenants. */
function byProvider(
  rules: OidcRules,
  tenants: TenantSet,
  { subject, values, tenant }: OpenedWith & { readonly credential: 'oidc' },
): Caller | undefined {
  const known = { actor: subject, credential: 'oidc', via: `oidc:${subject}`, key: `oidc:${subject}` } as const;
  const grants = grantsOf(rules, values, tenants);
  if (tenant === undefined) return grants.isOperator ? known : undefined;
  const of = isTenantId(tenant) ? grants.tenants.get(tenant) : undefined;
  return of && { ...known, of };
}

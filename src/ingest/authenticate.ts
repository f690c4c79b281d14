/** Who sends a webhook. Wrong tenant and wrong token are one answer, and take the same time. */
import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { LabelSet } from '../core/alert.ts';
import { isTenantId, type ReceiverName, type TenantId } from '../core/ids.ts';

/** A tenant as ingest needs it. */
export interface IngestTenant {
  readonly id: TenantId;
  /** SHA-256 of each valid token; several at a time, so that tokens can be rotated. */
  readonly tokenDigests: readonly Buffer[];
  /** Where the tenant's routes lead an alert; at least one receiver. */
  route(labels: LabelSet): readonly ReceiverName[];
}

export interface TenantDirectory {
  get(id: TenantId): IngestTenant | undefined;
  /** The tenant that owns the token with this SHA-256 in hex. */
  byTokenDigest(digest: string): IngestTenant | undefined;
}

/** What the request says of itself. */
export interface Claimed {
  /** From the path; absent where the token alone names the tenant. */
  readonly tenantId?: string;
  /** `token` of the query. */
  readonly queryToken?: string;
}

/** Tries every token that the request gives: a proxy may put its own `Authorization` before the sender's `?token=`. */
export function authenticate(
  request: IncomingMessage,
  claimed: Claimed,
  tenants: TenantDirectory,
): IngestTenant | undefined {
  const named = claimed.tenantId ?? orgIdOf(request);
  let owner: IngestTenant | undefined;
  for (const token of tokensOf(request, claimed)) {
    const digest = hash('sha256', token, 'buffer');
    const tenant = named === undefined ? tenants.byTokenDigest(digest.toString('hex')) : find(tenants, named);
    const isValid = owns(tenant, digest) && token !== '';
    if (isValid) owner ??= tenant;
  }
  const isOther = claimed.tenantId !== undefined && disagrees(request, claimed.tenantId);
  return isOther ? undefined : owner;
}

function find(tenants: TenantDirectory, id: string): IngestTenant | undefined {
  return isTenantId(id) ? tenants.get(id) : undefined;
}

/** Compares with every token of the tenant, and with one that nobody has where there is no tenant. */
function owns(tenant: IngestTenant | undefined, digest: Buffer): boolean {
  const digests = tenant?.tokenDigests ?? [Buffer.alloc(digest.length)];
  return (
    digests.reduce((found, candidate) => timingSafeEqual(candidate, digest) || found, false) && tenant !== undefined
  );
}

/** `X-Scope-OrgID`, as Mimir and Cortex name the tenant. */
function orgIdOf(request: IncomingMessage): string | undefined {
  const header = request.headers['x-scope-orgid'];
  return typeof header === 'string' && header !== '' ? header : undefined;
}

function disagrees(request: IncomingMessage, tenantId: string): boolean {
  const orgId = orgIdOf(request);
  return orgId !== undefined && orgId !== tenantId;
}

/** The header's and the query's; empty where there is none. */
function tokensOf(request: IncomingMessage, claimed: Claimed): readonly string[] {
  return [headerToken(request.headers.authorization ?? ''), claimed.queryToken ?? ''];
}

/** Bearer, or the password of basic authentication. */
function headerToken(header: string): string {
  const [scheme = '', credentials = ''] = header.trim().split(/\s+/, 2);
  if (scheme.toLowerCase() === 'bearer') return credentials;
  if (scheme.toLowerCase() !== 'basic') return '';
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return pair.slice(pair.indexOf(':') + 1);
}

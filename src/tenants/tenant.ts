import type { Access, AccessRole } from '../core/access.ts';
import type { LabelSet } from '../core/alert.ts';
import type { ChannelId, ReceiverName, TeamId, TenantId } from '../core/ids.ts';
import type { InDoubt, ReceiverPolicy } from '../core/policy.ts';
import type { Quotas, Tier } from '../core/quotas.ts';
import type { Secret } from '../core/secret.ts';
import type { Severity } from '../core/severity.ts';
import type { WebhookKind } from '../core/webhook-kinds.ts';
import type { Renderer } from '../render/renderer.ts';
import type { Matcher } from '../routing/matcher.ts';
import type { Schedule } from '../routing/on-call.ts';
import type { Router } from '../routing/router.ts';
import type { Weekly } from '../routing/weekly.ts';
import type { Zone } from '../routing/zone.ts';

/** A named destination of a tenant, with everything settled that its file left to others. */
export interface TenantReceiver {
  readonly name: ReceiverName;
  readonly channel: ChannelId;
  readonly fallbackChannel: ChannelId | undefined;
  /** Name of a template that exists; absent: each group decides by its labels. */
  readonly template: string | undefined;
  /** Whether its messages have a coloured bar. */
  readonly colorBar: boolean;
  readonly locale: string;
  readonly timeZone: string;
  /** Slack mention syntax; a severity that is absent calls nobody. */
  readonly mentions: Readonly<Partial<Record<Severity, readonly string[]>>>;
  readonly policy: ReceiverPolicy;
}

/**
 * How the tenant's workspace is reached: by a token that its file names, or by an installation, which the store keeps;
 * then `teamId` is the only workspace that may be installed, if there is one.
 */
export type TenantSlack =
  | { readonly install: 'token'; readonly teamId: TeamId; readonly botToken: Secret; readonly inDoubt: InDoubt }
  | { readonly install: 'oauth'; readonly teamId: TeamId | undefined; readonly inDoubt: InDoubt };

/** An Alertmanager of a tenant, and how it is called. */
export interface TenantAlertmanager {
  readonly name: string;
  /** Without credentials, without a slash at its end. */
  readonly url: string;
  /** For people's browsers, in the same form. */
  readonly externalUrl: string;
  /** Names in lower case; the values may be credentials. */
  readonly headers: ReadonlyMap<string, Secret>;
  /** Certificates, PEM, to trust in place of the system's. */
  readonly ca: string | undefined;
  /** What the tenant may see and silence there, where others share it: all of these must match. Empty: everything. */
  readonly only: readonly Matcher[];
}

/** A destination of webhooks. */
export interface TenantWebhook {
  /** Unique among the tenant's. */
  readonly name: string;
  readonly url: string;
  /** As Standard Webhooks writes them, `whsec_…`; at least one. */
  readonly secrets: readonly Secret[];
  readonly kinds: ReadonlySet<WebhookKind>;
  /** Whether the group's own labels are sent along. */
  readonly sendsLabels: boolean;
}

export interface TenantReport {
  readonly channel: ChannelId;
  readonly weekly: Weekly;
  /** The tenant's. */
  readonly zone: Zone;
}

/** An alert that always fires, so that its silence tells that none would come. Durations are milliseconds. */
export interface TenantWatchdog {
  /** Unique among the tenant's. */
  readonly name: string;
  readonly everyMs: number;
  readonly graceMs: number;
  readonly severity: Exclude<Severity, 'none'>;
  /** Absent: the tenant's routes decide. */
  readonly receiver: ReceiverName | undefined;
  /** Whether an alert with these labels is its heartbeat. */
  matches(labels: LabelSet): boolean;
}

/** Since when a token is there, as far as it is known: whoever made it says so, or its file was written then. Epoch milliseconds. */
export interface TokenSince {
  readonly at: number;
  readonly by: 'created' | 'file';
}

/** What opens the admin API to a tenant's own people and scripts. */
export interface TenantApiToken {
  /** Unique among the tenant's. */
  readonly name: string;
  /** SHA-256 of it. */
  readonly digest: Buffer;
  readonly role: AccessRole;
}

/** One customer of the platform, ready for use: checked, secrets read, templates parsed. Never changed, only replaced. */
export interface Tenant {
  readonly id: TenantId;
  readonly name: string;
  readonly tier: Tier;
  readonly quotas: Quotas;
  readonly locale: string;
  readonly timeZone: string;
  /** SHA-256 of each valid ingest token; at least one. */
  readonly tokenDigests: readonly Buffer[];
  readonly apiTokens: readonly TenantApiToken[];
  /** By the SHA-256 in hex of its own tokens and its bot token; of those that nothing is known of it has none. */
  readonly tokensSince: ReadonlyMap<string, TokenSince>;
  readonly slack: TenantSlack;
  readonly receivers: ReadonlyMap<ReceiverName, TenantReceiver>;
  readonly router: Router;
  readonly renderer: Renderer;
  /** Other systems that are told what becomes of groups. */
  readonly webhooks: readonly TenantWebhook[];
  /** Who may do what. */
  readonly access: Access;
  /** Who is on call. */
  readonly schedules: readonly Schedule[];
  readonly alertmanagers: readonly TenantAlertmanager[];
  readonly watchdogs: readonly TenantWatchdog[];
  /** Where and when its weekly report is posted; absent: nowhere. */
  readonly report: TenantReport | undefined;
  /** The receivers that the routes lead an alert to, each once, in the routes' order; at least one. */
  route(labels: LabelSet): readonly ReceiverName[];
}

/** The tenants of one configuration. Immutable. */
export interface TenantSet {
  get(id: TenantId): Tenant | undefined;
  /** By id, ascending. */
  all(): readonly Tenant[];
  /** The tenant that owns the ingest token with this SHA-256 in lower-case hex. */
  byTokenDigest(digest: string): Tenant | undefined;
  /** The owner of the API token with this SHA-256 in lower-case hex, and the token. */
  byApiToken(digest: string): { readonly tenant: Tenant; readonly token: TenantApiToken } | undefined;
  /** The tenants whose files name this workspace and a token of it; several may share one. */
  byTeam(id: TeamId): readonly Tenant[];
}

/** Tenants' ids and tokens must differ: `loadTenants` sees to it. */
export function createTenantSet(tenants: readonly Tenant[]): TenantSet {
  const sorted = [...tenants].sort((a, b) => (a.id < b.id ? -1 : 1));
  const byId = new Map(sorted.map((tenant) => [tenant.id, tenant]));
  const byToken = new Map(
    sorted.flatMap((tenant) => tenant.tokenDigests.map((digest) => [digest.toString('hex'), tenant] as const)),
  );
  const byApiToken = new Map(
    sorted.flatMap((tenant) =>
      tenant.apiTokens.map((token) => [token.digest.toString('hex'), { tenant, token }] as const),
    ),
  );
  const byTeam = new Map<TeamId, Tenant[]>();
  for (const tenant of sorted) {
    const { slack } = tenant;
    if (slack.install === 'token') byTeam.set(slack.teamId, [...(byTeam.get(slack.teamId) ?? []), tenant]);
  }
  return {
    get: (id) => byId.get(id),
    all: () => sorted,
    byTokenDigest: (digest) => byToken.get(digest),
    byApiToken: (digest) => byApiToken.get(digest),
    byTeam: (id) => byTeam.get(id) ?? [],
  };
}

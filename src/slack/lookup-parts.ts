/** What slash commands and the Home tab need of the relay. */
import type { WebClient } from '@slack/web-api';
import type { May } from '../actions/access.ts';
import type { Silence } from '../actions/alertmanagers.ts';
import type { OpenGroups } from '../actions/open-groups.ts';
import type { Clock } from '../core/clock.ts';
import type { GroupId, TeamId, TenantId } from '../core/ids.ts';
import type { ListedGroup, OnCall } from '../core/listing.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import type { PressRequest, PressResult } from '../groups/press-button.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ListingRenderer, Reader } from '../render/listing-renderer.ts';
import type { MessageLinks } from './message-links.ts';
import type { ReaderLocales } from './reader-locales.ts';

/** What looking up needs of a tenant. */
export interface LookupTenant {
  readonly id: TenantId;
  readonly name: string;
  /** Where its receivers post: ids, or `#names`. */
  readonly channels: ReadonlySet<string>;
  /** The same token is the same object from call to call. */
  readonly botToken: Secret;
  /** For readers whose own language Slack does not tell. */
  readonly locale: string;
  readonly timeZone: string;
  readonly renderer: ListingRenderer;
  phrase(key: string, locale: string, values?: Readonly<Record<string, string>>): string;
}

/** What the wiring gives. */
export interface LookupOptions {
  /** Tenants whose workspace it is, as configured now; several may share one. */
  readonly lookupTenantsOf: (team: TeamId) => readonly LookupTenant[];
  /** Rejects with `store_unavailable`. */
  readonly openGroups: (tenantId: TenantId) => Promise<OpenGroups>;
  /** One group by its id; undefined when it is not known. Rejects with `store_unavailable`. */
  readonly groupOf: (tenantId: TenantId, groupId: GroupId) => Promise<ListedGroup | undefined>;
  /**
   * What the tenant's Alertmanagers say; undefined where none is configured. Rejects as the port in
   * actions/alertmanagers.ts does.
   */
  readonly silencesOf: (tenantId: TenantId) => Promise<readonly Silence[] | undefined>;
  /** Who is to be called now; nobody where there is no schedule. */
  readonly onCallOf: (tenantId: TenantId) => readonly OnCall[] | Promise<readonly OnCall[]>;
}

export interface LookupParts extends LookupOptions {
  readonly press: (request: PressRequest) => Promise<PressResult>;
  readonly may: May;
  readonly clientOf: (owner: string, token: Secret) => WebClient;
  readonly localeOf: ReaderLocales;
  readonly linksOf: MessageLinks;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Somebody in a workspace that Slack signed for. */
export interface Person {
  readonly team: string;
  readonly userId: string;
}

/** In which language and zone to answer. */
export async function readerFor(
  { clientOf, localeOf }: Pick<LookupParts, 'clientOf' | 'localeOf'>,
  { team, userId }: Person,
  tenant: LookupTenant,
): Promise<Reader> {
  const client = clientOf(team, tenant.botToken);
  const locale = (await localeOf({ teamId: team, userId, client })) ?? tenant.locale;
  return { locale, timeZone: tenant.timeZone };
}

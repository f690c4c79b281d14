/** What slash commands and the Home tab need of the relay. */
import type { Silence } from '../actions/alertmanagers.ts';
import type { OpenGroups } from '../actions/open-groups.ts';
import type { GroupId, TeamId, TenantId } from '../core/ids.ts';
import type { ListedGroup, OnCall } from '../core/listing.ts';
import type { Language } from '../render/language.ts';
import type { ClickParts, InteractionTenant } from './answer-click.ts';
import type { MessageLinks } from './message-links.ts';
import type { Readers } from './readers.ts';
import type { SlackClients } from './slack-clients.ts';

/** What looking up needs of a tenant. */
export interface LookupTenant extends InteractionTenant {
  readonly name: string;
  /** Where its receivers post: ids, or `#names`. */
  readonly channels: ReadonlySet<string>;
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
  readonly onCallOf: (tenantId: TenantId) => readonly OnCall[];
}

export interface LookupParts extends LookupOptions, Pick<ClickParts, 'press' | 'metrics' | 'clock' | 'logger'> {
  readonly clientOf: SlackClients;
  readonly readers: Readers;
  readonly linksOf: MessageLinks;
}

/** Somebody in a workspace that Slack signed for. */
export interface Person {
  readonly team: string;
  readonly userId: string;
}

/** How to speak to somebody: in their language and zone as Slack knows them, else the tenant's. */
export async function languageFor(
  { clientOf, readers }: Pick<LookupParts, 'clientOf' | 'readers'>,
  { team, userId }: Person,
  tenant: LookupTenant,
): Promise<Language> {
  const client = clientOf(team, tenant.botToken);
  const { locale = tenant.locale, timeZone = tenant.timeZone } = await readers({ teamId: team, userId, client });
  return tenant.language({ locale, timeZone });
}

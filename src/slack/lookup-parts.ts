/** What slash commands and the Home tab need of the relay. */
import type { LookUp } from '../actions/look-up.ts';
import type { TeamId } from '../core/ids.ts';
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
export interface LookupOptions extends LookUp {
  /** Tenants whose workspace it is, as configured now; several may share one. */
  readonly lookupTenantsOf: (team: TeamId) => readonly LookupTenant[];
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

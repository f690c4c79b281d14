/** What a click in Slack comes to, and what the clicker is told of it. */
import type { May } from '../actions/access.ts';
import type { Access } from '../core/access.ts';
import { ACTION_IDS } from '../core/action-ids.ts';
import { channelId, messageTs, type TeamId, type TenantId, teamId } from '../core/ids.ts';
import type { Secret } from '../core/secret.ts';
import type { Deed } from '../groups/press.ts';
import type { Language } from '../render/language.ts';
import { type PressingParts, tryPress, type Words } from './try-press.ts';

/** What an answer to a click needs of a tenant. */
export interface InteractionTenant {
  readonly id: TenantId;
  /** The same token is the same object from call to call. */
  readonly botToken: Secret;
  /** For readers whose own language Slack does not tell. */
  readonly locale: string;
  readonly access: Access;
  /** For readers whose own time zone Slack does not tell; IANA name. */
  readonly timeZone: string;
  /** How a reader is spoken to, by the tenant's phrases. */
  language(audience: { readonly locale: string; readonly timeZone: string }): Language;
  phrase(key: string, locale: string, values?: Readonly<Record<string, string>>): string;
}

export interface Click {
  readonly actionId: string;
  /** The button's, as our message said it. */
  readonly value: string;
  readonly userId: string;
  /** The workspace that Slack signed for. */
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  /** Slack's name of this one click. */
  readonly clickId: string;
}

export interface ClickParts extends PressingParts {
  /** Tenants whose workspace it is, as configured now; several may share one. */
  readonly tenantsOf: (team: TeamId) => readonly InteractionTenant[];
  /** Who may do what. Presses are held to it by themselves. */
  readonly may: May;
}

/** Words for the clicker alone. */
export type Answer = { readonly tenant: InteractionTenant } & Words;

/** Buttons of ours. A click on any other, such as a link, needs no answer. */
const OURS: ReadonlySet<string> = new Set(Object.values(ACTION_IDS));

/** What a button does by itself. */
const DEEDS: Readonly<Record<string, Deed>> = {
  [ACTION_IDS.acknowledge]: { kind: 'acknowledge' },
  [ACTION_IDS.unacknowledge]: { kind: 'unacknowledge' },
  [ACTION_IDS.keep]: { kind: 'keep' },
};

/** Does what the click asks for. Returns what to tell the clicker, if anything: what was done shows in the message. */
export async function answerClick(parts: ClickParts, click: Click): Promise<Answer | undefined> {
  const tenants = parts.tenantsOf(teamId(click.team));
  const [first] = tenants;
  if (first === undefined) {
    parts.logger.warn({ team: click.team }, 'click from a workspace that no tenant has');
    return undefined;
  }
  if (!OURS.has(click.actionId)) return undefined;
  const deed = DEEDS[click.actionId];
  if (deed === undefined) return { tenant: first, key: 'action.not_set_up' };
  const { tenantId, words } = await tryPress(parts, {
    tenants,
    deed,
    by: click.userId,
    id: click.clickId,
    groupId: click.value,
    message: { channel: channelId(click.channel), ts: messageTs(click.ts) },
  });
  return words === undefined ? undefined : { tenant: tenants.find(({ id }) => id === tenantId) ?? first, ...words };
}

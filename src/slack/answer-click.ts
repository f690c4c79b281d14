/** What a click in Slack comes to, and what the clicker is told of it. */
import type { May } from '../actions/access.ts';
import type { Access } from '../core/access.ts';
import { ACTION_IDS } from '../core/action-ids.ts';
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import { channelId, isGroupId, messageTs, type TeamId, type TenantId, teamId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import type { Deed } from '../groups/press.ts';
import type { PressRequest, PressResult } from '../groups/press-button.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Language } from '../render/language.ts';
import { denialWords } from './denial-words.ts';

/** A list is a choice, such as of roles. */
export type AnswerValues = Readonly<Record<string, string | readonly string[]>>;

/** What an answer to a click needs of a tenant. */
export interface InteractionTenant {
  readonly id: TenantId;
  /** The same token is the same object from call to call. */
  readonly botToken: Secret;
  /** For readers whose own language Slack does not tell. */
  readonly locale: string;
  /** For readers whose own time zone Slack does not tell; IANA name. */
  readonly timeZone: string;
  /** How a reader is spoken to, by the tenant's phrases. */
  language(audience: { readonly locale: string; readonly timeZone: string }): Language;
  readonly access: Access;
  phrase(key: string, locale: string, values?: AnswerValues): string;
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

export interface ClickParts {
  /** Tenants whose workspace it is, as configured now; several may share one. */
  readonly tenantsOf: (team: TeamId) => readonly InteractionTenant[];
  /** Who may do what. Presses are held to it by themselves. */
  readonly may: May;
  /** Takes a press into the store, if its presser may. Rejects with `store_unavailable` when it could not be stored. */
  readonly press: (request: PressRequest) => Promise<PressResult>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Words for the clicker alone. */
export interface Answer {
  readonly tenant: InteractionTenant;
  readonly key: string;
  readonly values?: AnswerValues;
}

/** Buttons of ours. A click on any other, such as a link, needs no answer. */
const OURS: ReadonlySet<string> = new Set(Object.values(ACTION_IDS));

/** What a button does by itself. */
const DEEDS: Readonly<Record<string, Deed>> = {
  [ACTION_IDS.acknowledge]: { kind: 'acknowledge' },
  [ACTION_IDS.unacknowledge]: { kind: 'unacknowledge' },
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
  const result = await tryPress(parts, { tenants, deed, click });
  const tenantId = 'tenantId' in result ? result.tenantId : undefined;
  report(parts, { click, operation: deed.kind, tenantId, outcome: outcomeOf(result) });
  const answer = answerTo(result);
  return answer === undefined ? undefined : { tenant: tenants.find(({ id }) => id === tenantId) ?? first, ...answer };
}

type Tried = PressResult | { readonly outcome: 'not_stored' };

async function tryPress(
  { press, clock, logger }: ClickParts,
  {
    tenants,
    deed,
    click,
  }: { readonly tenants: readonly InteractionTenant[]; readonly deed: Deed; readonly click: Click },
): Promise<Tried> {
  const message = { channel: channelId(click.channel), ts: messageTs(click.ts) };
  if (!isGroupId(click.value)) return { outcome: 'unknown' };
  try {
    return await press({
      tenantIds: tenants.map(({ id }) => id),
      groupId: click.value,
      press: { deed, by: click.userId, at: clock.now(), id: click.clickId, message },
    });
  } catch (error) {
    if (!(error instanceof TocsinError) || error.reason !== 'store_unavailable') throw error;
    logger.warn({ team: click.team, operation: deed.kind, error }, 'a click could not be stored');
    return { outcome: 'not_stored' };
  }
}

function outcomeOf(result: Tried): string {
  return result.outcome === 'refused' ? result.refusal.why : result.outcome;
}

/** Who did what: for the log, until there is an audit trail of its own, beside the tenant's history. */
function report(
  { metrics, logger }: ClickParts,
  done: {
    readonly click: Click;
    readonly operation: string;
    readonly tenantId: TenantId | undefined;
    readonly outcome: string;
  },
): void {
  const { click, operation, tenantId, outcome } = done;
  const tenant = tenantId === undefined ? 'unknown' : metrics.tenantLabel(tenantId);
  metrics.clicks.inc({ tenant, operation, outcome });
  const where = tenantId === undefined ? { team: click.team } : { tenant: tenantId, group: click.value };
  logger.info({ ...where, operation, by: click.userId, outcome }, 'a button was pressed');
}

function answerTo(result: Tried): Omit<Answer, 'tenant'> | undefined {
  switch (result.outcome) {
    case 'done':
    case 'repeated':
      return undefined;
    case 'refused': {
      const { refusal } = result;
      return refusal.why === 'taken'
        ? { key: 'press.taken', values: { person: refusal.by.by } }
        : { key: `press.${refusal.why}` };
    }
    case 'not_permitted':
      return denialWords(result.denial);
    default:
      return { key: `press.${result.outcome}` };
  }
}

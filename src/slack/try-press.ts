/** Takes what somebody does to a group into the store, reports it, and says what to tell them. */
import type { Denial } from '../core/access.ts';
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import { isGroupId, type TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Deed, Press } from '../groups/press.ts';
import type { PressRequest, PressResult } from '../groups/press-button.ts';
import type { Metrics } from '../metrics/metrics.ts';

export interface PressingParts {
  /** Takes a press into the store, if its presser may. Rejects with `store_unavailable` when it could not be stored. */
  readonly press: (request: PressRequest) => Promise<PressResult>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A phrase, or why they may not. */
export type Words =
  | { readonly key: string; readonly values?: Readonly<Record<string, string>> }
  | { readonly denial: Denial };

export interface Wanted {
  /** Of the workspace that Slack signed for. */
  readonly tenants: readonly { readonly id: TenantId }[];
  readonly deed: Deed;
  /** Slack's id of the person. */
  readonly by: string;
  /** As in {@link Press}. */
  readonly id: string;
  /** As the button, or the form, has it: nothing of it is believed. */
  readonly groupId: string;
  /** Absent where the group was named by itself. */
  readonly message?: Press['message'];
}

export interface Tried {
  /** Whose group it is; undefined when that was not found out. */
  readonly tenantId: TenantId | undefined;
  /** It had been done before, and nothing was done now. */
  readonly isRepeated: boolean;
  /** What to tell; undefined when all is well: what was done shows in the message. */
  readonly words: Words | undefined;
}

export async function tryPress(parts: PressingParts, wanted: Wanted): Promise<Tried> {
  const result = await take(parts, wanted);
  const tenantId = 'tenantId' in result ? result.tenantId : undefined;
  report(parts, { wanted, tenantId, outcome: result.outcome === 'refused' ? result.refusal.why : result.outcome });
  return { tenantId, isRepeated: result.outcome === 'repeated', words: wordsFor(result) };
}

type Result = PressResult | { readonly outcome: 'not_stored' };

async function take({ press, clock, logger }: PressingParts, wanted: Wanted): Promise<Result> {
  const { tenants, deed, by, id, groupId, message } = wanted;
  if (!isGroupId(groupId)) return { outcome: 'unknown' };
  try {
    return await press({
      tenantIds: tenants.map((tenant) => tenant.id),
      groupId,
      press: { deed, by, at: clock.now(), id, ...(message === undefined ? {} : { message }) },
    });
  } catch (error) {
    if (!(error instanceof TocsinError) || error.reason !== 'store_unavailable') throw error;
    logger.warn({ operation: deed.kind, error }, 'a press of a button could not be stored');
    return { outcome: 'not_stored' };
  }
}

/** Who did what: for the log, until there is an audit trail of its own, beside the tenant's history. */
function report(
  { metrics, logger }: PressingParts,
  done: { readonly wanted: Wanted; readonly tenantId: TenantId | undefined; readonly outcome: string },
): void {
  const { wanted, tenantId, outcome } = done;
  const { deed, by, groupId } = wanted;
  const tenant = tenantId === undefined ? 'unknown' : metrics.tenantLabel(tenantId);
  metrics.clicks.inc({ tenant, operation: deed.kind, outcome });
  const where = tenantId === undefined ? {} : { tenant: tenantId, group: groupId };
  logger.info({ ...where, operation: deed.kind, by, outcome }, 'a button was pressed');
}

function wordsFor(result: Result): Words | undefined {
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
      return { denial: result.denial };
    default:
      return { key: `press.${result.outcome}` };
  }
}

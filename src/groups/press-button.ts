/** Takes a press of a button into the store: by compare-and-set, so that of two at once one counts. */
import type { Denial } from '../core/access.ts';
import type { Group } from '../core/group.ts';
import type { GroupId, ReceiverName, TenantId } from '../core/ids.ts';
import { changeStored } from './change-stored.ts';
import { findShown, type ShownGroup } from './find-shown.ts';
import type { GroupCache } from './group-cache.ts';
import { type Deed, type DeedKind, type Press, press, type Refusal } from './press.ts';
import type { EventKind, GroupEvent, Store, Stored } from './store.ts';

export interface PressRequest {
  /**
   * Whose message it may be: the tenants of the workspace that Slack signed for. Exactly one where no message bears out
   * whose group it is, since tenants may have groups of the same id.
   */
  readonly tenantIds: readonly TenantId[];
  /** What the button names. Believed only as far as a stored message bears it out. */
  readonly groupId: GroupId;
  readonly press: Press;
}

/** Why somebody may not do what they press for; nothing when they may. Asked once it is known whose group it is. */
export type DenialOf = (
  press: Press,
  group: { readonly tenantId: TenantId; readonly receiver: ReceiverName },
) => Promise<Denial | undefined>;

export interface PressParts {
  readonly store: Store;
  readonly cache: GroupCache;
  /** As receivers have it, milliseconds: see `isReported` in view.ts. */
  readonly copyWindowMs: number;
  readonly denialOf: DenialOf;
  /** Whether there are steps to take at the receiver; there are when absent. */
  readonly escalates?: (tenantId: TenantId, receiver: ReceiverName) => boolean;
  /** Told of the group when somebody first has it in its story. */
  readonly onAnswered?: (tenantId: TenantId, group: Stored['group']) => void;
}

export type PressResult =
  /** The group is changed and due: its message will show it. */
  | { readonly outcome: 'done'; readonly tenantId: TenantId }
  | { readonly outcome: 'refused'; readonly tenantId: TenantId; readonly refusal: Refusal }
  /** Who presses lacks the role for it. */
  | { readonly outcome: 'not_permitted'; readonly tenantId: TenantId; readonly denial: Denial }
  /** It was taken in before, or its presser has the group already; nothing was done. */
  | { readonly outcome: 'repeated'; readonly tenantId: TenantId }
  /** None of the tenants has such a group. */
  | { readonly outcome: 'unknown' };

const EVENTS: Readonly<Record<DeedKind, EventKind>> = {
  acknowledge: 'acknowledged',
  unacknowledge: 'unacknowledged',
  take_over: 'acknowledged',
  assign: 'assigned',
  comment: 'commented',
  close: 'closed_by_hand',
  keep: 'kept',
  escalate: 'hurried',
};

/** Rejects with `store_unavailable` when it could not be stored; then it may be pressed again. */
export async function pressButton(parts: PressParts, request: PressRequest): Promise<PressResult> {
  const found = await findShown(parts.store, { ...request, message: request.press.message });
  if (found === undefined) return { outcome: 'unknown' };
  return (await objection(parts, request, found)) ?? takeIn(parts, request, found);
}

/** What speaks against the press whatever state the group is in. */
async function objection(
  parts: PressParts,
  { press: done }: PressRequest,
  { tenantId, stored }: ShownGroup,
): Promise<PressResult | undefined> {
  const { receiver } = stored.group;
  const denial = await parts.denialOf(done, { tenantId, receiver });
  if (denial !== undefined) return { outcome: 'not_permitted', tenantId, denial };
  const hasSteps = done.deed.kind !== 'escalate' || parts.escalates?.(tenantId, receiver) !== false;
  return hasSteps ? undefined : { outcome: 'refused', tenantId, refusal: { why: 'no_policy' } };
}

async function takeIn(
  parts: PressParts,
  { groupId, press: done }: PressRequest,
  { tenantId, stored }: ShownGroup,
): Promise<PressResult> {
  const { deed, by, at, id } = done;
  const via = done.via === undefined ? {} : { via: done.via };
  const result = await changeStored<Refusal>(parts, {
    ...{ tenantId, groupId, id, by, stored },
    change: (current) => {
      const effect = press(current.group, done, parts.copyWindowMs);
      if ('refused' in effect) return effect;
      return {
        group: effect.group,
        event: { at, kind: EVENTS[deed.kind], detail: { ...detailOf(deed, by, current), ...via } },
      };
    },
  });
  if (result.outcome === 'unknown') return { outcome: 'unknown' };
  if (result.outcome === 'refused') return refusalFor(done, tenantId, result.refused);
  if (result.outcome === 'done') tellAnswered(parts, tenantId, result);
  return { outcome: result.outcome, tenantId };
}

function tellAnswered(
  { onAnswered }: PressParts,
  tenantId: TenantId,
  { before, after }: { readonly before: Group; readonly after: Group },
): void {
  if (after.response?.acknowledgedAt !== before.response?.acknowledgedAt) onAnswered?.(tenantId, after);
}

/** Who has it already and presses again, before the message shows it, need not be told. */
function refusalFor({ by }: Press, tenantId: TenantId, refusal: Refusal): PressResult {
  const isOwn = refusal.why === 'taken' && refusal.by.by === by;
  return isOwn ? { outcome: 'repeated', tenantId } : { outcome: 'refused', tenantId, refusal };
}

function detailOf(deed: Deed, by: string, { group: { acknowledged } }: Stored): NonNullable<GroupEvent['detail']> {
  if (deed.kind === 'assign') return { by, to: deed.to };
  if (deed.kind === 'comment') return { by, text: deed.text };
  return deed.kind === 'take_over' && acknowledged !== undefined ? { by, from: acknowledged.by } : { by };
}

/** What a summary is made of, and how it is drawn. */
import type { DigestView } from '../core/digest-view.ts';
import type { Digest, Fold } from '../core/fold.ts';
import type { Group } from '../core/group.ts';
import type { GroupId, ReceiverName } from '../core/ids.ts';
import type { Severity } from '../core/severity.ts';
import type { Member } from '../groups/folds.ts';
import type { DigestRequest } from '../render/renderer.ts';
import type { Destination } from './destination.ts';
import type { Drawing } from './job.ts';

/** A summary as it is to be told now. */
export interface Summary {
  readonly digest: Digest;
  readonly view: DigestView;
}

/** A group that the summary tells. */
interface ToldMember extends Fold {
  readonly place: number;
  readonly group: Group;
}

export interface Members {
  /** In the order of their places. */
  readonly told: readonly ToldMember[];
  /** They are gone, or have messages of their own. */
  readonly left: readonly GroupId[];
  /** How many were noted so lately that they are about to be marked. */
  readonly undecided: number;
  /** The place of the first of these. */
  readonly undecidedFrom: number;
}

/**
 * Groups that one reply lists. None may be cut, for each is listed once: so many fit the 7 000 characters of a list with
 * the longest titles, places and links that the digest's template draws.
 */
export const A_REPLY = 10;

/**
 * Who was noted is marked within this time, milliseconds, or notes itself anew. What was noted before and is not marked
 * was left by somebody who died: it is delivered anew.
 */
export const NOTED_MS = 5_000;

export function sortMembers(members: readonly Member[], now: number): Members {
  const told: ToldMember[] = [];
  const left: GroupId[] = [];
  let undecided = 0;
  let undecidedFrom = Number.POSITIVE_INFINITY;
  for (const { id, place, stored } of members) {
    const group = stored?.group;
    if (group === undefined || group.message !== undefined) left.push(id);
    else if (group.folded !== undefined) told.push({ ...group.folded, place, group });
    else if (place + NOTED_MS > now) {
      undecided += 1;
      undecidedFrom = Math.min(undecidedFrom, place);
    }
  }
  return { told, left, undecided, undecidedFrom };
}

/** The next groups that the thread is to list; none beyond one that is undecided, so that all are listed once. */
export function nextChunk(
  { told, undecidedFrom }: Members,
  listed: number,
): { readonly ids: ReadonlySet<GroupId>; readonly last: number } | undefined {
  const next = told.filter(({ place }) => place > listed && place < undecidedFrom).slice(0, A_REPLY);
  const last = next.at(-1)?.place;
  return last === undefined ? undefined : { ids: new Set(next.map(({ group }) => group.id)), last };
}

/** Before everything else that waits for the channel. */
const FIRST = 0;

export function drawDigest(
  destination: Destination,
  of: {
    readonly view: DigestView;
    readonly receiver: ReceiverName;
    readonly severity: Severity;
    readonly version: number;
  },
): Drawing {
  const { renderer, locale, timeZone, colorBar } = destination;
  const { view, receiver, severity, version } = of;
  const requestFor = ({ kind }: { readonly kind: string }): DigestRequest => ({
    part: kind === 'reply' ? 'thread' : 'message',
    digest: view,
    receiver,
    audience: { locale, timeZone, mentions: kind === 'post' ? destination.mentionsFor(severity) : [] },
    colorBar,
  });
  return {
    draw: (step) => renderer.renderDigest(requestFor(step)),
    drawPlain: (step) => renderer.renderPlainDigest(requestFor(step)),
    version,
    urgency: FIRST,
  };
}

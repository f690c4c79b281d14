/** How a summary stands: whether its story goes on, is over or begins anew, and which groups leave it. Pure. */
import type { Digest, Fold, FoldReason } from '../core/fold.ts';
import type { GroupView } from '../core/group-view.ts';
import type { GroupId } from '../core/ids.ts';
import { stateOf } from '../groups/view.ts';
import { type Members, NOTED_MS, type Summary } from './summary.ts';

export interface StoryFacts {
  readonly digest: Digest;
  readonly members: Members;
  /** Of the members that are told. */
  readonly views: readonly GroupView[];
  readonly now: number;
  readonly stormAfterMs: number;
  readonly postIntervalMs: number;
  /** How many groups may have messages of their own once it is over. */
  readonly room: number;
}

export interface Story extends Summary {
  /** Open groups that get messages of their own. */
  readonly unfolding: readonly GroupId[];
  /** It is told in a new message. */
  readonly isNewStory: boolean;
}

/**
 * It is over when nothing more came for a while and the rest can be told one by one; where a quota made it necessary also
 * when the rest is too much, since what begins has messages of its own again. After that it begins anew.
 */
export function storyBy(facts: StoryFacts): Story {
  const { digest: known, members, views, now } = facts;
  const newestAt = newestOf(members.told);
  const isAgain = known.overAt !== undefined && newestAt > known.overAt;
  const begun: Digest = isAgain ? { startedAt: newestAt, listed: known.listed } : known;
  const reason = reasonOf(members.told, begun);
  const open = views.filter(({ state }) => state === 'open').map(({ group }) => group.id);
  const fits = hasRoom(facts, open.length);
  const overAt = begun.overAt ?? (isOver(facts, { begun, reason, fits }) ? now : undefined);
  const over = overAt === undefined ? {} : { overAt };
  return {
    digest: { ...begun, why: reason.why, ...over },
    view: { from: begun.startedAt, until: now, groups: views, ...reason, ...over },
    unfolding: overAt !== undefined && fits ? open : [],
    isNewStory: isAgain && !goesOn(facts),
  };
}

function hasRoom({ postIntervalMs, stormAfterMs, room }: StoryFacts, open: number): boolean {
  return open * postIntervalMs <= stormAfterMs && open <= room;
}

function isOver(
  { members: { told, undecided }, now, stormAfterMs, room }: StoryFacts,
  { begun, reason, fits }: { readonly begun: Digest; readonly reason: Reason; readonly fits: boolean },
): boolean {
  const { quota } = reason;
  const isListed = undecided === 0 && told.every(({ place }) => place <= begun.listed);
  const isCalm = newestOf(told) + stormAfterMs <= now && (quota?.until ?? 0) <= now;
  return isListed && isCalm && (fits || (quota !== undefined && room > 0));
}

export function newestOf(told: Members['told']): number {
  return told.reduce((newest, { since }) => Math.max(newest, since), 0);
}

/** Whether the message tells open groups that get none of their own: then it must go on to be true. */
function goesOn({ digest, members }: StoryFacts): boolean {
  const { overAt = 0 } = digest;
  return members.told.some(({ since, quota, group }) => {
    return quota !== undefined && since <= overAt && stateOf(group) === 'open';
  });
}

type Reason = Pick<Fold, 'why' | 'quota'>;

/** Why the groups of this story are told in a summary: of several reasons the one that holds for longest. */
function reasonOf(told: Members['told'], { startedAt }: Digest): Reason {
  const recent = told.filter(({ since }) => since + NOTED_MS >= startedAt);
  const newest = (why: FoldReason) => recent.findLast((member) => member.why === why);
  const { why, quota } = newest('messages_quota') ?? newest('groups_quota') ?? newest('storm') ?? { why: 'missed' };
  return quota === undefined ? { why } : { why, quota };
}

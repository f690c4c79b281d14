/** One claimed summary: its message shows all of its groups as they are now, its thread lists each of them once. */
import type { DigestView } from '../core/digest-view.ts';
import type { Digest } from '../core/fold.ts';
import type { Group } from '../core/group.ts';
import { severityRank } from '../core/severity.ts';
import { applyOutcome } from '../groups/outcome.ts';
import { retryAt } from '../groups/plan.ts';
import { settle } from '../groups/settle.ts';
import type { Claim, Commit } from '../groups/store.ts';
import { viewOf } from '../groups/view.ts';
import { commitUntil, type Delivery, remember } from './delivery.ts';
import { newestOf, storyBy } from './digest-story.ts';
import { needsSearch } from './find-sent.ts';
import type { CallStep, Job } from './job.ts';
import { performStep, type StepResult } from './perform.ts';
import { performInDoubt } from './perform-in-doubt.ts';
import { roomFor } from './quota.ts';
import { drawDigest, type Members, nextChunk, type Summary, sortMembers } from './summary.ts';
import type { Assignment } from './take-steps.ts';

/** How often a message that changes all the time is drawn: one in four of the updates that a workspace has a minute. */
const DRAW_EVERY_MS = 5_000;

/** Calls a claim at most: a lease holds four. */
const REPLIES_A_CLAIM = 2;

/** A summary that nobody pokes is looked at this often, milliseconds: whoever should have may have died. */
const LOOK_MS = 60_000;

/** Until what was folded most recently is marked so, milliseconds. */
const UNDECIDED_MS = 1_000;

/** Delivers a claimed summary and gives it back. Returns when it, or a group that leaves it, is due, by the store's clock. */
export async function deliverDigest(
  delivery: Delivery,
  assignment: Assignment,
  digest: Digest,
): Promise<number | undefined> {
  const { claim, destination, now } = assignment;
  const known = claim.abandonedSince;
  const doubted =
    known === undefined ? claim.group : applyOutcome(claim.group, { kind: 'in_doubt', since: known }, false);
  const pausedUntil = retryAt(doubted) ?? 0;
  if (pausedUntil > now) return end(delivery, assignment, { group: doubted, dueAt: pausedUntil });
  const members = sortMembers(await delivery.folds.members(claim.tenantId, claim.group.id), now);
  await delivery.folds.leave(claim.tenantId, claim.group.id, members.left);
  if (members.told.length === 0 && members.undecided === 0) return end(delivery, assignment, { group: undefined });
  const views = members.told.map(({ group }) => viewOf(settle(group, destination.policy, now), destination.policy));
  const room = await roomFor(delivery, assignment, members.told);
  const { stormAfterMs } = destination.policy;
  const facts = { digest, members, views, now, stormAfterMs, postIntervalMs: delivery.postIntervalMs, room };
  const { unfolding, isNewStory, ...summary } = storyBy(facts);
  const begun = isNewStory ? asNewStory(doubted) : doubted;
  const result = await tell(delivery, assignment, { group: { ...begun, digest: summary.digest }, summary, members });
  const dueAt = await end(delivery, assignment, result);
  if (unfolding.length === 0) return dueAt;
  await delivery.folds.poke(claim.tenantId, unfolding, 0);
  return now;
}

/** A new storm gets a message of its own. */
function asNewStory({ message: _, ...group }: Group): Group {
  return group;
}

interface Told {
  /** Absent: nothing is left to tell. */
  readonly group: Group | undefined;
  readonly dueAt?: number;
}

/** What one call came to. `stopAt`: nothing more now, look again then. */
interface Step {
  readonly group: Group;
  readonly stopAt?: number;
}

interface State {
  readonly group: Group;
  readonly summary: Summary;
  readonly members: Members;
}

/** The message first, then the thread as far as one claim may go. */
async function tell(delivery: Delivery, assignment: Assignment, state: State): Promise<Told> {
  let step = await tellMessage(delivery, assignment, state);
  for (let replies = 0; replies < REPLIES_A_CLAIM && step.stopAt === undefined; replies += 1) {
    step = await listNext(delivery, assignment, { ...state, group: step.group });
  }
  return { group: step.group, dueAt: step.stopAt ?? assignment.now };
}

async function tellMessage(delivery: Delivery, assignment: Assignment, { group, summary }: State): Promise<Step> {
  const { now } = assignment;
  if (drawAt(group) > now) return { group };
  const step: CallStep = group.message === undefined ? { kind: 'post', mention: true } : { kind: 'update' };
  if (isShown(assignment, { group, summary })) return { group };
  const job = digestJob(assignment, { group, view: summary.view, version: 0 });
  const result = await take(delivery, job, step);
  if ('waitUntil' in result) return { group, stopAt: result.waitUntil };
  const next = applyOutcome(group, result.outcome, false);
  const isTold = result.outcome.kind === 'posted' || result.outcome.kind === 'updated';
  return isTold ? { group: withDigest(next, { drawnAt: now }) } : { group: next, stopAt: retryAt(next) ?? now };
}

/** Whether the message says all of this but the time: that alone is not worth one of the workspace's updates. */
function isShown(assignment: Assignment, { group, summary }: Omit<State, 'members'>): boolean {
  const { message, digest, failure } = group;
  if (message === undefined || digest?.drawnAt === undefined || failure !== undefined) return false;
  const view = { ...summary.view, until: digest.drawnAt };
  const { drawing } = digestJob(assignment, { group, view, version: 0 });
  return drawing?.draw({ kind: 'update' }).hash === message.hash;
}

/** Tells the thread of groups that it does not list yet. */
async function listNext(delivery: Delivery, assignment: Assignment, state: State): Promise<Step> {
  const { group, summary, members } = state;
  const chunk = nextChunk(members, group.digest?.listed ?? 0);
  if (chunk === undefined) return { group, stopAt: nextLook(assignment, group, members) };
  const groups = summary.view.groups.filter(({ group: { id } }) => chunk.ids.has(id));
  const job = digestJob(assignment, { group, view: { ...summary.view, groups }, version: chunk.last });
  const result = await take(delivery, job, { kind: 'reply', repeat: false });
  if ('waitUntil' in result) return { group, stopAt: result.waitUntil };
  const next = applyOutcome(group, result.outcome, false);
  const listed = listedBy(result.outcome, chunk.last);
  return listed === undefined
    ? { group: next, stopAt: retryAt(next) ?? assignment.now }
    : { group: withDigest(next, { listed }) };
}

function take(delivery: Delivery, job: Job, step: CallStep): Promise<StepResult> {
  return needsSearch(job.view.group, step) ? performInDoubt(delivery, job, step) : performStep(delivery, job, step);
}

/** When the message is to be drawn next, at the earliest. */
function drawAt({ message, digest }: Group): number {
  return message === undefined ? 0 : (digest?.drawnAt ?? 0) + DRAW_EVERY_MS;
}

/** Up to which place the thread lists the groups now; undefined when the reply did not get there. */
function listedBy(outcome: Extract<StepResult, { outcome: unknown }>['outcome'], last: number): number | undefined {
  if (outcome.kind === 'replied' || outcome.kind === 'left') return last;
  return outcome.kind === 'reply_found' ? outcome.found.version : undefined;
}

/** News has the summary looked at by itself; this is for what comes with time alone. */
function nextLook({ claim, now, destination }: Assignment, group: Group, { told, undecided }: Members): number {
  const { drawnAt = 0, overAt, listed } = group.digest ?? {};
  // All is listed only now: whether that ends it is for the next look to tell.
  if (listed !== claim.group.digest?.listed) return now;
  const isTooEarly = drawnAt !== now && drawAt(group) > now;
  if (isTooEarly) return drawAt(group);
  if (undecided > 0) return now + UNDECIDED_MS;
  const calmAt = newestOf(told) + destination.policy.stormAfterMs;
  return overAt === undefined && calmAt > now ? Math.min(calmAt, now + LOOK_MS) : now + LOOK_MS;
}

function withDigest(group: Group, changes: Partial<Digest>): Group {
  return group.digest === undefined ? group : { ...group, digest: { ...group.digest, ...changes } };
}

function digestJob(
  { claim, destination, now }: Assignment,
  { group, view, version }: { readonly group: Group; readonly view: DigestView; readonly version: number },
): Job {
  const open = view.groups.filter(({ state }) => state === 'open');
  const [worst] = [...open].sort((a, b) => severityRank(a.severity) - severityRank(b.severity));
  const severity = worst?.severity ?? 'none';
  return {
    claim: { ...claim, group },
    destination,
    now,
    view: { ...viewOf(group, destination.policy), severity },
    drawing: drawDigest(destination, { view, receiver: group.receiver, severity, version }),
  };
}

/** Stores what came of it. A summary that somebody was folded into meanwhile, or that was poked, is looked at again. */
async function end(delivery: Delivery, { claim }: Assignment, { group, dueAt }: Told): Promise<number | undefined> {
  const deadline = delivery.clock.now() + delivery.leaseMs;
  let commit = commitOf(claim, group, dueAt);
  for (;;) {
    const result = await commitUntil(delivery, commit, deadline);
    if (result.outcome !== 'conflict') {
      remember(delivery, commit, result);
      noteStorm(delivery, claim, group);
      return commit.dueAt;
    }
    const soon = Math.min(dueAt ?? claim.readAt, claim.readAt + DRAW_EVERY_MS);
    commit = { ...commitOf(claim, group ?? claim.group, soon), expectedVersion: result.current.version };
  }
}

/** While it goes on the summary is looked at each minute; twice that without a word means that another process does. */
function noteStorm({ storms, metrics, clock }: Delivery, claim: Claim, group: Group | undefined): void {
  const name = `${claim.tenantId} ${claim.group.id}`;
  const { why, overAt } = group?.digest ?? {};
  if (why !== 'storm' || overAt !== undefined) storms.ended(name);
  else storms.note(name, { tenant: metrics.tenantLabel(claim.tenantId) }, clock.now() + 2 * LOOK_MS);
}

function commitOf(claim: Claim, group: Group | undefined, dueAt: number | undefined): Commit {
  const change = group === undefined ? 'removed' : ({ group, state: 'digest', before: claim.group } as const);
  return {
    tenantId: claim.tenantId,
    groupId: claim.group.id,
    token: claim.token,
    expectedVersion: claim.version,
    change,
    ...(dueAt === undefined ? {} : { dueAt }),
    events: [],
  };
}

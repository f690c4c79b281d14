/** What a claimed group needs now: settle, plan, and take the steps. */
import type { Group, GroupAlert } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { inPart } from '../core/tracing.ts';
import { drawnFrom } from '../groups/drawn.ts';
import { applyOutcome, type Outcome, withoutOldAcknowledgement } from '../groups/outcome.ts';
import { type Plan, plan, planLouder, type Situation, type Step } from '../groups/plan.ts';
import { settle } from '../groups/settle.ts';
import type { Claim, GroupEvent } from '../groups/store.ts';
import { withoutStory } from '../groups/story.ts';
import { stateOf, viewOf } from '../groups/view.ts';
import type { Destination } from './destination.ts';
import { isEscalation, takeEscalation } from './escalate.ts';
import { needsSearch } from './find-sent.ts';
import type { CallStep, Job, Performers } from './job.ts';
import { performStep, type StepOutcome, type StepResult, type Wait } from './perform.ts';
import { performInDoubt } from './perform-in-doubt.ts';
import { reportExpired } from './report-dead-letter.ts';

/** What the steps of one claim came to. */
export interface Progress extends Partial<Wait> {
  /** The group as claimed, with the outcomes applied. */
  readonly group: Group;
  readonly outcomes: readonly Outcome[];
  readonly events: readonly GroupEvent[];
  readonly forget: boolean;
}

/** A claim and where it goes. */
export type Assignment = Omit<Job, 'view'>;

/** All but the end of a group. */
type TakenStep = Exclude<Step, { kind: 'forget' }>;
type FoldStep = Extract<Step, { kind: 'fold' }>;

export async function takeSteps(performers: Performers, assignment: Assignment): Promise<Progress> {
  const { claim, destination, now } = assignment;
  const outcomes: Outcome[] = [];
  const events: GroupEvent[] = [];
  let group = settle(claim.group, destination.policy, now);
  const apply = (outcome: Outcome): void => {
    outcomes.push(outcome);
    group = applyOutcome(group, outcome, false);
  };
  if (claim.abandonedSince !== undefined) apply({ kind: 'in_doubt', since: claim.abandonedSince });
  const planned = inPart(performers.span, 'plan', {
    work: () => planFor(group, destination, now, assignment.unfolds),
  });
  for (const step of planned.steps) {
    if (step.kind === 'forget') return { group, outcomes, events: [endOf(performers, claim, now)], forget: true };
    const job = { view: viewFor(step, { group, planned: planned.view, policy: destination.policy }), ...assignment };
    const result = await takeStep(performers, job, step);
    if ('waitUntil' in result) return { group, outcomes, events, ...result, forget: false };
    events.push(...result.events);
    apply(result.outcome);
    if (isDeadEnd(result.outcome)) break;
  }
  if (isSettled(group, planned)) apply({ kind: 'doubt_settled' });
  return { group, outcomes, events, forget: false };
}

type Taken = { readonly outcome: Outcome; readonly events: readonly GroupEvent[] } | Wait;

async function takeStep(performers: Performers, job: Job, step: TakenStep): Promise<Taken> {
  if (isEscalation(step)) {
    const { effect, events } = await takeEscalation(performers, job, step);
    return { outcome: { kind: 'escalation', effect }, events };
  }
  const result = await perform(performers, job, step);
  if ('waitUntil' in result) return result;
  const { outcome } = result;
  return { outcome, events: [eventOf(outcome, job.view.group, { step, at: performers.clock.now() })] };
}

async function perform(performers: Performers, job: Job, step: CallStep | FoldStep): Promise<StepResult> {
  if (step.kind === 'fold') return { outcome: toldInSummary(job) };
  return needsSearch(job.view.group, step) ? performInDoubt(performers, job, step) : performStep(performers, job, step);
}

/** The summary is drawn from the group's own document: it is enough that it is drawn again. */
function toldInSummary({ claim, destination, view }: Job): StepOutcome {
  const drawn = drawnFrom(view, destination.policy, claim.readAt);
  return { kind: 'folded', drawn, mark: view.group.folded ?? { since: claim.readAt, why: 'storm' } };
}

/**
 * Whether nothing is left to be sent that could have been sent before. Notes are looked for before what changed, and the
 * doubt stays until that was looked for too: whoever began both may have ended either. A step that only came due now adds
 * a note that nobody can have sent.
 */
function isSettled({ doubt, failure, message }: Group, { steps, isMuted }: ReturnType<typeof planFor>): boolean {
  if (doubt === undefined || failure !== undefined || message === undefined || isMuted) return false;
  return !steps.some(({ kind }) => kind === 'post' || kind === 'reply' || kind === 'ping');
}

const DEAD_ENDS: ReadonlySet<Outcome['kind']> = new Set([
  'failed',
  'message_lost',
  'post_found',
  'reply_found',
  'notes_found',
  'left',
  'folded',
]);

/** After it, later steps of the plan make no sense: they are planned anew. */
function isDeadEnd({ kind }: Outcome): boolean {
  return DEAD_ENDS.has(kind);
}

/** What the step draws: the view that was planned by, while it still holds. */
function viewFor(
  step: Step,
  { group, planned, policy }: { group: Group; planned: GroupView; policy: ReceiverPolicy },
): GroupView {
  const drawable = step.kind === 'post' ? asNewMessage(group) : step.kind === 'update' ? asReopened(group) : group;
  return drawable === planned.group ? planned : viewOf(drawable, policy);
}

/** A message that shows a group as over begins anew with what fires again: how loud it got, and who was late, was before. */
function asReopened(group: Group): Group {
  const isOver = group.message?.resolvedAt !== undefined;
  return isOver && stateOf(group) === 'open' ? withoutStory(group) : group;
}

/** A new message begins anew, whatever an older one showed: what that one told to its end is not repeated. */
function asNewMessage(group: Group): Group {
  if (group.message === undefined) return group;
  const { message, ...rest } = withoutOldAcknowledgement(group);
  if (message?.resolvedAt === undefined) return rest;
  const isOver = ({ status, fingerprint }: GroupAlert) =>
    status === 'resolved' && rest.marks[fingerprint]?.shown?.status === 'resolved';
  const alerts = Object.entries(rest.alerts).filter(([, alert]) => !isOver(alert));
  return { ...rest, alerts: Object.fromEntries(alerts), unconfirmed: 0 };
}

export function planFor(
  group: Group,
  destination: Destination,
  now: number,
  unfolds = false,
): Plan & { readonly view: GroupView; readonly isMuted: boolean } {
  const situation = situationOf(group, destination, now);
  const { steps, lookAt } = plan(unfolds ? { unfolds, ...situation } : situation);
  const isMuted = situation.mutedUntil !== undefined;
  return { view: situation.view, steps, isMuted, ...(lookAt === undefined ? {} : { lookAt }) };
}

/** When a group is due whose message has to wait for its turn: whom it calls elsewhere does not wait for that. */
export function dueWhileWaiting(group: Group, destination: Destination, wait: { now: number; until: number }): number {
  const { now, until } = wait;
  const { steps, lookAt = until } = planLouder(situationOf(group, destination, now));
  return steps.length > 0 ? now : Math.min(until, lookAt);
}

function situationOf(group: Group, destination: Destination, now: number): Situation {
  const { policy } = destination;
  const mutedUntil = destination.mutedUntil(group, now);
  return { view: viewOf(group, policy), policy, now, ...(mutedUntil === undefined ? {} : { mutedUntil }) };
}

function endOf(performers: Performers, claim: Claim, now: number): GroupEvent {
  return claim.group.dead === undefined ? closedEvent(claim.group, now) : reportExpired(performers, claim, now);
}

export function closedEvent(group: Group, at: number): GroupEvent {
  return { at, kind: 'closed', group: group.id, receiver: group.receiver };
}

const EVENT_KINDS = {
  posted: 'posted',
  updated: 'updated',
  replied: 'replied',
  post_found: 'posted',
  reply_found: 'replied',
  told: 'replied',
  notes_found: 'replied',
  left: 'failed',
  folded: 'folded',
  message_lost: 'failed',
  failed: 'failed',
} as const satisfies Record<StepOutcome['kind'], GroupEvent['kind']>;

function eventOf(outcome: StepOutcome, group: Group, { step, at }: { step: Step; at: number }): GroupEvent {
  const reason = outcome.kind === 'failed' ? { reason: outcome.failure.reason } : {};
  const { pendingSince } = group;
  const isShown = outcome.kind === 'posted' || outcome.kind === 'updated';
  const took = isShown && pendingSince !== undefined ? { tookMs: Math.max(0, at - pendingSince) } : {};
  const event = { at, kind: EVENT_KINDS[outcome.kind], group: group.id, receiver: group.receiver };
  return { detail: { operation: step.kind, ...reason, ...took }, ...event };
}

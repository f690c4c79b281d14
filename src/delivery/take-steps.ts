/** What a claimed group needs now: settle, plan, and take the steps. */
import type { Group, GroupAlert } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { applyOutcome, type Outcome } from '../groups/outcome.ts';
import { type Plan, plan } from '../groups/plan.ts';
import { settle } from '../groups/settle.ts';
import type { GroupEvent } from '../groups/store.ts';
import { viewOf } from '../groups/view.ts';
import type { Destination } from './destination.ts';
import { needsSearch } from './find-sent.ts';
import type { CallStep, Job, Performers } from './job.ts';
import { performStep, type StepOutcome, type StepResult } from './perform.ts';
import { performInDoubt } from './perform-in-doubt.ts';

/** What the steps of one claim came to. */
export interface Progress {
  /** The group as claimed, with the outcomes applied. */
  readonly group: Group;
  readonly outcomes: readonly Outcome[];
  readonly events: readonly GroupEvent[];
  readonly waitUntil?: number;
  readonly forget: boolean;
}

/** A claim and where it goes. */
export type Assignment = Omit<Job, 'view'>;

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
  const planned = planFor(group, destination, now);
  for (const step of planned.steps) {
    if (step.kind === 'forget') return { group, outcomes, events: [...events, closedEvent(group, now)], forget: true };
    const job = { ...assignment, view: viewFor(step, { group, planned: planned.view, policy: destination.policy }) };
    const result = await takeStep(performers, job, step);
    if ('waitUntil' in result) return { group, outcomes, events, waitUntil: result.waitUntil, forget: false };
    events.push(eventOf(result.outcome, group, { step, at: performers.clock.now() }));
    apply(result.outcome);
    if (isDeadEnd(result.outcome)) break;
  }
  if (isSettled(group, planned)) apply({ kind: 'doubt_settled' });
  return { group, outcomes, events, forget: false };
}

function takeStep(performers: Performers, job: Job, step: CallStep): Promise<StepResult> {
  return needsSearch(job.view.group, step) ? performInDoubt(performers, job, step) : performStep(performers, job, step);
}

/** Whether nothing is left to be sent that could have been sent before. */
function isSettled({ doubt, failure, message }: Group, { steps, isMuted }: ReturnType<typeof planFor>): boolean {
  if (doubt === undefined || failure !== undefined || message === undefined || isMuted) return false;
  return steps.every(({ kind }) => kind === 'update');
}

const DEAD_ENDS: ReadonlySet<Outcome['kind']> = new Set([
  'failed',
  'message_lost',
  'post_found',
  'reply_found',
  'left',
]);

/** After it, later steps of the plan make no sense: they are planned anew. */
function isDeadEnd({ kind }: Outcome): boolean {
  return DEAD_ENDS.has(kind);
}

/** What the step draws: the view that was planned by, while it still holds. */
function viewFor(
  step: CallStep,
  { group, planned, policy }: { group: Group; planned: GroupView; policy: ReceiverPolicy },
): GroupView {
  const drawable = step.kind === 'post' ? asNewMessage(group) : group;
  return drawable === planned.group ? planned : viewOf(drawable, policy);
}

/** A new message begins anew, whatever an older one showed: what that one told to its end is not repeated. */
function asNewMessage(group: Group): Group {
  if (group.message === undefined) return group;
  const { message, ...rest } = group;
  if (message.resolvedAt === undefined) return rest;
  const isOver = ({ status, fingerprint }: GroupAlert) =>
    status === 'resolved' && rest.marks[fingerprint]?.shown?.status === 'resolved';
  const alerts = Object.entries(rest.alerts).filter(([, alert]) => !isOver(alert));
  return { ...rest, alerts: Object.fromEntries(alerts), unconfirmed: 0 };
}

export function planFor(
  group: Group,
  destination: Destination,
  now: number,
): Plan & { readonly view: GroupView; readonly isMuted: boolean } {
  const { policy } = destination;
  const mutedUntil = destination.mutedUntil(group, now);
  const view = viewOf(group, policy);
  const { steps, lookAt } = plan({ view, policy, now, ...(mutedUntil === undefined ? {} : { mutedUntil }) });
  return { view, steps, isMuted: mutedUntil !== undefined, ...(lookAt === undefined ? {} : { lookAt }) };
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
  left: 'failed',
  message_lost: 'failed',
  failed: 'failed',
} as const satisfies Record<StepOutcome['kind'], GroupEvent['kind']>;

function eventOf(outcome: StepOutcome, group: Group, { step, at }: { step: CallStep; at: number }): GroupEvent {
  const reason = outcome.kind === 'failed' ? { reason: outcome.failure.reason } : {};
  const event = { at, kind: EVENT_KINDS[outcome.kind], group: group.id, receiver: group.receiver };
  return { ...event, detail: { operation: step.kind, ...reason } };
}

/** A post or a reply that may be in Slack already: looked for first, sent only if it is not there. */
import { drawnFrom } from '../groups/drawn.ts';
import { notesUntil } from '../groups/notes.ts';
import type { Found } from '../groups/outcome.ts';
import { findSent } from './find-sent.ts';
import { type CallStep, isInThread, type Job, type Performers } from './job.ts';
import { askFor, performStep, type StepOutcome, type StepResult } from './perform.ts';
import { countDelivery } from './report-delivery.ts';

export async function performInDoubt(performers: Performers, job: Job, step: CallStep): Promise<StepResult> {
  const admission = await askFor(performers, job, step);
  if (!('permission' in admission)) return admission;
  const { permission } = admission;
  const search = await findSent(performers, job, step, permission);
  if ('waitUntil' in search) return search;
  if (search.kind === 'unreadable' && mayBeLeft(job, step)) return { outcome: outcomeOfLeft(job, step) };
  const outcome = search.kind === 'found' ? outcomeOfFound(job, step, search.found) : undefined;
  if (outcome === undefined) return performStep(performers, job, step, permission);
  countDelivery(performers, job, { operation: step.kind, outcome: 'found' });
  return { outcome };
}

/** A message that takes another's place is always sent: the old one no longer says what is. */
function mayBeLeft({ claim, destination }: Job, step: CallStep): boolean {
  return destination.inDoubt === 'leave' && (isInThread(step) || claim.group.message === undefined);
}

function outcomeOfLeft(job: Job, step: CallStep): StepOutcome {
  const drawn = drawnFrom(job.view, job.destination.policy, job.claim.readAt);
  if (step.kind !== 'tell') return { kind: 'left', drawn };
  return { kind: 'told', drawn: { ...drawn, notes: notesDrawn(job, inDoubtUntil(job)) } };
}

/** Ours: whoever noted something and whoever took the group may have clocks that differ so much, kept as they are by NTP. */
const NOTED_BEFORE_MS = 1_000;

/**
 * What was noted later than this nobody can have told whose call is in doubt: they drew the group as they had read it. Whom
 * the doubt made wait may have noted more since.
 */
function inDoubtUntil({ claim, view: { group } }: Job): number {
  const { since, drawn } = group.doubt ?? { since: claim.readAt };
  return Math.max(since + NOTED_BEFORE_MS, drawn?.readAt ?? Number.NEGATIVE_INFINITY);
}

/** Undefined when what was found tells nothing of what is to be sent: it is an older one. */
function outcomeOfFound(job: Job, step: CallStep, found: Found): StepOutcome | undefined {
  if (step.kind === 'reply') return { kind: 'reply_found', found };
  if (step.kind === 'tell') {
    const notes = notesDrawn(job, found.drewAllUntil);
    return notes.size === 0 ? undefined : { kind: 'notes_found', notes };
  }
  const { workspace, channel } = job.destination;
  return { kind: 'post_found', found, channel, sentTo: { workspace, channel }, at: job.now };
}

/** Only what stood in the claimed document can have been drawn before: a step of this claim may have added more. */
function notesDrawn({ claim }: Job, until: number): ReadonlySet<string> {
  return notesUntil(claim.group, until);
}

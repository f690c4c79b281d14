/** A post or a reply that may be in Slack already: looked for first, sent only if it is not there. */
import { drawnFrom } from '../groups/drawn.ts';
import { findSent } from './find-sent.ts';
import { type CallStep, isInThread, type Job, type Performers } from './job.ts';
import { askFor, performStep, type StepResult } from './perform.ts';
import { countDelivery } from './report-delivery.ts';

export async function performInDoubt(performers: Performers, job: Job, step: CallStep): Promise<StepResult> {
  const admission = await askFor(performers, job, step);
  if (!('permission' in admission)) return admission;
  const { permission } = admission;
  const search = await findSent(performers, job, step, permission);
  if ('waitUntil' in search) return search;
  if (search.kind === 'unreadable' && mayBeLeft(job, step)) {
    const drawn = drawnFrom(job.view, job.destination.policy, job.claim.readAt);
    return { outcome: { kind: step.kind === 'tell' ? 'told' : 'left', drawn } };
  }
  if (search.kind !== 'found') return performStep(performers, job, step, permission);
  countDelivery(performers, job, { operation: step.kind, outcome: 'found' });
  const { found } = search;
  if (step.kind === 'reply') return { outcome: { kind: 'reply_found', found } };
  if (step.kind === 'tell') return { outcome: { kind: 'notes_found', found } };
  const { workspace, channel } = job.destination;
  return { outcome: { kind: 'post_found', found, channel, sentTo: { workspace, channel }, at: job.now } };
}

/** A message that takes another's place is always sent: the old one no longer says what is. */
function mayBeLeft({ claim, destination }: Job, step: CallStep): boolean {
  return destination.inDoubt === 'leave' && (isInThread(step) || claim.group.message === undefined);
}

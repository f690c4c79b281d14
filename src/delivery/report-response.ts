/** What becomes known of how people respond: counted once it is stored. */
import type { Group } from '../core/group.ts';
import { CANARY_RECEIVER } from '../core/own-groups.ts';
import { openedAt } from '../groups/escalation.ts';
import type { Commit } from '../groups/store.ts';
import { viewOf } from '../groups/view.ts';
import type { Performers } from './job.ts';
import type { Assignment } from './take-steps.ts';

type Reporters = Pick<Performers, 'metrics' | 'logger'>;

/** A commit that was made, and the group as it was before. */
interface Made {
  readonly before: Group;
  readonly commit: Commit;
}

export function reportResponse(reporters: Reporters, assignment: Assignment, made: Made): void {
  const { change, events } = made.commit;
  if (typeof change !== 'object' || change.group.receiver === CANARY_RECEIVER) return;
  observeResolution(reporters, assignment, { before: made.before, after: change.group });
  for (const { kind, detail = {} } of events) {
    if (kind === 'escalated') reportEscalation(reporters, assignment, detail);
    if (kind === 'late')
      reportLate(reporters, assignment, { ...detail, severity: severityOf(assignment, change.group) });
  }
}

/** Once for each story: when its message shows for the first time that it is over. */
function observeResolution(
  { metrics }: Reporters,
  assignment: Assignment,
  { before, after }: { readonly before: Group; readonly after: Group },
): void {
  const { message } = after;
  if (message?.resolvedAt === undefined || before.message?.ts !== message.ts) return;
  if (before.message.resolvedAt !== undefined) return;
  const seconds = Math.max(0, message.resolvedAt - openedAt(message)) / 1_000;
  const tenant = metrics.tenantLabel(assignment.claim.tenantId);
  metrics.timeToResolve.observe({ tenant, severity: severityOf(assignment, after) }, seconds);
}

type Detail = Readonly<Record<string, string | number>>;

function reportEscalation({ metrics, logger }: Reporters, { claim }: Assignment, { step, by }: Detail): void {
  const tenant = metrics.tenantLabel(claim.tenantId);
  metrics.escalations.inc({ tenant, why: by === undefined ? 'unanswered' : 'pressed' });
  logger.info({ ...whereaboutsOf(claim), step, by }, 'the group escalated');
}

function reportLate({ metrics, logger }: Reporters, { claim }: Assignment, detail: Detail): void {
  const { target = '', withinMs, severity = '' } = detail;
  metrics.targetsMissed.inc({ tenant: metrics.tenantLabel(claim.tenantId), severity, target });
  logger.info({ ...whereaboutsOf(claim), target, withinMs }, 'a response target was missed');
}

function whereaboutsOf({ tenantId, group }: Assignment['claim']) {
  return { tenant: tenantId, receiver: group.receiver, group: group.id };
}

function severityOf({ destination }: Assignment, group: Group): string {
  return viewOf(group, destination.policy).severity;
}

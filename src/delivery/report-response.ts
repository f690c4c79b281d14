/** How long groups took to resolve. */
import type { Group } from '../core/group.ts';
import { openedAt } from '../groups/escalation.ts';
import type { Commit } from '../groups/store.ts';
import { viewOf } from '../groups/view.ts';
import type { Performers } from './job.ts';
import type { Assignment } from './take-steps.ts';

/** Once for each story: of the commit by which its message shows for the first time that it is over. */
export function observeResolution(
  { metrics }: Pick<Performers, 'metrics'>,
  { claim, destination }: Assignment,
  { before, commit }: { readonly before: Group; readonly commit: Commit },
): void {
  const after = typeof commit.change === 'object' ? commit.change.group : undefined;
  if (after?.message?.resolvedAt === undefined || before.message?.ts !== after.message.ts) return;
  if (before.message.resolvedAt !== undefined) return;
  const { severity } = viewOf(after, destination.policy);
  const seconds = Math.max(0, after.message.resolvedAt - openedAt(after.message)) / 1_000;
  metrics.timeToResolve.observe({ tenant: metrics.tenantLabel(claim.tenantId), severity }, seconds);
}

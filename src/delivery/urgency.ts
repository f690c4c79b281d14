/** Who goes first where not everything may be sent at once. Pure. */
import type { GroupView } from '../core/group-view.ts';
import { severityRank } from '../core/severity.ts';
import type { Step } from '../groups/plan.ts';

/** After the severities of what fires anew, 0 to 4. */
const PRESSED = 5;
const RESOLVED = 6;
const COUNTS_CHANGED = 7;
const REPLY = 8;

/** More than any time in milliseconds for the next hundred years: classes never mix. */
const PER_CLASS = 2 ** 42;

/**
 * What fires anew goes first, the most severe before the rest; then what somebody pressed a button for, what resolved,
 * what merely changed in number, and replies in threads. Within each of these, what waits longest. Lower goes first.
 */
export function urgencyOf(view: GroupView, step: Step): number {
  const since = view.group.pendingSince ?? Math.max(view.group.lastFullAt, view.group.truncated.at);
  return classOf(view, step) * PER_CLASS + since;
}

function classOf({ group, state, severity, changes }: GroupView, { kind }: Step): number {
  if (kind === 'reply') return REPLY;
  if (kind === 'tell') return PRESSED;
  if (kind === 'post' && state === 'open') return severityRank(severity);
  if (state === 'resolved') return RESOLVED;
  const { pressedAt, pendingSince } = group;
  if (changes.fresh.length + changes.refired.length > 0) return severityRank(severity);
  if (pressedAt !== undefined && pendingSince !== undefined && pressedAt >= pendingSince) return PRESSED;
  return COUNTS_CHANGED;
}

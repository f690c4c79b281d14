/** What a report changed in a group, as a reader would see it. Pure. */
import { REPEAT_REASON } from '../core/alert.ts';
import type { Group, GroupAlert } from '../core/group.ts';
import { type Report, sameLabels } from './merge.ts';
import { isReported } from './view.ts';

/** `news`: the message must be redrawn · `repeat`: the same facts again, on purpose · `none`: a late copy. */
export type ReportChange = 'news' | 'repeat' | 'none';

export function changeBetween(facts: {
  readonly before: Group | undefined;
  readonly after: Group;
  readonly report: Report;
  readonly copyWindowMs: number;
}): ReportChange {
  const { before, after, report, copyWindowMs } = facts;
  if (before === undefined || differs(before, after, copyWindowMs)) return 'news';
  if (report.reason === REPEAT_REASON) return 'repeat';
  return saysTheSame(after, report, copyWindowMs) ? 'repeat' : 'none';
}

function differs(before: Group, after: Group, copyWindowMs: number): boolean {
  if (before.truncated.count !== after.truncated.count) return true;
  return Object.values(after.alerts).some((alert) => {
    const known = before.alerts[alert.fingerprint];
    return (
      known === undefined || !looksTheSame(known, alert) || wasReported(known, before) !== wasReported(alert, after)
    );
  });

  function wasReported(alert: GroupAlert, group: Group): boolean {
    return alert.status === 'resolved' || isReported(alert, group, copyWindowMs);
  }
}

function looksTheSame(a: GroupAlert, b: GroupAlert): boolean {
  if (a === b) return true;
  return (
    a.status === b.status &&
    a.startsAt === b.startsAt &&
    a.endsAt === b.endsAt &&
    a.generatorURL === b.generatorURL &&
    sameLabels(a.annotations, b.annotations)
  );
}

/** Whether the report lists exactly what the group holds as firing: a repeat by an Alertmanager that gives no reasons. */
function saysTheSame(group: Group, report: Report, copyWindowMs: number): boolean {
  const firing = Object.values(group.alerts).filter(
    (alert) => alert.status === 'firing' && isReported(alert, group, copyWindowMs),
  );
  const listed = report.alerts.filter((alert) => alert.status === 'firing');
  return (
    listed.length > 0 &&
    listed.length === firing.length &&
    listed.every((alert) => group.alerts[alert.fingerprint]?.startsAt === alert.startsAt)
  );
}

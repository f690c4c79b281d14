/** What a report changed in a group, as a reader would see it. Pure. */

import { REPEAT_REASON } from '../core/alert.ts';
import { valuesOf } from '../core/dictionary.ts';
import type { Group, GroupAlert } from '../core/group.ts';
import { markRepeated, type Report, sameLabels } from './merge.ts';
import { isReported } from './view.ts';

/** `news`: the message must be redrawn · `repeat`: the same facts again, on purpose · `none`: a late copy. */
export type ReportChange = 'news' | 'repeat' | 'none';

export interface ReportEffect {
  readonly before: Group | undefined;
  readonly after: Group;
  readonly report: Report;
}

/**
 * What each part of one webhook changed. Alertmanager before 0.32 does not say that it repeats itself: then a webhook
 * is a repeat when it says nothing new to any receiver, and says again all that fires.
 */
export function changesBy(effects: readonly ReportEffect[], copyWindowMs: number): readonly ReportChange[] {
  const isNews = effects.map(({ before, after }) => before === undefined || differs(before, after, copyWindowMs));
  const isRepeat = effects.map(({ after, report }) => {
    if (report.reason === REPEAT_REASON) return true;
    return !saysWhy(report) && !isNews.includes(true) && saysTheSame(after, report, copyWindowMs);
  });
  return effects.map((_, index) => {
    if (isNews[index]) return 'news';
    return isRepeat[index] ? 'repeat' : 'none';
  });
}

/** Alertmanager's `unknown` says as much as no reason. */
function saysWhy({ reason }: Report): boolean {
  return reason !== undefined && reason !== 'unknown';
}

function differs(before: Group, after: Group, copyWindowMs: number): boolean {
  if (before.truncated.count !== after.truncated.count) return true;
  return valuesOf(after.alerts).some((alert) => {
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
  const firing = valuesOf(group.alerts).filter(
    (alert) => alert.status === 'firing' && isReported(alert, group, copyWindowMs),
  );
  const listed = report.alerts.filter((alert) => alert.status === 'firing');
  return (
    listed.length > 0 &&
    listed.length === firing.length &&
    listed.every((alert) => group.alerts[alert.fingerprint]?.startsAt === alert.startsAt)
  );
}

/** The group as it is to be stored after a report that changed it so. */
export function withChange(group: Group, change: ReportChange, at: number): Group {
  if (change === 'repeat') return markRepeated(group, at);
  if (change === 'none') return group;
  // An earlier time stays.
  return { pendingSince: at, ...group };
}

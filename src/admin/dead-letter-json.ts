/** Dead letters as the admin API shows them. */
import type { DeadLetterDetails, DeadLetter as LetterSummary } from '../core/api/dead-letters.ts';
import type { DeadLetter, Group } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';
import { isGivenUp, sinceOf } from '../groups/dead-letter.ts';
import { alertsOf, countsOf, type Looking, messageOf, timeOf, viewNow } from './group-json.ts';

export function summaryOf(group: Group, dead: DeadLetter, looking: Looking): LetterSummary {
  return summarise(viewNow(group, looking), dead, isGivenUp(group));
}

export function detailsOf(group: Group, dead: DeadLetter, looking: Looking): DeadLetterDetails {
  const view = viewNow(group, looking);
  const { upstreamReceiver, groupKey, peers } = group;
  const summary = summarise(view, dead, isGivenUp(group));
  return { ...summary, upstreamReceiver, groupKey, peers: [...peers], alerts: alertsOf(view) };
}

function summarise(view: GroupView, dead: DeadLetter, isLeftAlone: boolean): LetterSummary {
  const { group, state, severity } = view;
  const { id, receiver, groupLabels, failure, message } = group;
  return {
    id,
    receiver,
    groupLabels: { ...groupLabels },
    state,
    severity,
    counts: countsOf(view),
    reason: dead.reason,
    detail: dead.detail,
    givenUpAt: timeOf(dead.at),
    ...(failure === undefined ? {} : { failingSince: timeOf(sinceOf(failure)), lastTriedAt: timeOf(failure.lastAt) }),
    attempts: failure?.attempts ?? 0,
    hasNews: !isLeftAlone,
    ...(message === undefined ? {} : { message: messageOf(message) }),
  };
}

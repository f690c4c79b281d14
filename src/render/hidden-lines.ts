/** Why Alertmanager keeps alerts back, in words. */

import type { GroupAlert, Hidden } from '../core/group.ts';
import type { GroupView, KeptBack } from '../core/group-view.ts';
import { typedName } from '../core/typed-name.ts';
import { dataLine } from './escape.ts';
import type { Language } from './language.ts';
import { personText } from './person-text.ts';
import { LABEL_CHARS } from './slack-limits.ts';

/** More reasons at once than these fit no reader's head. */
const MAX_LINES = 3;

/** A line for each reason, those with most alerts first; of a group that is over, what kept its end from being told. */
export function hiddenLines(view: GroupView, language: Language): readonly string[] {
  return view.state === 'resolved' ? endedLines(view, language) : reasonLines(view, language);
}

function reasonLines({ hidden, firing, unreported }: GroupView, language: Language): readonly string[] {
  if (hidden === undefined) return [];
  const reasons = [...new Set(hidden.values())].sort((a, b) => b.count - a.count);
  const isAll = firing.length === 0 && reasons.length === 1 && hidden.size === unreported.length;
  return reasons.slice(0, MAX_LINES).map((each) => {
    const reason = hiddenReason(each, language);
    return isAll ? `🔕 ${reason}` : language.phrase('hidden.some', { count: each.count, reason });
  });
}

function endedLines({ endedHidden, resolved }: GroupView, language: Language): readonly string[] {
  if (endedHidden === undefined) return [];
  const counts = new Map<Hidden['why'], number>();
  for (const why of endedHidden.values()) counts.set(why, (counts.get(why) ?? 0) + 1);
  return [...counts].map(([why, count]) => {
    const reason = language.phrase(`hidden.while_${why}`);
    return count === resolved.length
      ? language.phrase('hidden.ended', { reason })
      : language.phrase('hidden.ended_some', { count, reason });
  });
}

/** Of one alert; empty when Alertmanager did not keep it back. */
export function hiddenText(
  { fingerprint }: GroupAlert,
  { hidden, endedHidden }: GroupView,
  language: Language,
): string {
  const reason = hidden?.get(fingerprint);
  if (reason !== undefined) return hiddenReason(reason, language);
  const why = endedHidden?.get(fingerprint);
  return why === undefined ? '' : language.phrase(`hidden.while_${why}`);
}

/** As it follows "the alert is …". */
function hiddenReason({ why, silence, name }: KeptBack, language: Language): string {
  if (silence !== undefined) {
    const { by, createdBy, endsAt, whileFiring } = silence;
    const person = personText(by ?? typedName(createdBy));
    if (whileFiring === true) return language.phrase('hidden.silenced_lasting', { person });
    return language.phrase('hidden.silenced_until', { person, time: language.formats.moment(endsAt, 'time') });
  }
  if (name !== undefined && why !== 'silenced') {
    return language.phrase(`hidden.${why}_by`, { name: dataLine(name, LABEL_CHARS) });
  }
  return language.phrase(`hidden.${why}`);
}

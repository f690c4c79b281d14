/** What is said about a silence: what it hits, until when it holds, and what stands against it. */
import type { LineFault } from '../actions/silence-matchers.ts';
import type { SilenceObjection } from '../actions/silence-policy.ts';
import type { SilencePreview } from '../actions/silence-preview.ts';
import type { EndOrFault } from '../actions/silence-times.ts';
import type { Denial } from '../core/access.ts';
import type { LabelSet } from '../core/alert.ts';
import { denialText } from '../render/denial-text.ts';
import { dataLine, escapeMarkup } from '../render/escape.ts';
import { byRole, isPlumbing } from '../render/label-roles.ts';
import type { Language } from '../render/language.ts';
import { safeUrl } from '../render/safe-url.ts';

/** Alerts named one by one; ours: so many a phone shows below the matchers. */
const NAMED = 5;

/** Labels by which an alert is named besides its name. */
const NAMING_LABELS = 2;
const VALUE_CHARS = 60;

/** Faulty lines told one by one. */
const TOLD_FAULTS = 3;

/** What is the same in every language; for texts that Slack shows as they are. */
export const SYNTAX = { example: 'team="db"', operators: '=, !=, =~, !~', empty: '""' } as const;

/** The same where a tilde would strike through, and a star make bold. */
const SYNTAX_AS_CODE = { example: '`team="db"`', operators: '`=`, `!=`, `=~`, `!~`', empty: '`""`' } as const;

/** "Hits 7 alerts, 3 outside this message", and the first of those. */
export function previewText({ hits, outside }: SilencePreview, language: Language): string {
  if (hits === 0) return language.phrase('silence.hits_none');
  const beyond =
    outside.length === 0
      ? language.phrase('silence.outside_none')
      : language.phrase('silence.outside', { count: outside.length });
  const said = language.phrase('silence.hits', { count: hits, beyond });
  const names = outside.slice(0, NAMED).map((labels) => `• ${alertName(labels, language)}`);
  const more = outside.length > NAMED ? [language.phrase('list.more', { count: outside.length - NAMED })] : [];
  return [said, ...names, ...more].join('\n');
}

function alertName(labels: LabelSet, language: Language): string {
  const own = labels.alertname ?? '';
  const name = own === '' ? language.phrase('group.untitled') : dataLine(own, VALUE_CHARS);
  const others = Object.keys(labels)
    .filter((label) => !isPlumbing(label))
    .sort(byRole)
    .slice(0, NAMING_LABELS);
  return [name, ...others.map((label) => `\`${dataLine(labels[label] ?? '', VALUE_CHARS)}\``)].join(' · ');
}

/** When it ends, or what is wrong with what was chosen. */
export function endText(end: EndOrFault, language: Language): string {
  if ('fault' in end) return language.phrase(`silence.end.${end.fault}`);
  return language.phrase('silence.until', { time: language.formats.moment(end.endsAt, 'time') });
}

/** In mrkdwn; `isPlain`: for where Slack shows a text as it is. */
export function lineFaultsText(
  faults: readonly LineFault[],
  { language, isPlain }: { readonly language: Language; readonly isPlain: boolean },
): string {
  const syntax = isPlain ? SYNTAX : SYNTAX_AS_CODE;
  const told = faults.slice(0, TOLD_FAULTS).map(({ line, text, why }) => {
    const shown = dataLine(text, VALUE_CHARS + 1);
    return language.phrase(`silence.line.${why}`, { ...syntax, line, text: isPlain ? shown : `\`${shown}\`` });
  });
  const more = faults.length - told.length;
  return [...told, ...(more > 0 ? [language.phrase('list.more', { count: more })] : [])].join('\n');
}

/** What to write when there is no matcher. `key`: of a phrase that gives an example. */
export function adviceText(
  key: string,
  { language, isPlain }: { readonly language: Language; readonly isPlain: boolean },
) {
  return language.phrase(key, isPlain ? SYNTAX : SYNTAX_AS_CODE);
}

function objectionText(objection: SilenceObjection, language: Language): string {
  switch (objection.why) {
    case 'no_condition':
    case 'matches_everything':
      return language.phrase(`silence.refused.${objection.why}`);
    case 'too_long':
      return language.phrase('silence.refused.too_long', { longest: language.formats.duration(objection.longestMs) });
    case 'lacks_label': {
      const labels = objection.labels.map((label) => `\`${dataLine(label, VALUE_CHARS)}\``);
      return language.phrase('silence.refused.lacks_label', { labels: language.formats.list(labels) });
    }
    case 'hits_outside':
      return language.phrase('silence.refused.hits_outside', { count: objection.outside, most: objection.most });
    default:
      return objection satisfies never;
  }
}

/**
 * Why it is not made, each reason behind the sign, and then whom to ask where another role would allow it. `beyond`: why
 * the person may not silence broadly; absent where they may.
 */
export function objectionLines(
  objections: readonly SilenceObjection[],
  { beyond, language, sign = '' }: { readonly beyond?: Denial; readonly language: Language; readonly sign?: string },
): readonly string[] {
  const lines = objections.map((each) => `${sign}${objectionText(each, language)}`);
  const isBroad = objections.some(({ why }) => why !== 'no_condition' && why !== 'too_long');
  return isBroad && beyond !== undefined
    ? [...lines, language.phrase('silence.refused.as_it_is', { denial: denialText(beyond, language) })]
    : lines;
}

/** The label alone for what is no address. */
export function linkTo(url: string, label: string): string {
  const address = safeUrl(escapeMarkup(url));
  return address === undefined ? label : `<${escapeMarkup(address)}|${label}>`;
}

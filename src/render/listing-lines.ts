/** One line each of what people look up: groups and silences, in mrkdwn. */
import type { ListedGroup, ListedSilence } from '../core/listing.ts';
import { cutMrkdwn } from './cut-text.ts';
import { dataLine, escapeMarkup } from './escape.ts';
import type { Language } from './language.ts';
import { personText } from './person-text.ts';
import { safeUrl } from './safe-url.ts';
import { SEVERITY_EMOJI } from './severity-emoji.ts';
import { statusOf } from './subject.ts';
import { ViewContext } from './view-context.ts';

/** So that twenty groups fit a message with room to spare, each whole: what is longer says no more to a reader. */
const TITLE_CHARS = 80;
const PLACE_CHARS = 40;
const PLACES = 2;
const COMMENT_CHARS = 120;
const MATCHER_CHARS = 60;
const MATCHERS = 4;
const BY_CHARS = 60;
const URL_CHARS = 200;

/** What a group is called, as short as a list wants it. */
export function groupTitle({ view }: ListedGroup, language: Language): string {
  return cutMrkdwn(contextOf(view, language).title, TITLE_CHARS);
}

/** What it is and where. */
export function groupHeading(listed: ListedGroup, language: Language): string {
  return headingOf(listed.view, groupTitle(listed, language), language);
}

function headingOf(view: ListedGroup['view'], title: string, language: Language): string {
  const emoji = statusOf(view) === 'unreported' ? '❔' : SEVERITY_EMOJI[view.severity];
  const where = contextOf(view, language).place.slice(0, PLACES);
  return `${emoji} ${[title, ...where.map((each) => cutMrkdwn(each, PLACE_CHARS))].join(' · ')}`;
}

/**
 * What it is and where; then how severe, since when, what to type for it, and who has it. `namesReceiver`: which receiver's
 * it is, too.
 */
export function groupLines(listed: ListedGroup, language: Language, namesReceiver = false): string {
  const { view, url, shortId } = listed;
  const heading = headingOf(view, `*${linked(groupTitle(listed, language), url)}*`, language);
  const receiver = dataLine(view.group.receiver, PLACE_CHARS);
  const whose = namesReceiver ? [language.phrase('command.receiver', { receiver })] : [];
  return `${heading}\n${[...factsOf(listed, language), ...whose, `\`${shortId}\``].join(' · ')}`;
}

function contextOf(view: ListedGroup['view'], language: Language): ViewContext {
  return new ViewContext({ view, language, part: 'message' });
}

function factsOf({ view, silencedUntil }: ListedGroup, language: Language): readonly string[] {
  const { formats } = language;
  const { acknowledged } = view.group;
  const severity = language.phrase(`severity.${view.severity}`);
  const since = language.phrase('time.since', { time: formats.moment(view.startedAt, 'time') });
  const silenced =
    silencedUntil === undefined
      ? []
      : [language.phrase('command.silenced', { time: formats.moment(silencedUntil, 'time') })];
  const { folded, message } = view.group;
  const inSummary = folded !== undefined && message === undefined ? [language.phrase('command.in_summary')] : [];
  return [
    severity,
    since,
    ...inSummary,
    ...silenced,
    ...(acknowledged === undefined ? [] : [`🙋 ${personText(acknowledged.by)}`]),
  ];
}

/** What a silence says, who made it, until when, and what it matches. */
export function silenceLines(silence: ListedSilence, language: Language): string {
  const { comment, by, endsAt, matchers, url } = silence;
  const first = language.phrase('command.silence', {
    text: linked(
      short(comment, COMMENT_CHARS) || (url === undefined ? '–' : language.phrase('told.silence_page')),
      url,
    ),
    person: cutMrkdwn(personText(by), BY_CHARS),
    time: language.formats.moment(endsAt, 'time'),
  });
  if (matchers.length === 0) return first;
  const shown = matchers.slice(0, MATCHERS).map((matcher) => `\`${short(matcher, MATCHER_CHARS)}\``);
  return `${first}\n${shown.join(' ')}${matchers.length > MATCHERS ? ' …' : ''}`;
}

function linked(label: string, url: string | undefined): string {
  const safe = url === undefined || url.length > URL_CHARS ? undefined : safeUrl(escapeMarkup(url));
  return safe === undefined ? label : `<${escapeMarkup(safe)}|${label.replaceAll('|', '¦')}>`;
}

/** Data on one line, cut by what Slack counts: its escaped form. */
function short(raw: string, max: number): string {
  return cutMrkdwn(dataLine(raw, max), max);
}

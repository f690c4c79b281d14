import type { GroupView } from '../core/group-view.ts';
import type { AlertContext } from './alert-context.ts';
import type { DigestContext } from './digest-context.ts';
import type { Language } from './language.ts';
import { type Entry, MessageBuilder } from './message-builder.ts';
import type { MessagePart } from './renderer.ts';
import type { ViewContext } from './view-context.ts';

/** Alerts that the plain message lists. */
const LISTED = 20;

/** Every phrase that code uses, with the values it gives; the product's own locales must have them. */
export const BUILT_IN_PHRASES: Readonly<Record<string, readonly string[]>> = {
  'group.untitled': [],
  'headline.firing': ['count', 'severity', 'title'],
  'headline.unreported': ['title'],
  'headline.resolved': ['title'],
  'headline.unconfirmed': ['title'],
  'headline.silenced': ['title'],
  'headline.inhibited': ['title'],
  'headline.muted': ['title'],
  'hidden.some': ['count', 'reason'],
  'hidden.ended': ['reason'],
  'hidden.ended_some': ['count', 'reason'],
  'hidden.while_silenced': [],
  'hidden.while_inhibited': [],
  'hidden.while_muted': [],
  'hidden.silenced': [],
  'hidden.silenced_until': ['person', 'time'],
  'hidden.silenced_lasting': ['person'],
  'hidden.inhibited': [],
  'hidden.inhibited_by': ['name'],
  'hidden.muted': [],
  'hidden.muted_by': ['name'],
  'list.more': ['count'],
  'time.since': ['time'],
  'change.new': ['count'],
  'change.refired': ['count'],
  'change.resolved': ['count'],
  'change.unreported': ['count'],
  'severity.critical': [],
  'severity.error': [],
  'severity.warning': [],
  'severity.info': [],
  'severity.none': [],
  'action.acknowledge': [],
  'action.unacknowledge': [],
  'action.keep': [],
  'action.silence': [],
  'action.more': [],
  'told.comment': ['person', 'text'],
  'told.assigned': ['person', 'holder'],
  'told.taken_over': ['person', 'holder'],
  'told.closed_by_hand': ['person'],
  'told.silence_ending': ['person', 'until', 'button'],
  'told.silence_ended': ['person'],
  'escalation.step': ['time', 'step'],
  'escalation.step_by': ['person', 'step'],
  'escalation.asked': ['person', 'button', 'duration'],
  'escalation.lapsed': ['person'],
  'escalation.ping': ['headline', 'time'],
  'escalation.ping_by': ['headline', 'person'],
  'escalation.ping_where': ['link', 'step'],
  'escalation.open': [],
  'escalation.ping_failed': ['target', 'reason'],
  'text.quote': ['text'],
  'ordinal.one': ['number'],
  'ordinal.two': ['number'],
  'ordinal.few': ['number'],
  'ordinal.many': ['number'],
  'ordinal.other': ['number'],
  'digest.title': ['receiver'],
  'digest.open': ['count'],
  'digest.none_open': [],
  'relay.outage': ['from', 'until', 'duration'],
  'relay.held': ['receiver', 'channel'],
  'relay.mended': ['receiver', 'channel', 'duration'],
  'relay.channel_not_found': [],
  'relay.not_in_channel': [],
  'relay.channel_archived': [],
  'relay.channel_restricted': [],
};

/** The notification's text: the headline, and what is said below it. */
export function notificationText(part: MessagePart, { headline, summary, changes }: ViewContext): string {
  const more = part !== 'message' ? changes : summary;
  return more === '' ? headline : `${headline}\n${more}`;
}

function alertLine(alert: AlertContext, language: Language): string {
  const labels = alert.differing.map(({ name, value }) => `\`${name}=${value}\``).join(' ');
  const time = language.formats.moment(alert.startsAt, 'time');
  return `• ${[alert.name, labels, language.phrase('time.since', { time })].filter((part) => part !== '').join(' ')}`;
}

/** The message that needs no template: text sections only, nothing that Slack could refuse. */
export function plainMessage(request: {
  readonly part: MessagePart;
  readonly view: GroupView;
  readonly context: ViewContext;
  readonly language: Language;
  readonly mentions: string;
}): MessageBuilder {
  const { part, view, context, language } = request;
  const builder = new MessageBuilder();
  builder.mentions(request.mentions);
  const lines = [`*${context.headline}*`, ...context.hidden, context.summary, context.changes];
  if (part === 'message') {
    const alerts = view.firing.length > 0 ? context.firing : context.unreported;
    const total = view.firing.length > 0 ? view.firing.length : view.unreported.length;
    const shown = alerts.slice(0, LISTED);
    lines.push(...shown.map((alert) => alertLine(alert, language)));
    if (total > shown.length) lines.push(language.phrase('list.more', { count: total - shown.length }));
  }
  builder.section(lines.filter((line) => line !== '').join('\n'));
  return builder;
}

/** The digest that needs no template. */
export function plainDigest(
  digest: DigestContext,
  language: Language,
): { readonly entries: readonly Entry[]; readonly text: string } {
  const { counts, receiver, open } = digest;
  const state =
    counts.open > 0 ? language.phrase('digest.open', { count: counts.open }) : language.phrase('digest.none_open');
  const title = language.phrase('digest.title', { receiver });
  const builder = new MessageBuilder();
  builder.section([`*${title}*`, state, ...open.slice(0, LISTED).map((group) => `• ${group.headline}`)].join('\n'));
  return { entries: builder.entries, text: `${title}: ${state}` };
}

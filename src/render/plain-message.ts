import type { GroupView } from '../core/group-view.ts';
import type { Language } from './language.ts';
import { MessageBuilder } from './message-builder.ts';
import type { TemplatePart } from './renderer.ts';
import type { AlertContext, ViewContext } from './view-context.ts';

/** Alerts that the plain message lists. */
const LISTED = 20;

/** Every phrase that code uses, with the values it gives; the product's own locales must have them. */
export const BUILT_IN_PHRASES: Readonly<Record<string, readonly string[]>> = {
  'group.untitled': [],
  'headline.firing': ['count', 'severity', 'title'],
  'headline.unreported': ['title'],
  'headline.resolved': ['title'],
  'headline.unconfirmed': ['title'],
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
  'action.silence': [],
};

/** The notification's text: the headline, and what is said below it. */
export function notificationText(part: TemplatePart, { headline, summary, changes }: ViewContext): string {
  const more = part === 'thread' ? changes : summary;
  return more === '' ? headline : `${headline}\n${more}`;
}

function alertLine(alert: AlertContext, language: Language): string {
  const labels = alert.differing.map(({ name, value }) => `\`${name}=${value}\``).join(' ');
  const time = language.formats.moment(alert.startsAt, 'time');
  return `• ${[alert.name, labels, language.phrase('time.since', { time })].filter((part) => part !== '').join(' ')}`;
}

/** The message that needs no template: text sections only, nothing that Slack could refuse. */
export function plainMessage(request: {
  readonly part: TemplatePart;
  readonly view: GroupView;
  readonly context: ViewContext;
  readonly language: Language;
  readonly mentions: string;
}): MessageBuilder {
  const { part, view, context, language } = request;
  const builder = new MessageBuilder();
  builder.mentions(request.mentions);
  const lines = [`*${context.headline}*`, context.summary, context.changes];
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

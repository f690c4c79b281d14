import { SEVERITIES, type Severity } from '../core/severity.ts';
import { cutMrkdwn } from './cut-text.ts';
import { escapeMarkup, withoutTokens } from './escape.ts';
import type { HelperName } from './helper-table.ts';
import type { HelperCall } from './render-frame.ts';
import { safeUrl } from './safe-url.ts';

/** Each differs from the others in shape as well as in colour. */
const SEVERITY_EMOJI: Readonly<Record<Severity, string>> = {
  critical: '🚨',
  error: '🔴',
  warning: '⚠️',
  info: 'ℹ️',
  none: '🔔',
};

/** Longest link in a text, address and label together: so it always fits a field and a piece of a section whole. */
const TEXT_LINK_CHARS = 1_500;

function severityOf(call: HelperCall): Severity {
  const word = call.args.length === 0 ? call.frame.view.severity : call.args[0];
  return SEVERITIES.find((severity) => severity === word) ?? 'none';
}

function statusEmoji({ frame: { view } }: HelperCall): string {
  if (view.state === 'resolved') return view.unconfirmed > 0 ? '❔' : '✅';
  return view.firing.length > 0 ? SEVERITY_EMOJI[view.severity] : '❔';
}

/** A link in mrkdwn, or the bare label when the address is none that may be linked. */
export function textLink(call: HelperCall): string {
  const label = withoutTokens(call.text(0)).replaceAll('|', '¦');
  const url = safeUrl(call.text(1));
  if (url === undefined || label === '') return label;
  const link = `<${escapeMarkup(url)}|${label}>`;
  return link.length <= TEXT_LINK_CHARS ? link : label;
}

/** A code span on one line; empty for an empty value. */
function code(call: HelperCall): string {
  const text = withoutTokens(call.text(0)).replaceAll('`', '\u02CB').replace(/\s+/g, ' ').trim();
  return text === '' ? '' : `\`${text}\``;
}

function moment(call: HelperCall, kind: 'time' | 'date'): string {
  const at = call.number(0);
  return at === undefined ? '' : call.frame.language.formats.moment(at, kind);
}

function since(call: HelperCall): string {
  const time = moment(call, 'time');
  return time === '' ? '' : call.frame.language.phrase('time.since', { time });
}

/** A number in the language's way; a text that is no number stays as it is. */
function formatted(call: HelperCall, format: (value: number) => string): string {
  const value = call.number(0);
  return value === undefined ? call.text(0) : format(value);
}

/** Texts of a list, or of all arguments; empty ones are left out. */
function list(call: HelperCall): string {
  const items = call.args.flat().filter((item): item is string => typeof item === 'string' && item !== '');
  return call.frame.language.formats.list(items);
}

function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function gt(call: HelperCall): boolean {
  const [left, right] = [call.number(0), call.number(1)];
  return left !== undefined && right !== undefined && left > right;
}

function lookup(call: HelperCall): unknown {
  const [map, key] = call.args;
  if (typeof map !== 'object' || map === null || typeof key !== 'string' || !Object.hasOwn(map, key)) return undefined;
  return Reflect.get(map, key);
}

export const INLINE_HELPERS = {
  t: (call) => call.frame.language.phrase(call.text(0), call.hash),
  since,
  time: (call) => moment(call, 'time'),
  date: (call) => moment(call, 'date'),
  duration: (call) => formatted(call, (ms) => call.frame.language.formats.duration(ms)),
  number: (call) => formatted(call, (value) => call.frame.language.formats.number(value)),
  percent: (call) => formatted(call, (value) => call.frame.language.formats.percent(value)),
  list,
  code,
  truncate: (call) => cutMrkdwn(call.text(0), Math.max(1, call.number(1) ?? 0)),
  severityEmoji: (call) => SEVERITY_EMOJI[severityOf(call)],
  severityName: (call) => call.frame.language.phrase(`severity.${severityOf(call)}`),
  statusEmoji,
  lookup,
  eq: ({ args }) => args[0] === args[1],
  ne: ({ args }) => args[0] !== args[1],
  gt,
  and: ({ args }) => args.every(isTrue),
  or: ({ args }) => args.some(isTrue),
  not: ({ args }) => !isTrue(args[0]),
} satisfies Partial<Record<HelperName, (call: HelperCall) => unknown>>;

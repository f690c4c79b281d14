import { SEVERITIES, type Severity } from '../core/severity.ts';
import { cutMrkdwn } from './cut-text.ts';
import { escapeMarkup, oneLine, withoutTokens } from './escape.ts';
import type { HelperCall } from './helper-call.ts';
import type { HelperName } from './helper-table.ts';
import { safeUrl } from './safe-url.ts';
import { property, rootOf } from './scope.ts';
import { SEVERITY_EMOJI } from './severity-emoji.ts';
import type { Status } from './subject.ts';
import { humanize, unitInName } from './units.ts';

/** One word, or several with `_` between them, in small letters. */
const MACHINE_WORD = /^[\p{Ll}\p{N}]+(?:[_-][\p{Ll}\p{N}]+)*$/u;

/** Longest link in a text, address and label together: so it always fits a field and a piece of a section whole. */
const TEXT_LINK_CHARS = 1_500;

function severityOf(call: HelperCall): Severity {
  const word = call.args.length === 0 ? call.frame.subject.severity : call.args[0];
  return SEVERITIES.find((severity) => severity === word) ?? 'none';
}

const STATUS_EMOJI: Readonly<Record<Exclude<Status, 'firing'>, string>> = {
  resolved: '✅',
  unreported: '❔',
  unconfirmed: '❔',
  silenced: '🔕',
  inhibited: '🔕',
  muted: '🔕',
};

function statusEmoji({ frame: { subject } }: HelperCall): string {
  if (subject.status === 'firing') return SEVERITY_EMOJI[subject.severity];
  return STATUS_EMOJI[subject.status];
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
  const text = oneLine(withoutTokens(call.text(0))).replaceAll('`', '\u02CB');
  return text === '' ? '' : `\`${text}\``;
}

/** A word that a machine wrote, as a text begins: `brute_force` is Brute force. Anything else stays as it is. */
function readable(call: HelperCall): string {
  const text = call.text(0);
  if (!MACHINE_WORD.test(text)) return text;
  const [first = '', ...rest] = text.replaceAll('_', ' ');
  return first.toLocaleUpperCase(call.frame.language.locale) + rest.join('');
}

function moment(call: HelperCall, kind: 'time' | 'date' | 'ago'): string {
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

function gt(call: HelperCall): boolean {
  const [left, right] = [call.number(0), call.number(1)];
  return left !== undefined && right !== undefined && left > right;
}

function lookup({ args: [map, key] }: HelperCall): unknown {
  return typeof key === 'string' ? property(map, key) : undefined;
}

const UNIT_SUFFIX = '_unit';

/** The annotation of that name, else the label, of the alert or of the group that the call stands in. */
function rawValue(self: unknown, name: string): string {
  for (const map of [property(self, 'annotations'), property(self, 'labels')]) {
    const value = property(map, name);
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}

/** A value by name, written for people: the unit is that of `<name>_unit`, of the option, or of the name's own ending. */
function namedValue(call: HelperCall, self: unknown): string {
  const name = call.text(0);
  const value = rawValue(self, name);
  if (value === '') return '';
  const { unit } = call.hash;
  const asked = rawValue(self, name + UNIT_SUFFIX) || (typeof unit === 'string' ? unit : '') || unitInName(name);
  return humanize(value, asked, call.frame.language.formats);
}

/** An alert's value unless all alerts of the group have the same, which is said once. */
function ownValue(call: HelperCall): string {
  const root = rootOf(call.scope);
  const isShared = rawValue(root.self, call.text(0)) !== '';
  return isShared && root !== call.scope ? '' : namedValue(call, call.scope.self);
}

function ordinal(call: HelperCall): string {
  const value = call.number(0);
  if (value === undefined) return call.text(0);
  const { language } = call.frame;
  const number = language.formats.number(value);
  const category = language.formats.ordinalCategory(value);
  return language.phrase(`ordinal.${category === 'zero' ? 'other' : category}`, { number });
}

/** In the language's quotation marks; nothing for nothing. */
function quote(call: HelperCall): string {
  const text = call.text(0);
  return text === '' ? '' : call.frame.language.phrase('text.quote', { text });
}

export const INLINE_HELPERS = {
  t: (call) => call.frame.language.phrase(call.text(0), call.hash),
  since,
  time: (call) => moment(call, 'time'),
  date: (call) => moment(call, 'date'),
  ago: (call) => moment(call, 'ago'),
  duration: (call) => formatted(call, (ms) => call.frame.language.formats.duration(ms)),
  number: (call) => formatted(call, (value) => call.frame.language.formats.number(value)),
  percent: (call) => formatted(call, (value) => call.frame.language.formats.percent(value)),
  bytes: (call) => formatted(call, (value) => call.frame.language.formats.bytes(value)),
  humanize: (call) => humanize(call.args[0], call.text(1), call.frame.language.formats),
  value: (call) => namedValue(call, call.scope.self),
  ownValue,
  ordinal,
  quote,
  list,
  code,
  readable,
  truncate: (call) => cutMrkdwn(call.text(0), Math.max(1, call.number(1) ?? 0)),
  severityEmoji: (call) => SEVERITY_EMOJI[severityOf(call)],
  severityName: (call) => call.frame.language.phrase(`severity.${severityOf(call)}`),
  statusEmoji,
  lookup,
  gt,
} satisfies Partial<Record<HelperName, (call: HelperCall) => unknown>>;

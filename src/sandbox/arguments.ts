import { isObject } from './block-kit/check-rule.ts';

/** A field that holds JSON: absent, not JSON, or a value. */
export type JsonField =
  | { readonly kind: 'absent' }
  | { readonly kind: 'malformed' }
  | { readonly kind: 'value'; readonly value: unknown };

/** The arguments of one call, whichever way they came. */
export interface Arguments {
  /** `undefined` when absent. */
  string(name: string): string | undefined;
  json(name: string): JsonField;
}

/**
 * Form fields, decoded only when asked for: a benchmark that looks at the channel need not decode the blocks.
 * A field that is given twice counts with its last value.
 */
export function formArguments(form: string): Arguments {
  const raw = new Map<string, string>();
  for (const pair of form.split('&')) {
    const at = pair.indexOf('=');
    if (at > 0) raw.set(pair.slice(0, at), pair.slice(at + 1));
  }
  const string = (name: string): string | undefined => {
    const value = raw.get(name);
    return value === undefined ? undefined : decodeField(value);
  };
  return { string, json: (name) => parseJson(string(name)) };
}

export function jsonArguments(body: Readonly<Record<string, unknown>>): Arguments {
  return {
    string(name) {
      const value = body[name];
      return value === undefined || value === null || typeof value === 'object' ? undefined : String(value);
    },
    json(name) {
      const value = body[name];
      if (value === undefined || value === null) return { kind: 'absent' };
      return typeof value === 'string' ? parseJson(value) : { kind: 'value', value };
    },
  };
}

/** `limit=20` as a number, within bounds; the fallback when absent or not a number. */
export function countArgument(args: Arguments, name: string, bounds: { fallback: number; max: number }): number {
  const value = Number.parseInt(args.string(name) ?? '', 10);
  return Number.isNaN(value) || value < 1 ? bounds.fallback : Math.min(value, bounds.max);
}

export function flagArgument(args: Arguments, name: string): boolean {
  const value = args.string(name);
  return value === 'true' || value === '1';
}

/** The body of a request as arguments, or Slack's error for it. */
export function parseArguments(contentType: string, body: string): Arguments | { readonly error: string } {
  if (contentType.startsWith('application/json')) return parseJsonBody(body);
  if (contentType === '' || contentType.startsWith('application/x-www-form-urlencoded')) return formArguments(body);
  return { error: 'invalid_post_type' };
}

function parseJsonBody(body: string): Arguments | { readonly error: string } {
  const parsed = parseJson(body === '' ? '{}' : body);
  if (parsed.kind !== 'value') return { error: 'invalid_json' };
  return isObject(parsed.value) ? jsonArguments(parsed.value) : { error: 'json_not_object' };
}

function parseJson(text: string | undefined): JsonField {
  if (text === undefined || text === '') return { kind: 'absent' };
  try {
    return { kind: 'value', value: JSON.parse(text) };
  } catch {
    return { kind: 'malformed' };
  }
}

function decodeField(raw: string): string {
  const spaced = raw.includes('+') ? raw.replaceAll('+', ' ') : raw;
  if (!spaced.includes('%')) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

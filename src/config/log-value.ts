import { types } from 'node:util';
import { Secret } from '../core/secret.ts';

/** Ours: deeper or longer values say no more to a reader of the log. */
const MAX_DEPTH = 5;
const MAX_ENTRIES = 50;
const MAX_TEXT = 4_000;

/**
 * What of a value may stand in a log. Of an error only its message, reason, code, stack, causes and parts: never what
 * libraries hang on it, such as requests with their headers. Text loses what looks like a Slack token or a password.
 */
export function toLogValue(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return maskTokens(value);
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'object' || value === null) return value;
  return leafOf(value) ?? (depth >= MAX_DEPTH ? '[deeper]' : partsOf(value, depth));
}

function leafOf(value: object): string | undefined {
  if (value instanceof Secret) return value.toJSON();
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'no date' : value.toISOString();
  return ArrayBuffer.isView(value) ? `[${value.byteLength} bytes]` : undefined;
}

function partsOf(value: object, depth: number): object {
  if (isError(value)) return errorFields(value, depth);
  if (Array.isArray(value) || value instanceof Set) {
    return [...value].slice(0, MAX_ENTRIES).map((part) => toLogValue(part, depth + 1));
  }
  return entriesOf(value instanceof Map ? [...value] : Object.entries(value), depth);
}

function entriesOf(entries: readonly (readonly [unknown, unknown])[], depth: number): object {
  return Object.fromEntries(
    entries.slice(0, MAX_ENTRIES).map(([key, part]) => [String(key), toLogValue(part, depth + 1)]),
  );
}

/** Also an error of another realm, such as a test's or a worker's. */
function isError(value: object): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

function errorFields(error: Error, depth: number): object {
  const text = (value: unknown) => (typeof value === 'string' ? maskTokens(value) : undefined);
  return {
    type: error.name,
    message: maskTokens(error.message),
    reason: 'reason' in error ? text(error.reason) : undefined,
    code: 'code' in error ? text(error.code) : undefined,
    stack: text(error.stack),
    cause: error.cause === undefined ? undefined : toLogValue(error.cause, depth + 1),
    errors: error instanceof AggregateError ? toLogValue(error.errors, depth + 1) : undefined,
  };
}

/** The last line of defence, for messages that others wrote. */
function maskTokens(text: string): string {
  const masked = text
    .replaceAll(/\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w-]+/g, '[secret]')
    .replaceAll(/(\/\/[^\s/:@]*:)[^\s/@]+@/g, '$1[secret]@')
    .replaceAll(/([?&]token=)[^\s&"']+/g, '$1[secret]');
  return masked.length > MAX_TEXT ? `${masked.slice(0, MAX_TEXT)}…` : masked;
}

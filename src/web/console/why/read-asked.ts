import type { Labels } from '../../../core/api/parts.ts';

/** What somebody pasted or typed, as the API wants it; or what is wrong with it, and in which line. */
export type Asked =
  | { readonly labels: Labels }
  | { readonly payload: Record<string, unknown> }
  | { readonly fault: 'json' | 'line'; readonly line: number };

/** `name=value`, the value perhaps in quotes, as matchers and logs have it; a comma may end it. */
const PAIR = /^([A-Za-z_][\w.:/-]*)\s*[=:]\s*(?:"((?:\\.|[^"\\])*)"|(.*?)),?$/;

/** Reads labels, one a line; or JSON: a whole webhook, one of its alerts, or an object of labels. */
export function readAsked(text: string): Asked {
  const trimmed = text.trim();
  return trimmed.startsWith('{') ? readJson(trimmed) : readLines(trimmed);
}

function readJson(text: string): Asked {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: 'json', line: 1 };
    throw error;
  }
  if (!isRecord(value)) return { fault: 'json', line: 1 };
  if (Array.isArray(value.alerts)) return { payload: value };
  const labels = isRecord(value.labels) ? value.labels : value;
  return { labels: Object.fromEntries(Object.entries(labels).map(([name, each]) => [name, String(each)])) };
}

function readLines(text: string): Asked {
  const labels: Record<string, string> = {};
  for (const [index, line] of text.split('\n').entries()) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const [, name, quoted, plain] = PAIR.exec(trimmed) ?? [];
    if (name === undefined) return { fault: 'line', line: index + 1 };
    labels[name] = quoted === undefined ? (plain ?? '').trim() : unquoted(quoted);
  }
  return { labels };
}

function unquoted(text: string): string {
  return text.replace(/\\(["\\n])/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

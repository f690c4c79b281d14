/** What is wrong with a webhook, in one line that is safe to log and to answer: paths and reasons, no values. */
import type { z } from 'zod';

/** How many faults are told; a broken sender breaks every alert in the same way. */
const SHOWN_FAULTS = 3;

/** Longest path of a fault in characters: label names are the sender's and of any length. */
const PATH_CHARS = 120;

/** The first faults of the part at `at`, such as `alerts[3]`; empty for the webhook itself. */
export function describeFaults({ issues }: z.ZodError, at = ''): string {
  const shown = issues.slice(0, SHOWN_FAULTS).map((issue) => `${pathOf(at, issue.path)}: ${explain(issue)}`);
  const more = issues.length - shown.length;
  return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}

function pathOf(at: string, parts: readonly PropertyKey[]): string {
  const path = parts.reduce<string>(
    (text, part) => text + (typeof part === 'number' ? `[${part}]` : `.${printable(String(part))}`),
    at,
  );
  return cutPath(path.replace(/^\./, '')) || 'body';
}

/** Letters, digits, punctuation, symbols and spaces stay; line breaks and what steers a terminal or a reader do not. */
function printable(name: string): string {
  return name.slice(0, 2 * PATH_CHARS).replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '?');
}

function cutPath(path: string): string {
  const characters = [...path];
  return characters.length <= PATH_CHARS ? path : `${characters.slice(0, PATH_CHARS - 1).join('')}…`;
}

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${issue.expected}`;
  if (issue.code === 'invalid_value')
    return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
  if (issue.code === 'too_small') return 'must not be empty or negative';
  return issue.message;
}

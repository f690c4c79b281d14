import type { z } from 'zod';

export const UNKNOWN_KEY = 'is not a known key';

/** What a schema expects, in words. */
const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (key: value)',
  record: 'a mapping (key: value)',
};

/**
 * Says what is wrong with a value so that its writer can mend it. The value itself is never repeated: it may be a
 * secret in the wrong place. Words that a schema brings itself go first.
 */
export function plainWords(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return wrongType(issue.expected, issue.input);
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return tooSmall(issue.origin, Number(issue.minimum));
    case 'too_big':
      return tooBig(issue.origin, Number(issue.maximum));
    case 'unrecognized_keys':
      return UNKNOWN_KEY;
    case 'invalid_format':
      return issue.format === 'url' ? 'must be an address such as http://host:9093' : 'has not the expected form';
    default:
      return 'is not valid';
  }
}

function wrongType(expected: string, input: unknown): string {
  const wanted = EXPECTED[expected] ?? expected;
  if (input === undefined) return `is missing; it must be ${wanted}`;
  if (input === null) return `is empty; it must be ${wanted}`;
  return `must be ${wanted}, not ${nameOfType(input)}`;
}

function nameOfType(input: unknown): string {
  if (Array.isArray(input)) return 'a list';
  if (typeof input === 'number' && !Number.isInteger(input)) return 'a number with decimals';
  if (typeof input === 'boolean') return String(input);
  return EXPECTED[typeof input] ?? typeof input;
}

function tooSmall(origin: string, minimum: number): string {
  if (origin === 'string' && minimum === 1) return 'must not be empty';
  if (origin === 'string') return `must have at least ${minimum} characters`;
  if (origin === 'array') return `must have at least ${minimum} ${minimum === 1 ? 'entry' : 'entries'}`;
  return `must be at least ${minimum}`;
}

function tooBig(origin: string, maximum: number): string {
  if (origin === 'string') return `must have at most ${maximum} characters`;
  if (origin === 'array') return `must have at most ${maximum} entries`;
  return `must be at most ${maximum}`;
}

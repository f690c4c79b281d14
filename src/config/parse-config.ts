import type { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { nameHint, slipHint } from '../core/name-hint.ts';
import { valueAt } from './config-path.ts';
import { jsonSchemaOf, knownKeysAt } from './known-keys.ts';
import { plainWords, UNKNOWN_KEY } from './plain-words.ts';
import { type ConfigSource, faultAt } from './yaml-source.ts';

/** A value, or everything that is wrong with it: `value` is there exactly when `faults` is empty. */
export interface Checked<T> {
  readonly value?: T;
  readonly faults: readonly Fault[];
}

/**
 * Checks a file against its schema. A schema's own messages have the form `reason; hint`.
 * The faults include those that the source came with.
 */
export function parseConfig<S extends z.ZodType>(schema: S, source: ConfigSource): Checked<z.output<S>> {
  if (!source.readable) return { faults: source.faults };
  const result = schema.safeParse(source.value, { error: plainWords });
  if (result.success)
    return source.faults.length === 0 ? { value: result.data, faults: [] } : { faults: source.faults };
  const told = new Set(source.faults.map((fault) => fault.path));
  const found = faultsOfIssues(result.error.issues, schema, source).filter((fault) => !told.has(fault.path));
  return { faults: [...source.faults, ...found] };
}

function faultsOfIssues(issues: readonly z.core.$ZodIssue[], schema: z.ZodType, source: ConfigSource): Fault[] {
  return issues.flatMap((issue) => flatten(issue)).flatMap((issue) => faultsOfIssue(issue, schema, source));
}

function faultsOfIssue(issue: z.core.$ZodIssue, schema: z.ZodType, source: ConfigSource): Fault[] {
  const path = issue.path.map((segment) => (typeof segment === 'number' ? segment : String(segment)));
  if (issue.code === 'unrecognized_keys' && issue.message === UNKNOWN_KEY) {
    const known = knownKeysAt(jsonSchemaOf(schema), path);
    return issue.keys.map((key) => faultAt(source, [...path, key], issue.message, nameHint(key, known)));
  }
  const [reason, ...hints] = issue.message.split('; ');
  const hint = hintFor(issue, valueAt(source.value, path)) ?? (hints.length > 0 ? hints.join('; ') : undefined);
  const place = issue.code === 'unrecognized_keys' ? [...path, ...issue.keys.slice(0, 1)] : path;
  return [faultAt(source, place, reason ?? issue.message, hint)];
}

/** Advice that the issue and what stands in the file give together. */
function hintFor(issue: z.core.$ZodIssue, input: unknown): string | undefined {
  switch (issue.code) {
    case 'custom':
      return typeof issue.params?.hint === 'string' ? issue.params.hint : undefined;
    case 'invalid_value':
      return typeof input === 'string' ? slipHint(input, issue.values.map(String)) : undefined;
    case 'invalid_type':
      return issue.expected === 'string' ? quotesHint(input) : undefined;
    default:
      return undefined;
  }
}

function quotesHint(input: unknown): string | undefined {
  if (input === null) return 'put a text that begins with "#" in quotes';
  return typeof input === 'number' || typeof input === 'boolean' ? 'put it in quotes' : undefined;
}

/** Of alternatives, tells the faults of the one that was most likely meant. */
function flatten(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const under = (branch: readonly z.core.$ZodIssue[]): z.core.$ZodIssue[] =>
    branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
  const meant = issue.errors
    .filter((branch) => !branch.some((inner) => inner.code === 'invalid_type' && inner.path.length === 0))
    .sort((a, b) => a.length - b.length)[0];
  return meant === undefined ? [issue] : under(meant).flatMap(flatten);
}

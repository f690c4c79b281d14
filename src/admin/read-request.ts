/** Reads what a request says, by the schemas of its endpoint. */
import type { Request } from 'express';
import type { z } from 'zod';
import { plainWords } from '../config/plain-words.ts';
import type { Endpoint } from '../core/api/endpoint.ts';
import { nameHint } from '../core/name-hint.ts';

/** What was read, or what is wrong with it. */
export type Read<T> = { readonly value: T } | { readonly detail: string };

/** Faults that are told at once, and how much of a place: ours; a large body may have thousands. */
const MOST_TOLD = 10;
const PLACE_CHARS = 100;
/** Who acts, as the header says: anything that fits into one line of a log. */
const ACTOR = /^[\x20-\x7e]{1,64}$/;
/** Slack shows an id as the person who has it. */
const SLACK_ID = /^[UW][A-Z0-9]+$/;

/** Whether that may stand in the history as who did something. */
export function actorFault(actor: string, where: string): string | undefined {
  if (!ACTOR.test(actor)) return `${where} must be 1 to 64 printable ASCII characters`;
  return SLACK_ID.test(actor) ? `${where} must not look like an id of Slack, which somebody else may have` : undefined;
}

export function readQuery({ query }: Pick<Endpoint, 'query'>, request: Request): Read<unknown> {
  if (query === undefined) return { value: undefined };
  const { searchParams } = new URL(request.url, 'http://admin');
  const double = [...searchParams.keys()].find((key) => searchParams.getAll(key).length > 1);
  if (double !== undefined && Object.hasOwn(query.shape, double)) return { detail: `${double} stands there twice` };
  return read(query, Object.fromEntries(searchParams));
}

export function readBody({ body }: Pick<Endpoint, 'body'>, request: Request): Read<unknown> {
  if (body === undefined) return { value: undefined };
  if (request.body === undefined) return { detail: 'send a body, as application/json' };
  return read(body, request.body);
}

function read(schema: z.ZodType, given: unknown): Read<unknown> {
  const result = schema.safeParse(given, { error: plainWords, reportInput: true });
  if (result.success) return { value: result.data };
  const words = result.error.issues.slice(0, MOST_TOLD).map(wordsFor);
  const rest = result.error.issues.length - words.length;
  return { detail: [...words, ...(rest === 0 ? [] : [`and ${rest} more`])].join('; ') };
}

function wordsFor(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.').slice(0, PLACE_CHARS);
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .slice(0, MOST_TOLD)
      .map((key) => `${key.slice(0, 40)} is not known here`)
      .join('; ');
  if (issue.code === 'invalid_value' && issue.input === undefined) return `${place} is missing; name one`;
  if (issue.code === 'invalid_union') return `${place || 'the body'} has none of the forms that it may have`;
  if (issue.code === 'invalid_value' && typeof issue.input === 'string') {
    return `there is no such ${place}; ${nameHint(issue.input.slice(0, 64), issue.values.map(String))}`;
  }
  return `${place} ${issue.message}`.trim();
}

/** Asks Slack itself, by its public method blocks.validate, whether it would take messages. No token is sent. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { TocsinError } from '../core/errors.ts';
import type { Content } from '../core/preview.ts';
import type { Drawn } from './lint-drawings.ts';
import type { LintReport } from './lint-report.ts';

export interface AskOptions {
  /** Ends with a slash: `https://slack.com/api/`. */
  readonly apiUrl: string;
  /** Between two calls. Slack advises one request a second for any method (rate limits page). */
  readonly pauseMs: number;
}

/** How often a call is repeated that Slack's rate limit held up. */
const MAX_TRIES = 5;
/** When a 429 does not say how long to wait. */
const DEFAULT_RETRY_MS = 30_000;
const TIMEOUT_MS = 10_000;

/** [D blocks.validate]: `ok`, or the errors, each with its place. */
const Answer = z.looseObject({
  ok: z.boolean(),
  error: z.string().optional(),
  errors: z.array(z.looseObject({ pointer: z.string().optional(), message: z.string().optional() })).optional(),
});

/** One of the messages for each shape: what differs only in its words, Slack's schema does not tell apart. */
export function oneOfEachShape(drawn: readonly Drawn[]): readonly Drawn[] {
  return [...new Map(drawn.map((each) => [shapeOf(each.content), each] as const)).values()];
}

function shapeOf({ blocks, attachments = [] }: Content): string {
  return JSON.stringify(shape([blocks, attachments]));
}

/** Without the words; of neighbours that are alike, one. */
function shape(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return key === 'type' || key === 'style' ? value : '';
  if (Array.isArray(value)) {
    const items = value.map((item) => JSON.stringify(shape(item)));
    return items.filter((item, index) => item !== items[index - 1]);
  }
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shape(item, name)]));
}

/** Asks about each message, one after the other, and reports what Slack minds. Rejects when Slack cannot be asked. */
export async function askSlack(drawn: readonly Drawn[], options: AskOptions, report: LintReport): Promise<void> {
  for (const [index, { content, file, where }] of drawn.entries()) {
    if (index > 0) await pause(options.pauseMs);
    const answer = await ask(content, options);
    if (answer.ok) continue;
    for (const { pointer = '', message = answer.error ?? 'refused' } of answer.errors ?? [{}]) {
      report.error({ file, path: '', reason: `Slack's own check says: ${message} [json-pointer:${pointer}]` }, where);
    }
  }
}

async function ask(content: Content, options: AskOptions): Promise<z.infer<typeof Answer>> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await call(content, options);
    if (response.status !== 429) return await read(response);
    if (attempt === MAX_TRIES) {
      throw new TocsinError('rate_limited', `Slack said ${MAX_TRIES} times to wait; try again in some minutes`);
    }
    const seconds = Number(response.headers.get('retry-after'));
    await pause(seconds > 0 ? seconds * 1_000 : DEFAULT_RETRY_MS);
  }
}

async function call(content: Content, { apiUrl }: AskOptions): Promise<Response> {
  try {
    return await fetch(new URL('blocks.validate', apiUrl), {
      method: 'POST',
      body: new URLSearchParams({ message: JSON.stringify(content) }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (cause) {
    const hint = 'is there a way to the internet, and is SLACK_API_URL right?';
    throw new TocsinError('slack_unreachable', `Slack cannot be asked at ${apiUrl}; ${hint}`, { cause });
  }
}

async function read(response: Response): Promise<z.infer<typeof Answer>> {
  const text = await response.text();
  const parsed = Answer.safeParse(parseJson(text));
  if (parsed.success && (parsed.data.ok || isAboutContent(parsed.data.error))) return parsed.data;
  const error = parsed.success ? parsed.data.error : `HTTP ${response.status}`;
  throw new TocsinError('bad_answer', `blocks.validate was answered with ${error}; Slack could not check anything`);
}

function isAboutContent(error = ''): boolean {
  return ['invalid_blocks', 'invalid_message', 'invalid_view'].includes(error);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

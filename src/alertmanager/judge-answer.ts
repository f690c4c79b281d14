/** What an answer of an Alertmanager, or the lack of one, says. */
import type { z } from 'zod';
import type { AlertmanagerReason } from '../core/errors.ts';
import { parseUrl } from '../core/parse-url.ts';
import type { TenantAlertmanager } from '../tenants/tenant.ts';
import { type CallResult, MAX_ANSWER_BYTES } from './http-call.ts';

export type Failure = {
  readonly ok: false;
  readonly reason: AlertmanagerReason;
  /** For people: which Alertmanager, and what is wrong. Holds no credentials. */
  readonly message: string;
};
export type Answer<T> = { readonly ok: true; readonly value: T } | Failure;

/** Ours: as much of another's text as fits into an answer that people read. */
const MAX_TEXT = 300;

export const NO_SUCH_SILENCE = 'it has no such silence';

const NOT_ALLOWED =
  'its address leads to this machine itself, its link or metadata, where nothing is asked; the operator opens it under alertmanager.allow_networks in tocsin.yaml';

/** The value that the schema reads from the answer, or what went wrong. */
export function judgeAnswer<T>(alertmanager: TenantAlertmanager, result: CallResult, schema: z.ZodType<T>): Answer<T> {
  const failed = (reason: AlertmanagerReason, what: string): Failure => ({
    ok: false,
    reason,
    message: `Alertmanager ${alertmanager.name}: ${what}`,
  });
  if (result.kind === 'unreached') return failed('alertmanager_unreachable', `cannot be reached (${result.detail})`);
  if (result.kind === 'lost') return failed('alertmanager_in_doubt', result.detail);
  if (result.kind === 'too_large') {
    return failed('alertmanager_bad_answer', `its answer is longer than ${MAX_ANSWER_BYTES / 1_048_576} MiB`);
  }
  if (result.kind === 'not_allowed') return failed('alertmanager_not_allowed', NOT_ALLOWED);
  const fault = faultOfStatus(alertmanager, result);
  if (fault !== undefined) return failed(...fault);
  const json = parseJson(result.text);
  const read = schema.safeParse(json);
  if (read.success) return { ok: true, value: read.data };
  const path = read.error.issues[0]?.path.join('.') ?? '';
  const where =
    json === undefined ? 'it is no JSON' : `it is not of the form of API v2${path === '' ? '' : ` at ${path}`}`;
  return failed('alertmanager_bad_answer', `its answer cannot be read: ${where}`);
}

const DENIED = { reason: 'alertmanager_denied', words: 'it does not accept our credentials' } as const;
const BUSY = { reason: 'alertmanager_unreachable', words: 'it takes no requests now' } as const;
const KNOWN_STATUS: Readonly<Record<number, { readonly reason: AlertmanagerReason; readonly words: string }>> = {
  401: DENIED,
  403: DENIED,
  408: BUSY,
  429: BUSY,
};

function faultOfStatus(
  alertmanager: TenantAlertmanager,
  { status, text, location }: CallResult & { readonly kind: 'answered' },
): readonly [AlertmanagerReason, string] | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (status < 400) {
    return [
      'alertmanager_bad_answer',
      `it redirects ${targetOf(location)}; redirects are not followed, name the final address`,
    ];
  }
  if (status === 404) return notFound(text);
  const known = KNOWN_STATUS[status];
  if (known !== undefined) return [known.reason, `${known.words} (HTTP ${status})`];
  const said = errorText(alertmanager, text);
  if (status < 500) return ['alertmanager_refused', said === '' ? `HTTP ${status}` : said];
  return ['alertmanager_in_doubt', `HTTP ${status}${said === '' ? '' : `: ${said}`}`];
}

/** Alertmanager answers so about silences, with nothing or with JSON; Go's own text means that there is no such path. */
function notFound(text: string): readonly [AlertmanagerReason, string] {
  const isSilence = text.trim() === '' || parseJson(text) !== undefined;
  if (isSilence) return ['silence_gone', NO_SUCH_SILENCE];
  return ['alertmanager_bad_answer', 'there is no API v2 at its address; look at the path prefix in tenant.yaml'];
}

/** Without what may be secret in an address. */
function targetOf(location: string | undefined): string {
  const url = location === undefined ? undefined : parseUrl(location);
  return url === undefined ? 'to another path' : `to ${url.origin}`;
}

/** What the Alertmanager says, on one line, cut, and without credentials that it may have quoted. */
function errorText({ headers }: TenantAlertmanager, text: string): string {
  const json = parseJson(text);
  const said = typeof json === 'string' ? json : (messageIn(json) ?? text);
  let plain = said.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  for (const value of headers.values()) {
    for (const secret of [value.reveal(), ...value.reveal().split(' ')]) {
      if (secret.length > 3) plain = plain.replaceAll(secret, '[secret]');
    }
  }
  return plain.length > MAX_TEXT ? `${plain.slice(0, MAX_TEXT)}…` : plain;
}

function messageIn(json: unknown): string | undefined {
  if (typeof json !== 'object' || json === null || !('message' in json)) return undefined;
  return typeof json.message === 'string' ? json.message : undefined;
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import { readSecretFile } from '../config/secret-file.ts';
import type { Env } from '../config/substitute-env.ts';
import { TocsinError } from '../core/errors.ts';
import { parseUrl } from '../core/parse-url.ts';
import { Secret } from '../core/secret.ts';
import { type Arguments, usage } from './command.ts';

/** How every command that talks to a running relay explains its options for it. */
export const RELAY_HELP = `  --url URL          the relay (http://127.0.0.1:9096, or with the port in PORT)
  --token-file FILE  file with the admin token (else the variable TOCSIN_ADMIN_TOKEN or TOCSIN_ADMIN_TOKEN_FILE)`;

export const RELAY_OPTIONS = { url: 'value', 'token-file': 'value' } as const;

/** Ours: sending ten thousand letters again takes some seconds. */
const TIMEOUT_MS = 60_000;

/** A running relay's admin API. */
export interface AdminClient {
  /**
   * The answer's JSON; `path` is below `/api/v1/`. Rejects with a TocsinError in words for whoever sits at the terminal
   * when no relay answers, or it refuses.
   */
  request(method: 'GET' | 'POST' | 'DELETE', path: string): Promise<unknown>;
}

/** The relay that the options name, with the token that goes with it. Rejects with a usage error without one. */
export async function adminClient(given: Arguments, env: Env): Promise<AdminClient> {
  const text = given.value('url') ?? `http://127.0.0.1:${env.PORT || '9096'}`;
  const url = parseUrl(text);
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw usage(`--url must be an address such as http://127.0.0.1:9096, not ${text}`);
  }
  const token = await tokenFrom(given, env);
  const actor = actorFrom(given, env);
  const headers = {
    authorization: `Bearer ${token.reveal()}`,
    ...(actor === undefined ? {} : { 'Tocsin-Actor': actor }),
  };
  return { request: (method, path) => callRelay(url, path, { method, headers }) };
}

/** What fits into a header and a line of a log. */
const ACTOR = /^[\x21-\x7e][\x20-\x7e]{0,63}$/;

/** Who acts. A user's name that no header can carry is left out; one that was given for this is not. */
function actorFrom(given: Arguments, env: Env): string | undefined {
  const name = given.value('by');
  if (name !== undefined && !ACTOR.test(name)) throw usage('--by must be 1 to 64 printable ASCII characters');
  return [name, env.USER, env.LOGNAME].find((each) => each !== undefined && ACTOR.test(each));
}

const WHERE_FROM =
  'set TOCSIN_ADMIN_TOKEN to the one that the relay was started with, or name its file with --token-file';

async function tokenFrom(given: Arguments, env: Env): Promise<Secret> {
  const file = given.value('token-file') ?? (env.TOCSIN_ADMIN_TOKEN ? undefined : env.TOCSIN_ADMIN_TOKEN_FILE);
  if (file) {
    const read = await readSecretFile(file);
    // Not which file: people put the secret itself there by mistake.
    if ('problem' in read) throw usage(`the file with the admin token ${read.problem}; ${WHERE_FROM}`);
    return checked(read.secret);
  }
  if (!env.TOCSIN_ADMIN_TOKEN) throw usage(`the admin token is missing; ${WHERE_FROM}`);
  return checked(new Secret(env.TOCSIN_ADMIN_TOKEN));
}

/** What is not this cannot stand in a header, and an error of `fetch` about it would repeat it. */
function checked(token: Secret): Secret {
  if (/^[\x21-\x7e]+$/.test(token.reveal())) return token;
  throw usage('the admin token holds blanks or characters that no token has');
}

async function callRelay(
  base: URL,
  path: string,
  init: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
): Promise<unknown> {
  const url = new URL(`${base.pathname.replace(/\/*$/, '')}/api/v1/${path}`, base);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
    text = await response.text();
  } catch (error) {
    const hint = 'is it running there? name another address with --url';
    throw new TocsinError('relay_unreachable', `no relay answers at ${base.origin} (${networkWord(error)}); ${hint}`, {
      cause: error,
    });
  }
  const body = parsed(text);
  if (response.ok && body !== undefined) return body;
  throw new TocsinError('relay_refused', refusalWords(base, response.status, body));
}

function networkWord(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown failure';
  const { cause } = error;
  if (typeof cause === 'object' && cause !== null && 'code' in cause) return String(cause.code);
  if (cause instanceof Error) return cause.message;
  return error.name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS / 1_000} s` : error.message;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refusalWords(base: URL, status: number, body: unknown): string {
  const isProblem = typeof body === 'object' && body !== null && 'detail' in body && typeof body.detail === 'string';
  if (!isProblem) return `what answers at ${base.origin} is no Tocsin relay (HTTP ${status})`;
  if (status === 401)
    return `the relay at ${base.origin} does not take this admin token; set TOCSIN_ADMIN_TOKEN here to the one that it was started with`;
  if (status === 403)
    return `the relay at ${base.origin} has no TOCSIN_ADMIN_TOKEN, so its API is closed; start it with one, made with: openssl rand -hex 32`;
  return String(body.detail);
}

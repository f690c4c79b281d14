import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { z } from 'zod';
import { type Answer, accept, refuse } from './answer.ts';
import type { Arguments } from './arguments.ts';
import { readBody } from './http-io.ts';
import { OauthApp } from './oauth-app.ts';
import type { Workspace } from './workspace.ts';

interface Code {
  readonly workspace: Workspace;
  readonly userId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly issuedAt: number;
}

interface Refresh {
  readonly workspace: Workspace;
  readonly scopes: readonly string[];
  readonly token: string;
  /** Once used: when, and with what answer. */
  readonly used?: { readonly at: number; readonly answer: Answer };
}

export interface OauthContext {
  readonly workspaces: ReadonlyMap<string, Workspace>;
  now(): number;
  /** Makes the token work from now on. */
  issued(workspace: Workspace, token: string): void;
}

/** [D installing-with-oauth] a code lives ten minutes. */
const CODE_MS = 600_000;
/** [D using-token-rotation] no more tokens of an installation are active at a time. */
const MAX_ACTIVE = 2;

export const AUTHORIZE_PATH = '/oauth/v2/authorize';

/** Slack's side of an installation: the page that asks, codes, tokens and their renewal. */
export class SandboxOauth {
  readonly #app: z.output<typeof OauthApp> | undefined;
  readonly #context: OauthContext;
  readonly #codes = new Map<string, Code>();
  readonly #refreshes = new Map<string, Refresh>();

  constructor(app: OauthApp | undefined, context: OauthContext) {
    this.#app = app === undefined ? undefined : OauthApp.parse(app);
    this.#context = context;
  }

  /** GET shows the page; POST is what a person chose on it. */
  async serve(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> {
    const asked = request.method === 'POST' ? new URLSearchParams((await readBody(request)) ?? '') : query;
    const problem = this.#problemOf(asked);
    if (problem !== undefined) return sendPage(response, 400, `<h1>${problem}</h1>`);
    if (request.method !== 'POST') return sendPage(response, 200, this.#choices(asked));
    const target = new URL(asked.get('redirect_uri') ?? '');
    target.searchParams.set('state', asked.get('state') ?? '');
    const workspace = this.#context.workspaces.get(asked.get('workspace') ?? '');
    if (workspace === undefined) target.searchParams.set('error', 'access_denied');
    else target.searchParams.set('code', this.#newCode(workspace, asked));
    response.writeHead(302, { Location: target.href }).end();
  }

  /** `oauth.v2.access`, for a code or for a refresh token. */
  access(args: Arguments): Answer {
    if (this.#app === undefined || args.string('client_id') !== this.#app.clientId) return refuse('invalid_client_id');
    if (args.string('client_secret') !== this.#app.clientSecret) return refuse('bad_client_secret');
    return args.string('grant_type') === 'refresh_token' ? this.#renew(args) : this.#exchange(args);
  }

  #problemOf(asked: URLSearchParams): string | undefined {
    if (this.#app === undefined || asked.get('client_id') !== this.#app.clientId) return 'invalid client_id';
    const redirectUri = asked.get('redirect_uri') ?? '';
    const isKnown = this.#app.redirectUris.some((known) => redirectUri.startsWith(known));
    return isKnown ? undefined : 'redirect_uri did not match any configured URIs';
  }

  #choices(asked: URLSearchParams): string {
    const fields = [...asked].map(
      ([name, value]) => `<input type="hidden" name="${escapeText(name)}" value="${escapeText(value)}">`,
    );
    const buttons = [...this.#context.workspaces.values()].map(
      ({ teamId, name }) =>
        `<button name="workspace" value="${escapeText(teamId)}">Allow in ${escapeText(name)}</button>`,
    );
    const form = [...fields, ...buttons, '<button name="workspace" value="">Cancel</button>'].join('\n');
    const scopes = (asked.get('scope') ?? '').split(',').map((scope) => `<li>${escapeText(scope)}</li>`);
    return `<h1>The app asks to be installed</h1>\n<ul>${scopes.join('')}</ul>\n<form method="post">${form}</form>`;
  }

  #newCode(workspace: Workspace, asked: URLSearchParams): string {
    const code = randomBytes(20).toString('hex');
    const [userId = 'U0SANDBOX'] = workspace.users.keys();
    this.#codes.set(code, {
      workspace,
      userId,
      redirectUri: asked.get('redirect_uri') ?? '',
      scopes: (asked.get('scope') ?? '').split(',').filter((scope) => scope !== ''),
      issuedAt: this.#context.now(),
    });
    return code;
  }

  #exchange(args: Arguments): Answer {
    const code = args.string('code') ?? '';
    const known = this.#codes.get(code);
    this.#codes.delete(code);
    if (known === undefined) return refuse('invalid_code');
    if (this.#context.now() - known.issuedAt > CODE_MS) return refuse('code_expired');
    if (args.string('redirect_uri') !== known.redirectUri) return refuse('bad_redirect_uri');
    return this.#grant(known.workspace, known);
  }

  #renew(args: Arguments): Answer {
    const token = args.string('refresh_token') ?? '';
    const known = this.#refreshes.get(token);
    const grace = (this.#app?.rotation?.graceSeconds ?? 0) * 1_000;
    if (known === undefined) return refuse('invalid_refresh_token');
    if (known.workspace.token(known.token)?.state === 'token_revoked') return refuse('invalid_refresh_token');
    if (known.used !== undefined) {
      return this.#context.now() - known.used.at <= grace ? known.used.answer : refuse('invalid_refresh_token');
    }
    const answer = this.#grant(known.workspace, { scopes: known.scopes, userId: '' });
    this.#refreshes.set(token, { ...known, used: { at: this.#context.now(), answer } });
    return answer;
  }

  #grant(workspace: Workspace, { scopes, userId }: Pick<Code, 'scopes' | 'userId'>): Answer {
    const rotation = this.#app?.rotation;
    const token = this.#tokenFor(workspace, scopes);
    const refresh = rotation === undefined ? undefined : `xoxe-1-${randomBytes(20).toString('base64url')}`;
    if (refresh !== undefined) this.#refreshes.set(refresh, { workspace, scopes, token });
    return accept({
      access_token: token,
      token_type: 'bot',
      scope: scopes.join(','),
      bot_user_id: workspace.token(token)?.botUserId ?? '',
      app_id: 'A0SANDBOX',
      team: { id: workspace.teamId, name: workspace.name },
      enterprise: null,
      is_enterprise_install: false,
      ...(userId === '' ? {} : { authed_user: { id: userId } }),
      ...(rotation === undefined ? {} : { expires_in: rotation.tokenSeconds, refresh_token: refresh }),
    });
  }

  /** Without rotation an app has one token a workspace; with it each is new, and the oldest of three ends. */
  #tokenFor(workspace: Workspace, scopes: readonly string[]): string {
    const active = workspace.installed().filter(({ state }) => state === 'active');
    const [kept] = active;
    if (this.#app?.rotation === undefined && kept !== undefined) {
      workspace.addToken({ ...kept, scopes: [...scopes] });
      return kept.token;
    }
    for (const old of active.slice(0, Math.max(0, active.length + 1 - MAX_ACTIVE))) {
      workspace.setTokenState(old.token, 'token_revoked');
    }
    const prefix = this.#app?.rotation === undefined ? 'xoxb' : 'xoxe.xoxb';
    const token = `${prefix}-${randomBytes(20).toString('base64url')}`;
    workspace.addToken({ token, scopes: [...scopes], ...INSTALLED_BOT });
    this.#context.issued(workspace, token);
    return token;
  }
}

const INSTALLED_BOT = { state: 'active', botId: 'B0TOCSIN', botUserId: 'U0TOCSIN', botName: 'Tocsin' } as const;

function sendPage(response: ServerResponse, status: number, body: string): void {
  const page = `<!doctype html>\n<html lang="en"><meta charset="utf-8"><link rel="icon" href="data:,"><title>Slack sandbox</title>\n${body}\n</html>\n`;
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import { API_PATH, type ApiContext, serveApi } from './api.ts';
import { parseArguments } from './arguments.ts';
import type { Channel } from './channel.ts';
import { type ControlContext, serveControl } from './control.ts';
import { Faults } from './faults.ts';
import { readBody, sendJson } from './http-io.ts';
import { blockActionsPayload, type Click, type ClickResult, sendInteraction } from './interactions.ts';
import { LiveEvents } from './live-events.ts';
import { type PreviewEndpoints, type SandboxOptions, SandboxWorkspace, type TokenState } from './options.ts';
import { servePage } from './page/serve-page.ts';
import { RateLimiter } from './rate-limits.ts';
import { RequestLog } from './request-log.ts';
import { respond } from './respond.ts';
import { ResponseUrls } from './response-urls.ts';
import { TriggerIds } from './trigger-ids.ts';
import { Workspace } from './workspace.ts';

const DEFAULT_KEPT_MESSAGES = 5_000;
const DEFAULT_RECORDED_REQUESTS = 100_000;

/** All that a sandbox knows, and who answers which path. */
export class SandboxState implements ApiContext, ControlContext {
  url = '';
  readonly workspaces: ReadonlyMap<string, Workspace>;
  readonly workspaceOf: ReadonlyMap<string, Workspace>;
  readonly clock: Clock;
  readonly faults = new Faults();
  readonly limiter: RateLimiter | undefined;
  readonly requestLog: RequestLog;
  readonly triggers = new TriggerIds();
  readonly events = new LiveEvents();
  readonly validate: boolean;
  readonly sink: boolean;
  readonly maxHistoryObjects: number | undefined;
  readonly #responseUrls = new ResponseUrls();
  readonly #signingSecret: string | undefined;
  readonly #preview: PreviewEndpoints | undefined;
  #interactivityUrl: string | undefined;

  constructor(options: SandboxOptions) {
    const keep = options.keepMessages ?? DEFAULT_KEPT_MESSAGES;
    const workspaces = options.workspaces.map((workspace) => new Workspace(SandboxWorkspace.parse(workspace), keep));
    this.workspaces = new Map(workspaces.map((workspace) => [workspace.teamId, workspace]));
    this.workspaceOf = new Map(
      workspaces.flatMap((workspace) => workspace.tokens().map((token) => [token, workspace])),
    );
    const tokens = workspaces.flatMap((workspace) => workspace.tokens());
    if (this.workspaceOf.size < tokens.length || this.workspaces.size < workspaces.length) {
      throw new TocsinError('usage', 'two workspaces of the sandbox share a team id or a token; give each its own');
    }
    this.clock = options.clock ?? systemClock;
    this.limiter = options.limits === undefined ? undefined : new RateLimiter(options.limits);
    this.maxHistoryObjects = options.limits?.maxHistoryObjects;
    this.requestLog = new RequestLog(options.recordRequests ?? DEFAULT_RECORDED_REQUESTS);
    this.validate = options.validate ?? true;
    this.sink = keep === 0;
    this.#signingSecret = options.signingSecret;
    this.#preview = options.preview;
    this.#interactivityUrl = options.interactivityUrl;
  }

  workspace(teamId: string): Workspace {
    const workspace = this.workspaces.get(teamId);
    if (workspace === undefined) throw new TocsinError('usage', `the sandbox has no workspace ${teamId}`);
    return workspace;
  }

  channel(teamId: string, reference: string): Channel {
    const channel = this.workspace(teamId).findChannel(reference);
    if (channel === undefined) throw new TocsinError('usage', `workspace ${teamId} has no channel ${reference}`);
    return channel;
  }

  setInteractivityUrl(url: string): void {
    this.#interactivityUrl = url;
  }

  setTokenState(token: string, state: TokenState): void {
    const workspace = this.workspaceOf.get(token);
    if (workspace === undefined) throw new TocsinError('usage', 'the sandbox has no such token');
    workspace.setTokenState(token, state);
  }

  changed(workspace: Workspace, channel: Channel): void {
    this.events.changed(workspace.teamId, channel.id);
  }

  async click(click: Click): Promise<ClickResult> {
    const url = this.#interactivityUrl;
    if (url === undefined || this.#signingSecret === undefined) {
      throw new TocsinError('usage', 'the sandbox was started without an interactivity URL or a signing secret');
    }
    const workspace = this.workspace(click.teamId);
    const channel = this.channel(click.teamId, click.channel);
    const now = this.clock.now();
    const target = { teamId: click.teamId, channel: channel.id, ts: click.ts, userId: click.userId };
    const payload = blockActionsPayload(click, {
      workspace,
      channel,
      now,
      triggerId: this.triggers.issue(now),
      responseUrl: `${this.url}${this.#responseUrls.issue(target, now)}`,
    });
    return await sendInteraction(payload, { url, signingSecret: this.#signingSecret, now });
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith(API_PATH)) return await serveApi(this, request, response);
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (request.method === 'POST' && url.pathname.startsWith('/actions/')) {
      return await this.#serveResponseUrl(request, response, url.pathname);
    }
    if (await serveControl(this, { request, response, url })) return;
    if ((await this.#preview?.(request, response)) === true) return;
    if (request.method === 'GET' && servePage(response, url.pathname)) return;
    sendJson(response, 404, { ok: false, error: 'not_found' });
  }

  async #serveResponseUrl(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const body = await readBody(request);
    const args = parseArguments(request.headers['content-type'] ?? '', body ?? '');
    if ('error' in args) return sendJson(response, 400, { ok: false, error: args.error });
    const now = this.clock.now();
    const target = this.#responseUrls.use(path, now);
    if (typeof target === 'string') return sendJson(response, 404, { ok: false, error: target });
    const workspace = this.workspace(target.teamId);
    const channel = this.channel(target.teamId, target.channel);
    const answer = respond({ workspace, channel, target, args, now, validate: this.validate });
    this.changed(workspace, channel);
    sendJson(response, answer.ok ? 200 : 400, answer);
  }
}

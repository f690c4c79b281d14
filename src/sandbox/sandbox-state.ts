import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Clock, systemClock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { PageFiles } from '../pages/page-files.ts';
import type { Answer } from './answer.ts';
import { API_PATH, type ApiContext, serveApi } from './api.ts';
import { uninstallEvents } from './app-events.ts';
import { type Arguments, jsonArguments, parseArguments } from './arguments.ts';
import type { Channel } from './channel.ts';
import { type ControlContext, serveControl } from './control.ts';
import { Faults } from './faults.ts';
import { readBody, sendJson } from './http-io.ts';
import { Interactor } from './interactor.ts';
import { LiveEvents } from './live-events.ts';
import { AUTHORIZE_PATH, SandboxOauth } from './oauth.ts';
import { type PreviewEndpoints, type SandboxOptions, SandboxWorkspace, type TokenState } from './options.ts';
import { RateLimiter } from './rate-limits.ts';
import { RequestLog } from './request-log.ts';
import { respond } from './respond.ts';
import type { ResponseTarget } from './response-urls.ts';
import type { ClickResult } from './send-interaction.ts';
import { servePage } from './serve-page.ts';
import { SandboxSockets } from './sockets.ts';
import type { TriggerIds } from './trigger-ids.ts';
import type { ViewOwner, Views } from './views.ts';
import { Workspace } from './workspace.ts';

const DEFAULT_KEPT_MESSAGES = 5_000;
const DEFAULT_RECORDED_REQUESTS = 100_000;

/** All that a sandbox knows, and who answers which path. */
export class SandboxState implements ApiContext, ControlContext {
  url = '';
  readonly workspaces: ReadonlyMap<string, Workspace>;
  readonly workspaceOf: Map<string, Workspace>;
  readonly clock: Clock;
  readonly faults = new Faults();
  readonly limiter: RateLimiter | undefined;
  readonly requestLog: RequestLog;
  readonly events = new LiveEvents();
  readonly validate: boolean;
  readonly sink: boolean;
  readonly maxHistoryObjects: number | undefined;
  readonly interactor: Interactor;
  readonly oauth: SandboxOauth;
  readonly sockets: SandboxSockets;
  readonly #pageFiles: PageFiles;
  readonly #preview: PreviewEndpoints | undefined;

  constructor(options: SandboxOptions, pageFiles: PageFiles) {
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
    this.sockets = new SandboxSockets(options.appToken);
    this.interactor = new Interactor(this, options);
    this.oauth = new SandboxOauth(options.oauthApp, this);
    this.#pageFiles = pageFiles;
    this.#preview = options.preview;
  }

  get triggers(): TriggerIds {
    return this.interactor.triggers;
  }

  get views(): Views {
    return this.interactor.views;
  }

  get hasPreview(): boolean {
    return this.#preview !== undefined;
  }

  now(): number {
    return this.clock.now();
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

  setTokenState(token: string, state: TokenState): void {
    const workspace = this.workspaceOf.get(token);
    if (workspace === undefined) throw new TocsinError('usage', 'the sandbox has no such token');
    workspace.setTokenState(token, state);
  }

  /** Methods that need no bot's token; undefined for others. */
  appMethod(name: string): ((args: Arguments, token: string | undefined) => Answer) | undefined {
    if (name === 'oauth.v2.access') return (args) => this.oauth.access(args);
    return name === 'apps.connections.open' ? (_args, token) => this.sockets.ticket(token, this.url) : undefined;
  }

  issued(workspace: Workspace, token: string): void {
    this.workspaceOf.set(token, workspace);
  }

  /** The workspace removes the app: its tokens end, and the app is told. */
  async uninstall(teamId: string): Promise<readonly ClickResult[]> {
    const workspace = this.workspace(teamId);
    const events = uninstallEvents(workspace);
    for (const token of workspace.tokens()) workspace.setTokenState(token, 'account_inactive');
    return await Promise.all(events.map((event) => this.interactor.tell(teamId, event)));
  }

  changed(workspace: Workspace, channel: Channel): void {
    this.events.changed(workspace.teamId, channel.id);
  }

  viewsChanged(owner: ViewOwner): void {
    this.events.viewsChanged(owner);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith(API_PATH)) return await serveApi(this, request, response);
    const url = new URL(request.url ?? '/', 'http://sandbox');
    if (request.method === 'POST' && url.pathname.startsWith('/actions/')) {
      return await this.#serveResponseUrl(request, response, url.pathname);
    }
    if (url.pathname === AUTHORIZE_PATH) return await this.oauth.serve(request, response, url.searchParams);
    if (await serveControl(this, { request, response, url })) return;
    if ((await this.#preview?.(request, response)) === true) return;
    if (request.method === 'GET' && servePage(response, this.#pageFiles, url.pathname)) return;
    sendJson(response, 404, { ok: false, error: 'not_found' });
  }

  answered(target: ResponseTarget, message: Readonly<Record<string, unknown>>): void {
    const answer = this.#respond(target, jsonArguments(message));
    if (!answer.ok) throw new TocsinError('usage', `Slack would not show the answer: ${answer.error}`);
  }

  async #serveResponseUrl(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const body = await readBody(request);
    const args = parseArguments(request.headers['content-type'] ?? '', body ?? '');
    if ('error' in args) return sendJson(response, 400, { ok: false, error: args.error });
    const now = this.clock.now();
    const target = this.interactor.responseUrls.use(path, now);
    if (typeof target === 'string') return sendJson(response, 404, { ok: false, error: target });
    const answer = this.#respond(target, args);
    sendJson(response, answer.ok ? 200 : 400, answer);
  }

  #respond(target: ResponseTarget, args: Arguments): Answer {
    const workspace = this.workspace(target.teamId);
    const channel = this.channel(target.teamId, target.channel);
    const answer = respond({ workspace, channel, target, args, now: this.now(), validate: this.validate });
    this.changed(workspace, channel);
    return answer;
  }
}

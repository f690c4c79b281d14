import { createServer, type Server } from 'node:http';
import { TocsinError } from '../core/errors.ts';
import { readPageFiles } from '../pages/page-files.ts';
import type { SandboxMessage } from './channel.ts';
import type { SlashCommand } from './commands.ts';
import type { Faults } from './faults.ts';
import type { HomeClick } from './home.ts';
import { sendJson } from './http-io.ts';
import type { Click } from './interactions.ts';
import type { CommandResult } from './interactor.ts';
import type { LiveEvents } from './live-events.ts';
import type { SandboxOptions, TokenState } from './options.ts';
import type { RequestLog } from './request-log.ts';
import { SandboxState } from './sandbox-state.ts';
import type { ClickResult } from './send-interaction.ts';
import type { ViewClick, ViewClosing, ViewResult, ViewSubmission } from './view-interactions.ts';
import type { OpenView, ViewOwner } from './views.ts';
import type { Workspace } from './workspace.ts';

/** A running sandbox. Channels are named by id, `#name` or name; asking for what is not there throws. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`, or what `publicUrl` says: the page. */
  readonly url: string;
  /** For `SLACK_API_URL`. */
  readonly apiUrl: string;
  readonly requestLog: RequestLog;
  readonly faults: Faults;
  workspace(teamId: string): Workspace;
  /** Posts and replies as they are now, oldest first. */
  messages(teamId: string, channel: string): readonly SandboxMessage[];
  /** What single persons see, oldest first. */
  ephemerals(teamId: string, channel: string): readonly SandboxMessage[];
  /** For a service that starts after the sandbox. */
  setInteractivityUrl(url: string): void;
  setTokenState(token: string, state: TokenState): void;
  /** Sends a signed click to the interactivity URL and waits for the answer, at most three seconds. */
  click(click: Click): Promise<ClickResult>;
  /** The modals that a person has open, the one that is seen last. */
  views(owner: ViewOwner): readonly OpenView[];
  /** Checks the inputs as Slack does, sends `view_submission`, and does what the app answers. */
  submitView(submission: ViewSubmission): Promise<ViewResult>;
  /** Closes a modal, and sends `view_closed` where the app asked for it. */
  closeView(closing: ViewClosing): Promise<ViewResult>;
  /** Sends a signed click on an element of a modal. */
  clickInView(click: ViewClick): Promise<ClickResult>;
  /** The workspace removes the app: its tokens end, and the app is told by events; what it answered. */
  uninstall(teamId: string): Promise<readonly ClickResult[]>;
  /** Sends the app an event of the workspace: its fields, `type` among them. */
  sendEvent(teamId: string, event: Readonly<Record<string, unknown>>): Promise<ClickResult>;
  /** Types a slash command; what the app answers is among the channel's ephemerals. */
  command(typed: SlashCommand): Promise<CommandResult>;
  /** What the app published as the person's Home tab. */
  home(owner: ViewOwner): OpenView | undefined;
  /** Opens the Home tab: sends `app_home_opened`. */
  openHome(owner: ViewOwner): Promise<ClickResult>;
  /** Sends a signed click on an element of the Home tab. */
  clickInHome(click: HomeClick): Promise<ClickResult>;
  /** Sockets of Socket Mode that the app has open. */
  socketCount(): number;
  /** Ends them, as Slack does every few hours, or `isCut`: without a word. */
  dropSockets(how: { readonly isCut: boolean }): void;
  /** Drops every connection. */
  close(): Promise<void>;
}

/** Starts a strict stand-in for Slack. Rejects when the port is taken or a workspace is not well-formed. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const state = new SandboxState(options, await readPageFiles());
  const host = options.host ?? '127.0.0.1';
  const server = createServer((request, response) => {
    state.serve(request, response).catch((error: unknown) => {
      if (!response.headersSent) sendJson(response, 500, { ok: false, error: 'fatal_error', detail: String(error) });
    });
  });
  server.on('upgrade', (request, socket, head) => state.sockets.upgrade(request, socket, head));
  await listen(server, options.port ?? 0, host);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TocsinError('usage', 'the sandbox has no TCP address');
  state.url = options.publicUrl ?? `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
  return {
    url: state.url,
    apiUrl: `${state.url}/api/`,
    requestLog: state.requestLog,
    faults: state.faults,
    workspace: (teamId) => state.workspace(teamId),
    messages: (teamId, channel) => state.channel(teamId, channel).messages(),
    ephemerals: (teamId, channel) => [...state.channel(teamId, channel).ephemerals()],
    setInteractivityUrl: (url) => state.interactor.setInteractivityUrl(url),
    setTokenState: (token, tokenState) => state.setTokenState(token, tokenState),
    click: (click) => state.interactor.click(click),
    views: (owner) => state.views.stack(owner),
    submitView: (submission) => state.interactor.submitView(submission),
    closeView: (closing) => state.interactor.closeView(closing),
    clickInView: (click) => state.interactor.clickInView(click),
    uninstall: (teamId) => state.uninstall(teamId),
    sendEvent: (teamId, event) => state.interactor.tell(teamId, event),
    command: (typed) => state.interactor.command(typed),
    home: (owner) => state.views.home(owner),
    openHome: (owner) => state.interactor.openHome(owner),
    clickInHome: (click) => state.interactor.clickInHome(click),
    socketCount: () => state.sockets.count,
    dropSockets: (how) => state.sockets.drop(how),
    close: () => {
      state.sockets.close();
      return close(server, state.events);
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server, events: LiveEvents): Promise<void> {
  events.close();
  return new Promise((resolve, reject) => {
    server.close((error) => (error === undefined ? resolve() : reject(error)));
    server.closeAllConnections();
  });
}

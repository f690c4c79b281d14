import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { TocsinError } from '../core/errors.ts';
import type { PageMessages, PageState } from '../core/sandbox-page.ts';
import type { Channel } from './channel.ts';
import { SlashCommand } from './commands.ts';
import { type Faults, PlannedFault } from './faults.ts';
import { HomeClick, HomeOpening } from './home.ts';
import { readBody, sendJson } from './http-io.ts';
import { Click } from './interactions.ts';
import type { Interactor } from './interactor.ts';
import type { LiveEvents } from './live-events.ts';
import type { RequestLog } from './request-log.ts';
import { ViewClick, ViewClosing, ViewSubmission } from './view-interactions.ts';
import { formatView, type OpenView } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What the page and other processes may see and do. */
export interface ControlContext {
  readonly workspaces: ReadonlyMap<string, Workspace>;
  readonly faults: Faults;
  readonly requestLog: RequestLog;
  readonly events: LiveEvents;
  readonly interactor: Interactor;
  readonly hasPreview: boolean;
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

type Endpoint = (context: ControlContext, exchange: Exchange) => Promise<void> | void;

/** `/_sandbox/…`: drives a sandbox that runs in another process. */
const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  ['GET /_sandbox/state', (context, { response }) => sendJson(response, 200, describe(context))],
  ['GET /_sandbox/messages', showMessages],
  ['GET /_sandbox/requests', ({ requestLog }, { response }) => sendJson(response, 200, { requests: requestLog.all() })],
  ['GET /_sandbox/events', ({ events }, { response }) => events.subscribe(response)],
  ['POST /_sandbox/faults', addFault],
  ['DELETE /_sandbox/faults', clearFaults],
  ['GET /_sandbox/views', showViews],
  ['POST /_sandbox/click', (context, exchange) => act(exchange, Click, (made) => context.interactor.click(made))],
  [
    'POST /_sandbox/view-click',
    (context, exchange) => act(exchange, ViewClick, (made) => context.interactor.clickInView(made)),
  ],
  [
    'POST /_sandbox/view-submission',
    (context, exchange) => act(exchange, ViewSubmission, (made) => context.interactor.submitView(made)),
  ],
  [
    'POST /_sandbox/view-closed',
    (context, exchange) => act(exchange, ViewClosing, (made) => context.interactor.closeView(made)),
  ],
  [
    'POST /_sandbox/command',
    (context, exchange) => act(exchange, SlashCommand, (typed) => context.interactor.command(typed)),
  ],
  [
    'POST /_sandbox/home-opened',
    (context, exchange) => act(exchange, HomeOpening, (owner) => context.interactor.openHome(owner)),
  ],
  [
    'POST /_sandbox/home-click',
    (context, exchange) => act(exchange, HomeClick, (made) => context.interactor.clickInHome(made)),
  ],
]);

/** Serves the request when it is one of these endpoints; says whether it was. */
export async function serveControl(context: ControlContext, exchange: Exchange): Promise<boolean> {
  const endpoint = ENDPOINTS.get(`${exchange.request.method} ${exchange.url.pathname}`);
  if (endpoint === undefined) return false;
  await endpoint(context, exchange);
  return true;
}

/** Everything but the tokens. */
function describe({ workspaces, hasPreview }: ControlContext): PageState {
  return {
    hasPreview,
    workspaces: [...workspaces.values()].map((workspace) => ({
      teamId: workspace.teamId,
      name: workspace.name,
      domain: workspace.domain,
      users: [...workspace.users.values()],
      userGroups: workspace.userGroups,
      channels: workspace.channels().map(({ id, name, isPrivate, isArchived, isMember, isDirect }) => ({
        id,
        name,
        isPrivate,
        isArchived,
        isMember,
        isDirect,
      })),
    })),
  };
}

function showMessages({ workspaces }: ControlContext, { response, url }: Exchange): void {
  const workspace = workspaces.get(url.searchParams.get('team') ?? '');
  const channel = workspace?.findChannel(url.searchParams.get('channel') ?? '');
  if (channel === undefined) sendJson(response, 404, { error: 'there is no such team or channel' });
  else sendJson(response, 200, newest(channel, Number(url.searchParams.get('limit') ?? Infinity)));
}

/** The newest top-level messages with all their replies. */
function newest(channel: Channel, limit: number): PageMessages {
  const messages = channel.messages();
  const ephemerals = channel.ephemerals();
  const tops = messages.filter(({ threadTs }) => threadTs === undefined);
  const earlier = Math.max(tops.length - (limit >= 1 ? limit : Infinity), 0);
  if (earlier === 0) return { messages, ephemerals, earlier };
  const left = new Set(tops.slice(0, earlier).map(({ ts }) => ts));
  return { messages: messages.filter(({ ts, threadTs }) => !left.has(threadTs ?? ts)), ephemerals, earlier };
}

function showViews({ interactor, workspaces }: ControlContext, { response, url }: Exchange): void {
  const owner = { teamId: url.searchParams.get('team') ?? '', userId: url.searchParams.get('user') ?? '' };
  const stack = interactor.views.stack(owner);
  const top = stack.at(-1);
  const bot = workspaces.get(owner.teamId)?.firstBot;
  const shown = (view: OpenView | undefined) => (view === undefined ? null : formatView(view, bot));
  sendJson(response, 200, { top: shown(top), depth: stack.length, home: shown(interactor.views.home(owner)) });
}

async function addFault({ faults }: ControlContext, exchange: Exchange): Promise<void> {
  const planned = await readJson(exchange, PlannedFault);
  if (planned === undefined) return;
  faults.add(planned);
  sendJson(exchange.response, 200, { ok: true });
}

function clearFaults({ faults }: ControlContext, { response }: Exchange): void {
  faults.clear();
  sendJson(response, 200, { ok: true });
}

/** Does what a person is said to do, and answers what came of it. */
async function act<Schema extends z.ZodType>(
  exchange: Exchange,
  schema: Schema,
  work: (made: z.output<Schema>) => Promise<object>,
): Promise<void> {
  const read = await readJson(exchange, schema);
  if (read === undefined) return;
  try {
    sendJson(exchange.response, 200, await work(read));
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error;
    sendJson(exchange.response, 409, { error: error.message });
  }
}

/** The body by its schema; answers 4xx itself when it is not. Only JSON, so that no other site's form can send it. */
async function readJson<Schema extends z.ZodType>(
  { request, response }: Exchange,
  schema: Schema,
): Promise<z.output<Schema> | undefined> {
  if (!(request.headers['content-type'] ?? '').startsWith('application/json')) {
    sendJson(response, 415, { error: 'send application/json' });
    return undefined;
  }
  const parsed = schema.safeParse(parse(await readBody(request)));
  if (parsed.success) return parsed.data;
  sendJson(response, 422, { error: z.prettifyError(parsed.error) });
  return undefined;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

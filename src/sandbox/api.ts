import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../core/clock.ts';
import { authenticate, requireScope } from './access.ts';
import { type Answer, isRefusal, refuse } from './answer.ts';
import { type Arguments, formArguments, parseArguments } from './arguments.ts';
import type { Channel } from './channel.ts';
import { type Fault, type Faults, isCarriedOut } from './faults.ts';
import { readBody, sendJson } from './http-io.ts';
import type { Method } from './method.ts';
import { METHODS, PUBLIC_METHODS } from './methods/methods.ts';
import { playFault, sendRateLimited } from './play-fault.ts';
import type { RateLimiter } from './rate-limits.ts';
import type { RequestLog } from './request-log.ts';
import type { TriggerIds } from './trigger-ids.ts';
import type { ViewOwner, Views } from './views.ts';
import type { Installation, Workspace } from './workspace.ts';

/** What the Web API needs of the sandbox. */
export interface ApiContext {
  readonly workspaceOf: ReadonlyMap<string, Workspace>;
  readonly clock: Clock;
  readonly faults: Faults;
  readonly limiter: RateLimiter | undefined;
  readonly requestLog: RequestLog;
  readonly triggers: TriggerIds;
  readonly views: Views;
  /** Methods that need no bot's token; undefined for others. */
  appMethod(name: string): ((args: Arguments, token: string | undefined) => Answer) | undefined;
  readonly validate: boolean;
  readonly sink: boolean;
  readonly maxHistoryObjects: number | undefined;
  readonly url: string;
  changed(workspace: Workspace, channel: Channel): void;
  viewsChanged(owner: ViewOwner): void;
}

/** How one call ended, before it is answered. */
interface Outcome {
  readonly answer: Answer;
  readonly teamId?: string;
  readonly channel?: string;
  readonly fault?: Fault;
  readonly retryAfterSeconds?: number;
}

/** The path of every call begins with this; the method's name follows. */
export const API_PATH = '/api/';

/** Serves one call of `/api/<method>`. */
export async function serveApi(context: ApiContext, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [path = '', query = ''] = (request.url ?? '').split('?', 2);
  const name = path.slice(API_PATH.length);
  const args = await readArguments(request, query);
  const now = context.clock.now();
  const outcome = 'error' in args ? { answer: refuse(args.error) } : decide(context, { name, args, request, now });
  const status = send(response, outcome);
  record(context.requestLog, { name, now, status }, outcome);
}

async function readArguments(request: IncomingMessage, query: string): Promise<Arguments | { readonly error: string }> {
  if (request.method === 'GET') return formArguments(query);
  const body = await readBody(request);
  if (body === undefined) return { error: 'request_too_large' };
  return parseArguments(request.headers['content-type'] ?? '', body);
}

interface ApiCall {
  readonly name: string;
  readonly args: Arguments;
  readonly request: IncomingMessage;
  readonly now: number;
}

/** Who calls, whether they may now, and what comes of it. */
function decide(context: ApiContext, call: ApiCall): Outcome {
  const open = PUBLIC_METHODS.get(call.name);
  if (open !== undefined) return carryOut(context, call.name, { teamId: '' }, () => open.run(call.args));
  const appMethod = context.appMethod(call.name);
  if (appMethod !== undefined) {
    return carryOut(context, call.name, { teamId: '' }, () => appMethod(call.args, tokenOf(call)));
  }
  const method = METHODS.get(call.name);
  if (method === undefined) return { answer: refuse('unknown_method') };
  const installation = authenticate(context.workspaceOf, tokenOf(call));
  if (isRefusal(installation)) return { answer: installation };
  const { teamId } = installation.workspace;
  const named = call.args.string('channel');
  const channel = named === undefined ? undefined : (installation.workspace.findChannel(named)?.id ?? named);
  const place = { teamId, named, channel };
  const outcome = carryOut(context, call.name, place, () => run(context, { ...call, method, installation }));
  return { ...outcome, teamId, ...(channel === undefined ? {} : { channel }) };
}

interface Place {
  /** Empty for a call without a token: it counts for nobody's workspace. */
  readonly teamId: string;
  /** As the caller wrote it. */
  readonly named?: string | undefined;
  /** Its id, where known. */
  readonly channel?: string | undefined;
}

/** Faults and limits first, then the method itself. */
function carryOut(context: ApiContext, method: string, { teamId, named, channel }: Place, work: () => Answer): Outcome {
  const fault = context.faults.take({ method, teamId, channels: [named, channel] });
  if (fault !== undefined && !isCarriedOut(fault)) return { fault, answer: notCarriedOut(fault) };
  const retryAfterSeconds = context.limiter?.take({ method, teamId, channel }, context.clock.now());
  if (retryAfterSeconds !== undefined) return { retryAfterSeconds, answer: refuse('ratelimited') };
  const answer = work();
  return fault === undefined ? { answer } : { fault, answer };
}

function notCarriedOut(fault: Fault): Answer {
  if (fault.kind === 'rate_limited' || fault.kind === 'rate_limited_no_header') return refuse('ratelimited');
  return refuse(fault.kind === 'error' ? fault.error : fault.kind);
}

interface KnownCall extends ApiCall {
  readonly method: Method;
  readonly installation: Installation;
}

function run(context: ApiContext, call: KnownCall): Answer {
  const { workspace, bot } = call.installation;
  return (
    requireScope(bot, call.method.scopes) ??
    call.method.run({
      workspace,
      bot,
      args: call.args,
      now: call.now,
      url: context.url,
      validate: context.validate,
      sink: context.sink,
      maxHistoryObjects: context.maxHistoryObjects,
      triggers: context.triggers,
      views: context.views,
      changed: (channel) => context.changed(workspace, channel),
      viewsChanged: (owner) => context.viewsChanged(owner),
    })
  );
}

function tokenOf(call: ApiCall): string | undefined {
  const header = call.request.headers.authorization;
  return header?.startsWith('Bearer ') ? header.slice('Bearer '.length) : call.args.string('token');
}

function send(response: ServerResponse, outcome: Outcome): number {
  if (outcome.fault !== undefined) return playFault(response, outcome.fault, outcome.answer);
  if (outcome.retryAfterSeconds !== undefined) {
    sendRateLimited(response, outcome.retryAfterSeconds);
    return 429;
  }
  sendJson(response, 200, outcome.answer);
  return 200;
}

function record(log: RequestLog, call: { name: string; now: number; status: number }, outcome: Outcome): void {
  const { answer, teamId, channel, fault } = outcome;
  const ts = answer.ts ?? answer.message_ts;
  log.add({
    at: call.now,
    method: call.name,
    ...(teamId === undefined ? {} : { teamId }),
    ...(channel === undefined ? {} : { channel }),
    ok: answer.ok,
    ...(answer.ok ? {} : { error: answer.error }),
    status: call.status,
    ...(typeof ts === 'string' ? { ts } : {}),
    ...(fault === undefined ? {} : { fault: fault.kind }),
  });
}

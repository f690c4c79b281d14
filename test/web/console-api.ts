/**
 * The console's page with an admin API that answers from what a test says: for what the real one cannot be brought to
 * quickly, such as 10 000 groups or a store that fails. Every answer is held to the contract.
 */

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { Application, Request, Response } from 'express';
import { ENDPOINTS, type EndpointName } from '../../src/core/api/endpoints.ts';
import type { GroupSummary } from '../../src/core/api/groups.ts';
import type { Session } from '../../src/core/api/session.ts';
import type { FleetNow } from '../../src/core/api/tenants.ts';
import { type Problem, writeProblem } from '../../src/core/problem.ts';
import { mountConsolePage, readConsolePage } from '../../src/http/console-page.ts';
import { createExpressApp } from '../../src/http/express-app.ts';

/** What an endpoint answers: its body, or a problem. */
export type Answer = (asked: {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
}) => object | Problem;

/** An API that is made up, and what was asked of it. */
export interface ConsoleApi {
  readonly url: string;
  /** Who is signed in; undefined: nobody. */
  session: Session | undefined;
  fleet: FleetNow;
  /** `acknowledgeGroup …/groups/…`: every request that changes something. */
  readonly asked: readonly string[];
  /** Cuts every stream: browsers come again. */
  cut(): void;
  close(): Promise<void>;
}

export async function startConsoleApi(options: {
  readonly session: Session;
  readonly fleet: FleetNow;
  readonly answers: Readonly<Partial<Record<EndpointName, Answer>>>;
}): Promise<ConsoleApi> {
  const files = await readConsolePage();
  if (files.size === 0) throw new Error('the page is not built: run "npm run build"');
  const app = createExpressApp();
  const asked: string[] = [];
  const streams = new Set<Response>();
  const api = { session: undefined as Session | undefined, fleet: options.fleet };
  app.get('/api/v1/events', (_request, response) => {
    if (api.session === undefined) return refuse(response);
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write(
      `retry: 100\nevent: fleet\ndata: ${JSON.stringify(ENDPOINTS.streamFleet.answer.parse(api.fleet))}\n\n`,
    );
    streams.add(response);
    response.on('close', () => streams.delete(response));
  });
  const answers: Partial<Record<EndpointName, Answer>> = {
    signInWays: () => ({ token: true, oidc: { label: 'Example ID', url: '/api/v1/sign-in/oidc', claim: 'groups' } }),
    showSession: () => api.session ?? NOBODY,
    signIn: ({ body }) => {
      if (body.token !== 'open-sesame') return NOBODY;
      api.session = options.session;
      return api.session;
    },
    ...options.answers,
  };
  app.delete('/api/v1/session', (_request, response) => {
    api.session = undefined;
    response.status(204).end();
  });
  for (const [name, answer] of Object.entries(answers) as [EndpointName, Answer][]) {
    mount(app, name, async (request, response) => {
      if (api.session === undefined && name !== 'signIn' && name !== 'signInWays') return refuse(response);
      if (request.method !== 'GET') asked.push(`${name} ${request.path}`);
      send(response, name, answer(await readAsked(request)));
    });
  }
  mountConsolePage(app, files);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(api, {
    url: urlOf(server),
    asked,
    cut: () => {
      for (const stream of streams) stream.destroy();
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

/** A page of a list, as the API cuts it. */
export function pageOf(groups: readonly GroupSummary[], query: URLSearchParams): object {
  const from = Number(query.get('after') ?? 0);
  const to = from + Number(query.get('limit') ?? 50);
  return {
    groups: groups.slice(from, to),
    total: groups.length,
    isPartial: false,
    ...(to < groups.length ? { next: String(to) } : {}),
  };
}

const NOBODY: Problem = { status: 401, title: 'Not signed in', detail: 'sign in with a token' };

function refuse(response: Response): void {
  writeProblem(response, NOBODY);
}

function mount(app: Application, name: EndpointName, handle: (request: Request, response: Response) => Promise<void>) {
  const { method, path } = ENDPOINTS[name];
  app[method](`/api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`, handle);
}

async function readAsked(request: Request): Promise<Parameters<Answer>[0]> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  const query = new URL(request.url, 'http://console').searchParams;
  return { params: request.params as Record<string, string>, query, body: text === '' ? {} : JSON.parse(text) };
}

function send(response: Response, name: EndpointName, answer: object | Problem): void {
  if ('status' in answer && 'title' in answer && 'detail' in answer) {
    writeProblem(response, answer as Problem);
    return;
  }
  response.status('status' in ENDPOINTS[name] ? 201 : 200).json(ENDPOINTS[name].answer.parse(answer));
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}`;
}

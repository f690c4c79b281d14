import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Catalog, Content, Frame, Life, TemplateFault } from '../../src/core/preview.ts';
import { CRITICAL, mrkdwn, plain } from './messages.ts';

export const CATALOG: Catalog = {
  templates: ['default', 'critical', 'backup'],
  locales: ['en', 'fr', 'de', 'es', 'it'],
  fixtures: [
    { name: 'disk', title: 'Disk almost full' },
    { name: 'broken', title: 'A group that cannot be drawn' },
  ],
};

const STATES: Readonly<Record<string, string>> = {
  en: 'firing',
  fr: 'en cours',
  de: 'aktiv',
  es: 'activa',
  it: 'attivo',
};

/** The endpoints of the contract in `core/preview.ts`, with a life made up for each template and language. */
export function previewEndpoints() {
  const pages = new Set<ServerResponse>();
  let version = 1;
  const serve = (request: IncomingMessage, response: ServerResponse): boolean => {
    const url = new URL(request.url ?? '/', 'http://preview');
    switch (url.pathname) {
      case '/preview/api/catalog':
        sendJson(response, 200, CATALOG);
        return true;
      case '/preview/api/life':
        sendLife(response, url.searchParams, version);
        return true;
      case '/preview/api/events':
        response.writeHead(200, { 'Content-Type': 'text/event-stream' }).write('retry: 100\n\n');
        pages.add(response);
        return true;
      default:
        return false;
    }
  };
  const tell = (event: string): void => {
    for (const page of pages) page.write(event);
  };
  return {
    serve,
    /** As if a file was changed. */
    change(): void {
      version += 1;
      tell('event: changed\ndata: {}\n\n');
    },
    /** As if a file was changed while no page could hear of it. */
    changeUnheard(): void {
      version += 1;
      for (const page of pages) page.end();
      pages.clear();
    },
    /** As if a template was broken. */
    breakTemplate(fault: TemplateFault): void {
      tell(`event: fault\ndata: ${JSON.stringify(fault)}\n\n`);
    },
  };
}

function sendLife(response: ServerResponse, query: URLSearchParams, version: number): void {
  if (query.get('fixture') !== 'disk') {
    sendJson(response, 422, {
      type: 'about:blank',
      title: 'template_failed',
      detail: 'default.hbs:3:5: no such phrase',
    });
    return;
  }
  sendJson(response, 200, life(query.get('template') ?? '', query.get('locale') ?? '', version));
}

function life(template: string, locale: string, version: number): Life {
  const start = Date.parse('2026-11-22T14:02:00Z');
  const frame = (name: string, minutes: number, more: Partial<Frame> = {}): Frame => ({
    name,
    at: start + minutes * 60_000,
    message: content(`${template} ${STATES[locale]} ${name} v${version}`),
    thread: [],
    ...more,
  });
  const reply: Content = { text: 'db-3 joined', blocks: [{ type: 'section', text: mrkdwn('*db-3* joined') }] };
  return {
    frames: [
      frame('fired', 0),
      frame('changed', 34, { thread: [reply] }),
      frame('acknowledged', 38, { thread: [reply] }),
      frame('resolved', 95, {
        thread: [reply, { text: 'All resolved', blocks: [] }],
        ...(template === 'backup' ? { failure: 'message.hbs:4:2: no helper "gone"' } : {}),
      }),
    ],
  };
}

function content(headline: string): Content {
  return { text: headline, blocks: [{ type: 'header', text: plain(headline) }, ...CRITICAL.slice(1)] };
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  const type = status === 200 ? 'application/json' : 'application/problem+json';
  response.writeHead(status, { 'Content-Type': type }).end(JSON.stringify(body));
}

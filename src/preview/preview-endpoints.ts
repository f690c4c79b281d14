/** The preview's HTTP API, `/preview/api/…`: what there is to draw, lives drawn, and news of the files. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { nameHint } from '../core/name-hint.ts';
import type { Catalog, Life } from '../core/preview.ts';
import { writeProblem } from '../core/problem.ts';
import { isLocaleTag } from '../tenants/locale-and-zone.ts';
import type { LiveChanges } from './live-changes.ts';
import type { Rendering } from './load-rendering.ts';
import { DIGEST_TEMPLATE, playDigest } from './play-digest.ts';
import { AUTO_TEMPLATE, type Drawing, playLife } from './play-life.ts';

export interface PreviewOptions {
  /** What is drawn with now; absent while the product's own files are faulty. */
  readonly current: () => Rendering | undefined;
  readonly changes: LiveChanges;
  /** How the messages' receiver is told; by default a receiver called `ops`, in UTC. */
  readonly receiver?: Omit<Drawing, 'renderer' | 'template' | 'locale'>;
}

/** Answers the request when it is one of the preview's; says whether it was. */
export type PreviewEndpoints = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

const API = '/preview/api/';

const HEADERS = { 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };

/** Stands in for a receiver's zone where there is none: the fallback of dates that Slack cannot draw. */
const DEFAULT_RECEIVER = { timeZone: 'UTC' };

export function createPreviewEndpoints(options: PreviewOptions): PreviewEndpoints {
  return async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://preview');
    if (!url.pathname.startsWith(API)) return false;
    if (request.method !== 'GET') {
      const detail = 'previews are only read: use GET';
      writeProblem(response, { status: 405, title: 'Method not allowed', detail }, { Allow: 'GET' });
      return true;
    }
    await answer(options, url, response);
    return true;
  };
}

async function answer(options: PreviewOptions, url: URL, response: ServerResponse): Promise<void> {
  const name = url.pathname.slice(API.length);
  if (name === 'events') return options.changes.subscribe(response);
  if (name !== 'catalog' && name !== 'life') {
    const detail = 'the preview answers at catalog, life and events';
    return writeProblem(response, { status: 404, title: 'Not found', detail });
  }
  const rendering = options.current();
  if (rendering === undefined) {
    const detail = "the product's own templates, phrases or fixtures have faults; the console tells them";
    return writeProblem(response, { status: 503, title: 'Nothing to draw with', detail });
  }
  if (name === 'catalog') return writeJson(response, catalogOf(rendering));
  const life = await lifeOf(rendering, url.searchParams, options.receiver ?? DEFAULT_RECEIVER);
  if ('detail' in life) return writeProblem(response, { status: 404, title: 'Not found', detail: life.detail });
  return writeJson(response, life);
}

function catalogOf({ templates, locales, lives, tenant }: Rendering): Catalog {
  return {
    templates: [...templates, DIGEST_TEMPLATE].sort(),
    locales,
    fixtures: [...lives].map(([name, { title }]) => ({ name, title })),
    ...(tenant === undefined ? {} : { tenant }),
  };
}

async function lifeOf(
  rendering: Rendering,
  asked: URLSearchParams,
  receiver: Omit<Drawing, 'renderer' | 'template' | 'locale'>,
): Promise<Life | { readonly detail: string }> {
  const { renderer, templates, lives } = rendering;
  const fixture = asked.get('fixture') ?? '';
  const template = asked.get('template') ?? AUTO_TEMPLATE;
  const locale = asked.get('locale') ?? rendering.locales[0] ?? 'en';
  const life = lives.get(fixture);
  if (life === undefined) return { detail: `there is no such fixture; ${nameHint(fixture, lives.keys())}` };
  if (!isLocaleTag(locale)) return { detail: 'the locale is none; name it as BCP 47 does, e.g. de or de-AT' };
  if (template === DIGEST_TEMPLATE) {
    const real = [...lives.values()].filter(({ isHostile }) => isHostile !== true);
    return { frames: await playDigest(real, { ...receiver, renderer, template, locale }) };
  }
  if (template !== AUTO_TEMPLATE && !templates.has(template)) {
    return { detail: `there is no such template; ${nameHint(template, templates)}` };
  }
  return { frames: await playLife(life, { ...receiver, renderer, template, locale }) };
}

function writeJson(response: ServerResponse, body: Catalog | Life): void {
  const text = JSON.stringify(body);
  response.writeHead(200, {
    ...HEADERS,
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

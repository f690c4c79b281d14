import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import type { Catalog, Life, TemplateFault } from '../../src/core/preview.ts';
import { createPreviewEndpoints } from '../../src/preview/preview-endpoints.ts';
import { type Reading, watchRendering } from '../../src/preview/watch-rendering.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { LOCALES_DIR, said, TEMPLATES_DIR } from './product-previews.ts';

/** A page that listens to the events. */
interface Page {
  readonly events: { readonly name: string; readonly data: unknown }[];
}

describe('the preview', () => {
  const releasers = new Releasers();
  let folder: string;
  let readings: Reading[];
  let url: string;

  const save = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  const ask = async <Answer>(path: string): Promise<Answer> => {
    const response = await fetch(`${url}/preview/api/${path}`);
    return JSON.parse(await response.text());
  };
  const firstMessage = async (template: string): Promise<string> => {
    const { frames } = await ask<Life>(`life?fixture=grafana&template=${template}&locale=de`);
    return said(frames[0]?.message ?? { text: '', blocks: [] });
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tocsin-preview-'));
    releasers.add('folder', () => rm(folder, { recursive: true }));
    await save('templates/own/message.hbs', '{{#section}}Mine: {{title}}{{/section}}\n');
    readings = [];
    const source = { templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR, tenant: { name: 'acme', folder } };
    const watched = await watchRendering({ source, onReading: (reading) => readings.push(reading) });
    releasers.add('watcher', () => watched.close());
    const preview = createPreviewEndpoints({ current: watched.current, changes: watched.changes });
    const sandbox = await startSandbox({ workspaces: [], preview });
    releasers.add('sandbox', () => sandbox.close());
    url = sandbox.url;
  });
  afterEach(() => releasers.close());

  async function openPage(): Promise<Page> {
    const ending = new AbortController();
    releasers.add('page', () => ending.abort());
    const response = await fetch(`${url}/preview/api/events`, { signal: ending.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const page: Page = { events: [] };
    listen(response, page).catch((error: unknown) => {
      if (!ending.signal.aborted) throw error;
    });
    return page;
  }

  test('tells what there is to choose from', async () => {
    const catalog = await ask<Catalog>('catalog');
    expect(catalog.tenant).toBe('acme');
    expect(catalog.locales).toEqual(['en', 'de', 'es', 'fr', 'it']);
    expect(catalog.templates).toEqual(expect.arrayContaining(['default', 'own']));
    expect(catalog.fixtures).toContainEqual({ name: 'grafana', title: "Grafana's webhook" });
  });

  test('draws a life with a template in a language, also one with a region', async () => {
    expect(await firstMessage('own')).toContain('Mine: High memory usage');
    const { frames } = await ask<Life>('life?fixture=disk-almost-full&template=auto&locale=de-AT');
    expect(frames.map(({ name }) => name)).toEqual(['fired', 'changed', 'reminded', 'acknowledged', 'resolved']);
    expect(frames.map(({ thread }) => thread.length)).toEqual([0, 1, 2, 2, 3]);
    expect(frames[0]?.message.text).toMatch(/^Kritisch/);
  });

  test('draws the summary as life is: without what is made to break messages, whatever fixture is named', async () => {
    const { frames } = await ask<Life>('life?fixture=grafana&template=digest&locale=en');
    const [fired] = frames.map(({ message }) => said(message));
    expect(fired).toMatch(/Alert summary: ops/);
    expect(fired).toMatch(/Most frequent among the open groups.+ProbeFailed: 2\sgroups/);
    for (const { message, thread } of frames) {
      const all = [message, ...thread].map(said).join();
      expect(all).not.toMatch(/!channel|VeryLong|\p{Script=Arabic}/u);
    }
    const [first] = frames;
    expect(first?.thread.length).toBe(3);
    expect(first?.thread.map(said).join()).toMatch(/DiskAlmostFull.+LatencyBudgetBurn/);
  });

  test.each([
    ['life?fixture=grafan&template=auto&locale=en', 404, 'there is no such fixture; did you mean "grafana"?'],
    ['life?fixture=grafana&template=defualt&locale=en', 404, 'there is no such template; did you mean "default"?'],
    [
      'life?fixture=grafana&template=auto&locale=-',
      404,
      'the locale is none; name it as BCP 47 does, e.g. de or de-AT',
    ],
    ['lives', 404, 'the preview answers at catalog, life and events'],
  ])('answers %s with a problem', async (path, status, detail) => {
    const response = await fetch(`${url}/preview/api/${path}`);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(JSON.parse(await response.text())).toMatchObject({ status, detail });
  });

  test('is only read', async () => {
    const response = await fetch(`${url}/preview/api/catalog`, { method: 'POST' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
  });

  test('leaves all other addresses to the sandbox', async () => {
    expect((await fetch(`${url}/_sandbox/state`)).status).toBe(200);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
  });

  test('tells open pages of a saved file, and draws it anew', async () => {
    const page = await openPage();
    await save('templates/own/message.hbs', '{{#section}}Better: {{title}}{{/section}}\n');
    await waitUntil('the page is told', () => page.events.some(({ name }) => name === 'changed'));
    expect(await firstMessage('own')).toContain('Better: High memory usage');
  });

  test('tells a fault with its place, keeps the last good version, and takes the mended one', async () => {
    const page = await openPage();
    await save('templates/own/message.hbs', '{{#section}}\n  {{titel}}\n{{/section}}\n');
    await waitUntil('the page is told', () => page.events.some(({ name }) => name === 'fault'));
    const fault: TemplateFault = {
      file: join(folder, 'templates/own/message.hbs'),
      line: 2,
      column: 5,
      reason: 'no name "titel"; did you mean "title"?',
    };
    expect(page.events.at(-1)).toEqual({ name: 'fault', data: fault });
    expect(await firstMessage('own')).toContain('Mine: High memory usage');
    const late = await openPage();
    await waitUntil('a page that opens now is told too', () => late.events.length > 0);
    expect(late.events).toEqual([{ name: 'fault', data: fault }]);
    await save('templates/own/message.hbs', '{{#section}}Mended: {{title}}{{/section}}\n');
    await waitUntil('the page is told', () => page.events.at(-1)?.name === 'changed');
    expect(await firstMessage('own')).toContain('Mended: High memory usage');
    expect(readings.map(({ faults }) => faults.length)).toEqual([0, 1, 0]);
  });

  test('notices new folders, phrases and fixtures', async () => {
    const fixture = await import('node:fs').then(({ readFileSync }) =>
      readFileSync(join(TEMPLATES_DIR, 'fixtures/grafana.json'), 'utf8'),
    );
    await save('locales/nl/message.json', '{ "severity": { "critical": "Kritiek" } }\n');
    await save('templates/fixtures/mine.json', fixture.replace(/"title": ".*"/, '"title": "Mine"'));
    await waitUntil('both are read', async () => {
      const { locales, fixtures } = await ask<Catalog>('catalog');
      return locales.includes('nl') && fixtures.some(({ name, title }) => name === 'mine' && title === 'Mine');
    });
  });

  test('tells what is wrong with a fixture, with its place', async () => {
    await save(
      'templates/fixtures/mine.json',
      '{\n  "title": "Mine",\n  "steps": [{ "name": "fird", "afterMs": 1 }]\n}\n',
    );
    await waitUntil('it is read', () => readings.length > 1);
    expect(readings.at(-1)?.faults).toEqual([
      expect.objectContaining({ file: join(folder, 'templates/fixtures/mine.json'), line: 3, path: 'steps[0].name' }),
    ]);
  });
});

async function listen(response: Response, page: Page): Promise<void> {
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const parts = text.split('\n\n');
    text = parts.pop() ?? '';
    for (const part of parts) {
      const [, name, data] = /^event: (\w+)\ndata: (.+)$/.exec(part) ?? [];
      if (name !== undefined) page.events.push({ name, data: JSON.parse(data ?? '') });
    }
  }
}

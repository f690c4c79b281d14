import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { readPageFiles } from '../../src/pages/page-files.ts';
import { isObject } from '../../src/sandbox/block-kit/check-rule.ts';
import type { SandboxOptions } from '../../src/sandbox/options.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Call, openSandbox } from '../sandbox/sandbox-fixture.ts';
import { startChromium } from '../servers/chromium.ts';

type Payload = Readonly<Record<string, unknown>>;

/** An app that sandboxes tell of clicks, a browser, and a sandbox whose page it opens. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly call: Call;
  /** What the app was sent, oldest first. */
  readonly received: readonly Payload[];
  /** What the browser complained of, asked for elsewhere, or was forbidden by the policy. */
  readonly trouble: readonly string[];
  /** What the app answers from now on; by default 200 with nothing. */
  answer(reply: (payload: Payload) => object | undefined | Promise<object | undefined>): void;
  /** Forgets the complaints that a test caused on purpose. */
  forgive(expected: RegExp): void;
  open(path?: string, options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
}

/** Starts all three. Throws when the page was not built. */
export async function setStage(options: Partial<SandboxOptions> = {}): Promise<Stage> {
  if ((await readPageFiles()).size === 0) throw new Error('the page is not built: run "npm run build"');
  const received: Payload[] = [];
  let reply: Parameters<Stage['answer']>[0] = () => undefined;
  const app = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const payload = readPayload(request.headers['content-type'] ?? '', body);
    if (!isObject(payload)) throw new Error('a payload that is no object');
    received.push(payload);
    const answer = await reply(payload);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(answer && JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(app, 'listening');
  const address = app.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const interactivityUrl = `http://127.0.0.1:${address.port}/slack/events`;
  const { sandbox, call } = await openSandbox({ signingSecret: 'secret', interactivityUrl, ...options });
  const browser = await startChromium();
  const trouble: string[] = [];
  return {
    sandbox,
    call,
    received,
    trouble,
    answer: (next) => {
      reply = next;
    },
    forgive: (expected) => {
      trouble.splice(0, trouble.length, ...trouble.filter((each) => !expected.test(each)));
    },
    open: (path = '/', more = {}) => openPage({ browser, origin: sandbox.url, trouble }, path, more),
    async close() {
      await browser.close();
      await sandbox.close();
      app.closeAllConnections();
      await new Promise((resolve) => app.close(resolve));
    },
  };
}

async function openPage(
  on: { readonly browser: Browser; readonly origin: string; readonly trouble: string[] },
  path: string,
  options: BrowserContextOptions,
): Promise<Page> {
  const context = await on.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(8_000);
  page.on('console', (message) => on.trouble.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => on.trouble.push(String(error)));
  page.on('dialog', (dialog) => on.trouble.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(on.origin) && !url.startsWith('data:')) on.trouble.push(url);
  });
  await page.goto(on.origin + path);
  return page;
}

/** An event is JSON, a click the JSON in a form's `payload`, and a slash command the form itself. */
function readPayload(type: string, body: string): unknown {
  if (type.startsWith('application/json')) return JSON.parse(body);
  const form = new URLSearchParams(body);
  const payload = form.get('payload');
  return payload === null ? Object.fromEntries(form) : JSON.parse(payload);
}

import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { button, type Call, openSandbox, section } from '../sandbox/sandbox-fixture.ts';
import { startChromium } from '../servers/chromium.ts';
import { freePort } from '../servers/free-port.ts';

/** Everything that labels and annotations might try. */
const HOSTILE =
  '<img src=x onerror=alert(1)> <script>alert(1)</script> &lt;script&gt;alert(2)&lt;/script&gt; ' +
  '<javascript:alert(3)|click> <data:text/html,x|data> <https://runbooks.example/a?b=1&amp;c=2|runbook>';

let app: Server;
let sandbox: Sandbox;
let call: Call;
let browser: Browser;
let page: Page;
const trouble: string[] = [];

beforeAll(async () => {
  const port = await freePort();
  app = createServer((request, response) => {
    request.resume().on('end', () => response.end());
  }).listen(port, '127.0.0.1');
  const interactivityUrl = `http://127.0.0.1:${port}/`;
  ({ sandbox, call } = await openSandbox({ signingSecret: 'secret', interactivityUrl }));
  browser = await startChromium();
  page = await browser.newPage();
  page.on('console', (message) => trouble.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => trouble.push(String(error)));
  page.on('dialog', (dialog) => trouble.push(`dialog: ${dialog.message()}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(sandbox.url) && !request.url().startsWith('data:')) trouble.push(request.url());
  });
});

afterAll(async () => {
  await browser.close();
  await sandbox.close();
  app.closeAllConnections();
  await new Promise((resolve) => app.close(resolve));
});

describe('the page in a browser', () => {
  test('shows a new message without being asked, hostile text as text', async () => {
    await page.goto(sandbox.url);
    const blocks = [
      { type: 'header', text: { type: 'plain_text', text: '<b>3</b> firing' } },
      section(`*bold* _italic_ \`code\` snake_case_name\n${HOSTILE}`),
      { type: 'section', fields: [{ type: 'mrkdwn', text: 'since <!date^0^{date_num}|never>' }] },
      { type: 'context', elements: [{ type: 'mrkdwn', text: '<@U0MARIA> <!subteam^S0ONCALL> <#C0DB>' }] },
      { type: 'actions', elements: [button('acknowledge')] },
    ];
    await call('chat.postMessage', { channel: 'C0OPS', text: 'fallback', blocks });
    const body = page.locator('article .body');
    await body.waitFor();
    const text = await body.textContent();
    expect(text).toContain('<b>3</b> firing');
    expect(text).toContain('<img src=x onerror=alert(1)> <script>alert(1)</script> <script>alert(2)</script>');
    expect(text).toContain('snake_case_name');
    expect(text).toContain('since 1970-01-01');
    expect(text).toContain('@Maria Muster @oncall #db');
    expect(await body.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
      'https://runbooks.example/a?b=1&c=2',
    ]);
    expect(await body.locator('section b, div b').allInnerTexts()).toEqual(['bold']);
    expect(await body.locator('img, script').count()).toBe(0);
  });

  test('a button clicks, and says what came of it', async () => {
    await page.getByRole('button', { name: 'acknowledge' }).click();
    await page.getByText(/^The app answered after \d+ ms\.$/).waitFor();
  });

  test('shows threads, what one person sees, and that a message was edited', async () => {
    const { body } = await call('chat.postMessage', { channel: 'C0OPS', text: 'parent' });
    await call('chat.postMessage', { channel: 'C0OPS', text: 'reply', thread_ts: body.ts });
    await call('chat.postEphemeral', { channel: 'C0OPS', text: 'just you', user: 'U0MARIA' });
    await call('chat.update', { channel: 'C0OPS', ts: body.ts, text: 'parent, changed' });
    await page.getByText('parent, changed').waitFor();
    expect(await page.locator('article.reply .body').textContent()).toBe('reply');
    expect(await page.locator('article.only').textContent()).toContain('only visible to Maria Muster');
    expect(await page.getByText('(edited)').count()).toBe(1);
  });

  test('a permalink opens at its message', async () => {
    const { body } = await call('chat.postMessage', { channel: 'C0ALERTS', text: 'linked' }, 'xoxb-globex-1');
    const args = { channel: 'C0ALERTS', message_ts: body.ts };
    const permalink = (await call('chat.getPermalink', args, 'xoxb-globex-1')).body.permalink;
    await page.goto(String(permalink));
    expect(await page.locator('article.target .body').textContent()).toBe('linked');
  });

  test('nothing of it ran, loaded or complained', () => {
    expect(trouble).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { section } from '../sandbox/sandbox-fixture.ts';
import { lowContrasts, overflows } from './look.ts';
import { ATTACHMENTS, CRITICAL, EVERY_BLOCK } from './messages.ts';
import { type Stage, setStage } from './open-page.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage();
  page = await stage.open();
});

afterAll(async () => await stage.close());

async function post(message: object): Promise<string> {
  const { body } = await stage.call('chat.postMessage', { channel: 'C0OPS', text: 'x', ...message });
  expect(body).toMatchObject({ ok: true });
  return String(body.ts);
}

describe('a channel', () => {
  test('shows new and changed messages without being asked', async () => {
    await page.getByText('No messages yet.').waitFor();
    const ts = await post({ text: 'db-3 is full' });
    await page.getByText('db-3 is full').waitFor();
    await stage.call('chat.update', { channel: 'C0OPS', ts, text: 'x', blocks: [section('db-3 is *resolved*')] });
    await page.getByText('db-3 is resolved').waitFor();
    expect(await page.getByText('db-3 is full').count()).toBe(0);
    expect(await page.getByText('(edited)').count()).toBe(0);
    await stage.call('chat.update', { channel: 'C0OPS', ts, text: 'by text alone', blocks: [] });
    await page.getByText('(edited)').waitFor();
  });

  test('marks other channels that have news, and opens them', async () => {
    await stage.call('chat.postMessage', { channel: 'C0DB', text: 'news' });
    const db = page.getByRole('button', { name: /^# ?db$/ });
    await page.locator('.unread', { hasText: 'db' }).waitFor();
    await db.click();
    await page.getByText('news').waitFor();
    expect(await db.getAttribute('aria-current')).toBe('page');
    expect(await page.locator('.unread').count()).toBe(0);
    expect(await page.title()).toBe('#db – Tocsin sandbox');
    await page.goBack();
    await page.getByRole('heading', { name: /^# ?ops$/ }).waitFor();
  });

  test('shows what only one person sees', async () => {
    await stage.call('chat.postEphemeral', { channel: 'C0OPS', text: 'just you', user: 'U0MARIA' });
    expect(await page.locator('article.only').innerText()).toContain('Only visible to Maria Muster');
  });

  test('opens at the message that a permalink names', async () => {
    const ts = await post({ text: 'linked' });
    for (let count = 0; count < 30; count += 1) await post({ text: `later ${count}` });
    const { body } = await stage.call('chat.getPermalink', { channel: 'C0OPS', message_ts: ts });
    const linked = await stage.open(String(body.permalink).slice(stage.sandbox.url.length));
    const target = linked.locator('article.target');
    expect(await target.locator('.body').innerText()).toBe('linked');
    const { y = -1 } = (await target.boundingBox()) ?? {};
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(900);
    await linked.context().close();
  });

  test('shows the newest hundred, and earlier ones when asked', async () => {
    const texts = Array.from({ length: 105 }, (_, count) => `number ${count}.`);
    await Promise.all(texts.map((text) => stage.call('chat.postMessage', { channel: 'C0SMALL', text })));
    const long = await stage.open('/#T0ACME/C0SMALL');
    await long.getByText('number 104.').waitFor();
    expect(await long.locator('article').count()).toBe(100);
    await long.getByRole('button', { name: 'Show earlier messages (5)' }).click();
    await long.getByText('number 0.').waitFor();
    await long.context().close();
  });
});

describe('a thread', () => {
  test('opens from its line, grows by itself, and closes with Escape', async () => {
    const ts = await post({ text: 'the parent' });
    await post({ text: 'first reply', thread_ts: ts });
    await page.getByRole('button', { name: /^1 reply/ }).click();
    const thread = page.getByRole('complementary', { name: 'Thread' });
    await thread.getByText('first reply').waitFor();
    expect(await page.locator('main').getByText('first reply').count()).toBe(0);
    await post({ text: 'second reply', thread_ts: ts });
    await thread.getByText('second reply').waitFor();
    await thread.getByText('2 replies').waitFor();
    await page.keyboard.press('Escape');
    await thread.waitFor({ state: 'detached' });
  });
});

describe('what people do', () => {
  test('a button clicks, and says what came of it', async () => {
    const ts = await post({ blocks: CRITICAL });
    const button = page.getByRole('button', { name: 'Acknowledge' }).last();
    await button.click();
    await page.getByText(/^The app answered after \d+ ms\.$/).waitFor();
    expect(stage.received.at(-1)).toMatchObject({
      type: 'block_actions',
      user: { id: 'U0MARIA' },
      message: { ts },
      actions: [{ action_id: 'acknowledge', type: 'button', value: 'v' }],
    });
    await page.getByLabel('Click as').selectOption('U0JOHN');
    await button.click();
    await expectSent({ user: { id: 'U0JOHN' } });
    await page.getByLabel('Click as').selectOption('U0MARIA');
  });

  test("the app's answer to a click shows", async () => {
    stage.answer(async ({ response_url: url }) => {
      await fetch(String(url), {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"text":"Too late."}',
      });
      return undefined;
    });
    await page.getByRole('button', { name: 'Acknowledge' }).last().click();
    await page.locator('article.only', { hasText: 'Too late.' }).waitFor();
    stage.answer(() => undefined);
  });

  test('a button that asks first clicks only when told to', async () => {
    const before = stage.received.length;
    const escalate = page.getByRole('button', { name: 'Escalate' }).last();
    await escalate.click();
    await page.getByRole('dialog', { name: 'Wake the second line?' }).getByRole('button', { name: 'No' }).click();
    expect(stage.received).toHaveLength(before);
    await escalate.click();
    await page.getByRole('button', { name: 'Wake them' }).click();
    await expectSent({ actions: [{ action_id: 'escalate' }] });
  });

  test('a menu is used by keyboard alone', async () => {
    await page.getByRole('button', { name: 'More' }).last().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectSent({ actions: [{ action_id: 'silence', selected_option: { value: '8h' } }] });
    await page.getByRole('menu').waitFor({ state: 'detached' });
  });

  test('menus and dates in a message are sent with their values', async () => {
    await post({ blocks: EVERY_BLOCK });
    await page.getByLabel('Pick one').last().selectOption('2h');
    await expectSent({ actions: [{ action_id: 'pick', selected_option: { value: '2h' } }] });
    await page.locator('input[type=date]').last().fill('2026-12-24');
    await expectSent({ actions: [{ action_id: 'day', selected_date: '2026-12-24' }] });
  });

  test('buttons in an attachment click too', async () => {
    await post({ attachments: ATTACHMENTS });
    await page.locator('.attachment').last().waitFor();
    const before = stage.received.length;
    await page.locator('.attachment').getByRole('button', { name: 'Acknowledge' }).last().click();
    await expectSent({ actions: [{ action_id: 'acknowledge' }] });
    expect(stage.received.length).toBeGreaterThan(before);
  });

  async function expectSent(payload: object): Promise<void> {
    const deadline = Date.now() + 5_000;
    for (;;) {
      try {
        expect(stage.received.at(-1)).toMatchObject(payload);
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }
});

describe('the JSON of a message', () => {
  test("is shown, copied, and taken to Slack's Block Kit Builder", async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const ts = await post({ text: 'fallback', blocks: [section('*json*')] });
    const message = page.locator(`article:has(a.when[href$="p${ts.replace('.', '')}"])`);
    await message.hover();
    await message.getByRole('button', { name: 'JSON' }).click();
    const drawer = page.getByRole('dialog', { name: 'Block Kit JSON' });
    const shown = JSON.parse(await drawer.locator('pre').innerText());
    expect(shown).toMatchObject({ text: 'fallback', blocks: [{ type: 'section', text: { text: '*json*' } }] });
    await drawer.getByRole('button', { name: 'Copy' }).click();
    await drawer.getByRole('button', { name: 'Copied' }).waitFor();
    expect(JSON.parse(await page.evaluate(() => navigator.clipboard.readText()))).toEqual(shown);
    const address = await drawer.getByRole('link', { name: 'Block Kit Builder' }).getAttribute('href');
    const [base, payload = ''] = String(address).split('#');
    expect(base).toBe('https://app.slack.com/block-kit-builder/');
    expect(JSON.parse(decodeURIComponent(payload))).toEqual({ blocks: shown.blocks });
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });
});

describe('the look', () => {
  test.each(['light', 'dark'] as const)('is readable in %s', async (colorScheme) => {
    const shown = await stage.open('/', { colorScheme });
    await shown.locator('article').first().waitFor();
    const dark = await shown.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(dark).toBe(colorScheme === 'dark' ? 'rgb(26, 29, 33)' : 'rgb(255, 255, 255)');
    expect(await lowContrasts(shown)).toEqual([]);
    await shown.context().close();
  });

  test('can be chosen against the system, and stays chosen', async () => {
    const shown = await stage.open('/', { colorScheme: 'light' });
    const toggle = shown.getByRole('button', { name: /^Theme/ });
    await toggle.click();
    await toggle.click();
    await shown.reload();
    await shown.locator('article').first().waitFor();
    expect(await shown.evaluate(() => getComputedStyle(document.body).backgroundColor)).toBe('rgb(26, 29, 33)');
    await shown.context().close();
  });

  test('fits a phone, channels and threads included', async () => {
    const phone = await stage.open('/', PHONE);
    await phone.locator('article').first().waitFor();
    expect(await overflows(phone)).toEqual([]);
    const db = phone.getByRole('button', { name: /^# ?db$/ });
    expect(await db.isVisible()).toBe(false);
    await phone.getByRole('button', { name: 'Channels' }).click();
    await db.click();
    await phone.getByText('news').waitFor();
    expect(await db.isVisible()).toBe(false);
    await phone.getByRole('button', { name: 'Thread' }).click();
    await phone.getByRole('complementary', { name: 'Thread' }).getByText('news').waitFor();
    expect(await overflows(phone)).toEqual([]);
    await phone.context().close();
  });
});

test('nothing of it ran, loaded or complained', () => {
  expect(stage.trouble).toEqual([]);
});

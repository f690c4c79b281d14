import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { button, section } from '../sandbox/sandbox-fixture.ts';
import { lowContrasts, overflows } from './look.ts';
import { type Stage, setStage } from './open-page.ts';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage();
  page = await stage.open();
});

afterAll(async () => await stage.close());

test('a command is typed below the messages, and its answer is shown to the person alone', async () => {
  stage.answer(() => ({ response_type: 'ephemeral', text: 'Two groups are open.' }));
  // Somebody reads what was said before.
  for (let count = 0; count < 30; count += 1)
    await stage.call('chat.postMessage', { channel: 'C0OPS', text: `${count}.` });
  await page.getByText('29.', { exact: true }).waitFor();
  await page.getByText('0.', { exact: true }).first().scrollIntoViewIfNeeded();
  await page.getByLabel('Slash command').fill('/tocsin list mine');
  await page.getByRole('button', { name: 'Send' }).click();
  await page.getByText('Two groups are open.').waitFor();
  expect(await page.locator('article.only').innerText()).toContain('Only visible to Maria Muster');
  const { y = Infinity } = (await page.locator('article.only').boundingBox()) ?? {};
  expect(y).toBeLessThan(page.viewportSize()?.height ?? 0);
  expect(stage.received.at(-1)).toMatchObject({ command: '/tocsin', text: 'list mine', channel_id: 'C0OPS' });
});

test('what one person sees is not shown to another', async () => {
  const people = page.getByRole('combobox');
  await people.selectOption({ index: 1 });
  await page.locator('article.only').waitFor({ state: 'detached' });
  await people.selectOption({ index: 0 });
  await page.locator('article.only').waitFor();
});

test('only what begins with a slash can be sent', async () => {
  await page.getByLabel('Slash command').fill('hello');
  expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
});

test('the Home tab is opened, drawn when the app publishes it, and clicked', async () => {
  stage.answer(() => undefined);
  await page.getByRole('button', { name: 'Home' }).first().click();
  await page.getByText('The app has published no Home tab yet.').waitFor();
  expect(stage.received.at(-1)).toMatchObject({ event: { type: 'app_home_opened', user: 'U0MARIA' } });
  const blocks = [section('*Open groups*'), { type: 'actions', elements: [button('refresh')] }];
  await stage.call('views.publish', { user_id: 'U0MARIA', view: { type: 'home', blocks } });
  await page.getByText('Open groups', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'refresh' }).click();
  await page.getByText(/The app answered after/).waitFor();
  expect(stage.received.at(-1)).toMatchObject({ type: 'block_actions', container: { type: 'view' } });
  expect(await page.title()).toBe('Home – Tocsin sandbox');
});

test('both are readable and fit a phone', async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await overflows(page)).toEqual([]);
  expect(await lowContrasts(page)).toEqual([]);
  await page.goBack();
  await page.getByLabel('Slash command').waitFor();
  expect(await overflows(page)).toEqual([]);
  expect(await lowContrasts(page)).toEqual([]);
  expect(stage.trouble).toEqual([]);
});

/**
 * The slash command and the Home tab, used by mouse and keys on the sandbox's page, with a relay behind it.
 * With UPDATE_PICTURES=1 their pictures in docs/images/ are made again.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type Platform, startPlatform } from '../acceptance/platform.ts';
import { webhookOf } from '../acceptance/webhooks.ts';
import { startChromium } from '../servers/chromium.ts';
import { keepPicture } from './keep-picture.ts';
import { lowContrasts, overflows } from './look.ts';

/** About as wide as the letters that Slack uses, whatever this machine's own are. */
const LETTERS = 'body, body :not(code, pre) { font-family: "Liberation Sans", Arial, sans-serif }';

const GROUPS = [
  { alertname: 'DiskFull', severity: 'critical', instance: 'db-1', service: 'billing' },
  { alertname: 'ReplicationLag', severity: 'critical', instance: 'db-2', service: 'billing' },
  { alertname: 'SlowCheckout', severity: 'warning', instance: 'web-3', service: 'shop' },
  { alertname: 'CertificateExpires', severity: 'info', instance: 'edge-1', service: 'proxy' },
];

const releasers = new Releasers();
let platform: Platform;
let page: Page;

beforeAll(async () => {
  platform = await startPlatform({ ops: ', locale: en' });
  releasers.add('platform', () => platform.close());
  for (const { alertname, instance, ...labels } of GROUPS) {
    await platform.post(webhookOf([{ instance, labels }], { alertname }));
    await platform.channel('T0ACME', 'C0OPS').expectMessage(new RegExp(alertname));
  }
  const browser = await startChromium();
  releasers.add('Chromium', () => browser.close());
  const context = await browser.newContext({
    viewport: { width: 1_000, height: 800 },
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    bypassCSP: true,
  });
  page = await context.newPage();
  page.setDefaultTimeout(8_000);
  await page.goto(platform.sandbox.url);
  await page.addStyleTag({ content: LETTERS });
  await page.getByLabel('Click as').selectOption('U0SAM');
}, 40_000);

afterAll(() => releasers.close(), 30_000);

async function photograph(name: string, part: Locator): Promise<void> {
  await page.mouse.move(0, 0);
  await keepPicture(name, () => part.screenshot({ animations: 'disabled', scale: 'css' }));
}

async function type(command: string): Promise<void> {
  await page.getByLabel('Slash command').fill(command);
  await page.keyboard.press('Enter');
}

test('a list is asked for, and a group taken by the button beside it', async () => {
  await type('/tocsin list');
  const list = page.locator('article.only', { hasText: '4 open groups' });
  await list.waitFor();
  await list.locator('.block', { hasText: 'ReplicationLag' }).getByRole('button', { name: 'Acknowledge' }).click();
  await page.getByText('Acknowledged: ReplicationLag').waitFor();
  await type('/tocsin list');
  const next = page.locator('article.only', { hasText: '4 open groups' }).nth(1);
  await next.getByRole('button', { name: 'Unacknowledge' }).waitFor();
  await photograph('command-list', next);
  expect(await lowContrasts(page)).toEqual([]);
  await page.locator('article', { hasText: '@sam has it' }).first().waitFor();
});

test('the Home tab shows what one has, and gives it back', async () => {
  await page.getByRole('button', { name: 'Home' }).first().click();
  await page.getByText('Mine', { exact: true }).waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await overflows(page)).toEqual([]);
  expect(await lowContrasts(page)).toEqual([]);
  await photograph('home-tab', page.locator('.home'));
  await page.getByRole('button', { name: 'Unacknowledge' }).click();
  await page.getByText('Given back: ReplicationLag').waitFor();
  expect(await page.getByText('Mine', { exact: true }).count()).toBe(0);
});

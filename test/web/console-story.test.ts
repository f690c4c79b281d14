/** One story in which only Slack is made up: an alert comes in, and somebody looks at it and takes it on the console. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type Platform, SECRETS, startPlatform } from '../acceptance/platform.ts';
import { webhookOf } from '../acceptance/webhooks.ts';
import { startChromium } from '../servers/chromium.ts';

let platform: Platform;
let browser: Browser;
let page: Page;
const trouble: string[] = [];

beforeAll(async () => {
  [platform, browser] = await Promise.all([startPlatform(), startChromium()]);
  page = await browser.newPage({ locale: 'en-GB', timezoneId: 'UTC' });
  page.setDefaultTimeout(8_000);
  page.on('console', (message) => trouble.push(message.text()));
  page.on('pageerror', (error) => trouble.push(String(error)));
}, 40_000);

afterAll(async () => {
  await browser.close();
  await platform.close();
}, 30_000);

test('an alert is seen, explained, drawn as in Slack, and taken; Slack and the history say who has it', async () => {
  const answer = await page.goto(`${platform.url}/console`);
  expect(answer?.headers()['content-security-policy']).toContain(
    "script-src 'self'; style-src 'self'; connect-src 'self'",
  );
  await page.getByLabel(/^Name/).fill('ada');
  await page.getByLabel(/^Admin token/).fill(SECRETS.TOCSIN_ADMIN_TOKEN);
  await page.keyboard.press('Enter');
  await page.getByText('Alerts reach everybody').waitFor();

  await platform.post(webhookOf([{ instance: 'db-1', labels: { severity: 'critical' } }]));
  const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
  await page.getByRole('row', { name: /^Acme/ }).getByRole('link', { name: '1', exact: true }).first().click();
  await page.locator('.group-line').click();
  await page.getByRole('heading', { level: 1, name: 'DiskFull' }).waitFor();
  await page.getByRole('region', { name: 'History' }).getByText('Message posted').waitFor();

  expect(await drawnOn(page)).toBe(await drawnInSlack());

  await page.getByLabel('Actions').getByRole('button', { name: 'Acknowledge', exact: true }).click();
  await message.expectUpdate(/ada/);
  await page.getByRole('region', { name: 'History' }).getByText(/^ada/).waitFor();

  await page.locator('.alerts summary').click();
  await page.getByRole('link', { name: 'Why does it go there?' }).click();
  await page.getByText('team="db" does not hold: there is no team').waitFor();

  await page.getByRole('link', { name: 'Templates' }).click();
  await page.getByLabel('Tenant').selectOption('acme');
  await page.locator('.preview-of article').nth(4).waitFor();
  await page.getByLabel('Drawn with').selectOption({ label: 'DiskFull · ops' });
  await page
    .locator('.preview-of:first-child article')
    .getByText(/DiskFull/)
    .first()
    .waitFor();
  await page.getByRole('textbox', { name: 'Source' }).fill('{{#section}}\n{{nothing_like_it}}\n{{/section}}');
  await page.getByRole('button', { name: /^Line 2, column/ }).waitFor();

  await page.goto(`${platform.url}/console/silences?tenant=acme`);
  await page.getByText('No Alertmanager is configured').waitFor();
  await page.goto(`${platform.url}/console/watchdogs?tenant=acme`);
  await page.getByText('No watchdogs').waitFor();
  await page.goto(`${platform.url}/console/dead-letters?tenant=acme`);
  await page.getByText('No dead letters').waitFor();

  await page.goto(`${platform.url}/console/tenants/acme`);
  await page.getByText('Configuration valid').waitFor();
  expect(await page.locator('main').innerText()).not.toContain(SECRETS.ACME_INGEST_TOKEN);

  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByLabel(/^Admin token/).waitFor();
  expect(trouble.filter((each) => !/401|409|username/.test(each))).toEqual([]);
}, 40_000);

/** The text of the message, without whom its first post called: what is drawn again calls nobody. */
async function drawnOn(on: Page): Promise<string> {
  const body = on.locator('article .body').last();
  await body.waitFor();
  return (await body.innerText()).replaceAll(/@\S+/g, '').replaceAll(/\s+/g, ' ');
}

async function drawnInSlack(): Promise<string> {
  const slack = await browser.newPage();
  await slack.goto(platform.sandbox.url);
  await slack.getByLabel('Click as').selectOption('U0JAN');
  const text = await drawnOn(slack);
  await slack.close();
  return text;
}

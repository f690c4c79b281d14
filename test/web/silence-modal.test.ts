/**
 * The modal of silences, used by mouse and keys on the sandbox's page, with a real Alertmanager behind it.
 * With UPDATE_PICTURES=1 its pictures in docs/images/ are made again.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { Releasers } from '../../src/core/lifecycle.ts';
import { useAlertmanager } from '../acceptance/alertmanager-of-acme.ts';
import { type Platform, startPlatform } from '../acceptance/platform.ts';
import { startChromium } from '../servers/chromium.ts';
import { keepPicture } from './keep-picture.ts';
import { lowContrasts, overflows } from './look.ts';

/** Of a picture; its colours, as a page of text has. */
/** About as wide as the letters that Slack uses, whatever this machine's own are. */
const LETTERS = 'body, body :not(code, pre, textarea) { font-family: "Liberation Sans", Arial, sans-serif }';

const DESK = { width: 1_000, height: 1_150 };

const ACCESS = `
roles: [{ name: responder, users: [U0SAM, U0JAN] }]
ask: ['<@U0MARIA>']
`;

const releasers = new Releasers();
let platform: Platform;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  platform = await startPlatform({ ops: ', locale: en', files: { 'tenants/acme/access.yaml': ACCESS } });
  releasers.add('platform', () => platform.close());
  const alertmanager = await useAlertmanager(platform);
  releasers.add('Alertmanager', () => alertmanager.stop());
  browser = await startChromium();
  releasers.add('Chromium', () => browser.close());
  await alertmanager.fire(
    { alertname: 'DiskFull', severity: 'critical', service: 'billing', instance: 'db-1' },
    { alertname: 'DiskFull', severity: 'critical', service: 'billing', instance: 'db-2' },
  );
  await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
  await alertmanager.fire({ alertname: 'DiskFull', severity: 'critical', cluster: 'west', instance: 'db-9' });
  await platform.channel('T0ACME', 'C0OPS').expectMessage(/west/);
  const context = await browser.newContext({
    viewport: DESK,
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    bypassCSP: true,
  });
  page = await context.newPage();
  page.setDefaultTimeout(8_000);
  await page.goto(platform.sandbox.url);
  await page.addStyleTag({ content: LETTERS });
}, 40_000);

afterAll(() => releasers.close(), 30_000);

async function openAs(userId: string, title: string): Promise<Locator> {
  await page.getByLabel('Click as').selectOption(userId);
  await page.locator('article', { hasText: 'db-1' }).getByRole('button', { name: 'Silence' }).click();
  const modal = page.getByRole('dialog', { name: title, exact: true });
  await modal.getByRole('textbox').first().waitFor();
  return modal;
}

async function photograph(name: string, modal: Locator): Promise<void> {
  await page.mouse.move(0, 0);
  await keepPicture(name, () => modal.screenshot({ animations: 'disabled', scale: 'css' }));
}

const WORDS = {
  en: { user: 'U0SAM', title: 'Silence', matchers: 'Matchers', outside: 'Hits 3 alerts, 1 outside this message' },
  de: {
    user: 'U0JAN',
    title: 'Stummschaltung',
    matchers: 'Bedingungen (Matcher)',
    outside: 'Trifft 3 Alarme, davon 1 außerhalb dieser Nachricht',
  },
} as const;

describe('the modal of silences', () => {
  test('fits a phone', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const modal = await openAs('U0JAN', 'Stummschaltung');
    await modal.getByText(/Trifft 2/).waitFor();
    expect(await overflows(page)).toEqual([]);
    await modal.getByLabel('Wie lange').selectOption('custom');
    await modal.getByLabel('Dauer').waitFor();
    expect(await overflows(page)).toEqual([]);
    await modal.getByRole('button', { name: 'Close' }).click();
    await modal.waitFor({ state: 'detached' });
    await page.setViewportSize(DESK);
  }, 30_000);

  test.each(['en', 'de'] as const)(
    'shows while one writes what is hit, in the person’s language: %s',
    async (locale) => {
      const { user, title, matchers, outside } = WORDS[locale];
      const modal = await openAs(user, title);
      expect(await modal.getByLabel(matchers).inputValue()).toBe('alertname="DiskFull"\ncluster=""');
      await modal.getByLabel(matchers).press('ControlOrMeta+End');
      for (let key = 0; key < '\ncluster=""'.length; key += 1) await page.keyboard.press('Backspace');
      await modal.getByText(outside).waitFor();
      expect(await modal.getByLabel(matchers).inputValue()).toBe('alertname="DiskFull"');
      expect(await lowContrasts(page)).toEqual([]);
      await photograph(`silence-${locale}`, modal);
      await modal.getByRole('button', { name: 'Close' }).click();
      await modal.waitFor({ state: 'detached' });
    },
    30_000,
  );

  test('takes a length of one’s own, silences, and offers the end of what is silenced', async () => {
    const modal = await openAs('U0SAM', 'Silence');
    await modal.getByLabel('How long').selectOption('custom');
    await modal.getByLabel('Duration').fill('soon');
    await modal.getByText('This is no duration.').first().waitFor();
    await modal.getByRole('button', { name: 'Silence', exact: true }).click();
    await modal.getByRole('alert').waitFor();
    await modal.getByLabel('Duration').fill('90m');
    await modal.getByText(/Hits 2.alerts, none outside this message/).waitFor();
    await modal.getByLabel('Comment').fill('disk is being grown');
    await modal.getByRole('button', { name: 'Silence', exact: true }).click();
    await modal.getByText(/^✅ Silenced until/).waitFor();
    await modal.getByRole('link', { name: 'Open in Alertmanager' }).waitFor();
    await modal.getByRole('button', { name: 'Close' }).first().click();
    await page.getByRole('button', { name: /^1 reply/ }).click();
    await page.getByRole('complementary', { name: 'Thread' }).getByText('silenced alerts of this group').waitFor();

    await page.locator('main article', { hasText: 'db-1' }).getByRole('button', { name: 'Silence' }).click();
    await modal.getByText('“disk is being grown”').waitFor();
    await photograph('silence-present', modal);
    await modal.getByRole('button', { name: 'End now' }).click();
    await page.getByRole('dialog', { name: 'End now' }).getByRole('button', { name: 'End now' }).click();
    await page.getByText('ended the silence').waitFor();
  }, 30_000);
});

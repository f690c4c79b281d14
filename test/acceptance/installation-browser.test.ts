/** A person installs the app in a real browser: what they see, on a phone and in the dark. */
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startChromium } from '../servers/chromium.ts';
import { startInstallingPlatform } from './installed-platform.ts';
import { installLink } from './installer.ts';

let browser: Browser;
const releasers = new Releasers();
beforeAll(async () => {
  browser = await startChromium();
});
afterEach(() => releasers.close());
afterAll(() => browser.close());

test.each([
  ['en-GB', 'light', 'Install Tocsin for Acme', 'Tocsin is installed'],
  ['de-DE', 'dark', 'Tocsin für Acme installieren', 'Tocsin ist installiert'],
] as const)('in %s, %s, by two clicks on a phone', async (locale, colorScheme, first, last) => {
  const platform = await startInstallingPlatform();
  releasers.add('platform', () => platform.close());
  const context = await browser.newContext({ locale, colorScheme, viewport: { width: 360, height: 720 } });
  releasers.add('context', () => context.close());
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('console', (message) => problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(String(error)));

  await page.goto(await installLink(platform.url, 'acme'));
  expect(await page.title()).toBe(first);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(360);
  const button = page.getByRole('link');
  const box = await button.boundingBox();
  expect(box?.height ?? 0).toBeGreaterThanOrEqual(40);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/install-${locale}-1.png` });
  await button.click();
  await page.getByRole('button', { name: 'Allow in Sandbox' }).first().click();
  await page.waitForURL(/oauth_redirect/);
  expect(await page.getByRole('heading').textContent()).toBe(last);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/install-${locale}-2.png` });
  expect(problems).toEqual([]);
  await page.reload();
  expect(await page.getByRole('heading').textContent()).not.toBe(last);
});

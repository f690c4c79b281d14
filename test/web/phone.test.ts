/** What a person sees of the product's own messages on a phone: the real templates, phrases and fixtures in a browser. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { LiveChanges } from '../../src/preview/live-changes.ts';
import { loadRendering, type Rendering } from '../../src/preview/load-rendering.ts';
import { createPreviewEndpoints } from '../../src/preview/preview-endpoints.ts';
import { LOCALES_DIR, TEMPLATES_DIR } from '../preview/product-previews.ts';
import { overflows } from './look.ts';
import { type Stage, setStage } from './open-page.ts';

/** An iPhone's, and about as wide letters as Slack's, whatever this machine's own are. */
const PHONE = { viewport: { width: 390, height: 844 }, bypassCSP: true, reducedMotion: 'reduce' as const };
const LETTERS = 'body, body :not(code, pre) { font-family: "Liberation Sans", Arial, sans-serif }';

/** What to do stands in the upper half of the screen, below how bad, what, where, since when and who has it. */
const UPPER_HALF = PHONE.viewport.height / 2;

const GROUPS: readonly { readonly template: string; readonly fixture: string }[] = [
  { template: 'default', fixture: 'disk-almost-full' },
  { template: 'critical', fixture: 'disk-almost-full' },
  { template: 'warning', fixture: 'pod-crash-loop' },
  { template: 'info', fixture: 'certificate-notice' },
  { template: 'performance', fixture: 'latency-slo' },
  { template: 'security', fixture: 'brute-force' },
  { template: 'backup', fixture: 'backup-failed' },
  { template: 'model', fixture: 'model-accuracy' },
  { template: 'tenant-onboarding', fixture: 'tenant-onboarding' },
];

let rendering: Rendering | undefined;
let stage: Stage;
let page: Page;

beforeAll(async () => {
  ({ rendering } = await loadRendering({ templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR }));
  stage = await setStage({
    preview: createPreviewEndpoints({ current: () => rendering, changes: new LiveChanges() }),
  });
  page = await stage.open('/preview', PHONE);
});

afterAll(async () => await stage.close());

/** One state of a group in all languages; waits until all are drawn. */
async function show(group: { readonly template: string; readonly fixture: string }, state: string): Promise<void> {
  await page.goto(
    `${stage.sandbox.url}/preview?view=grid&fixture=${group.fixture}&template=${group.template}&state=${state}&width=phone`,
  );
  await page.addStyleTag({ content: LETTERS });
  const count = rendering?.locales.length ?? 0;
  await page
    .locator('article')
    .nth(count - 1)
    .waitFor();
  expect(await page.locator('article').count()).toBe(count);
}

/** The language and the tops of a row's buttons, for each row of each message. */
function rows(): Promise<readonly { readonly lang: string; readonly tops: readonly number[] }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('article .actions')].map((row) => ({
      lang: row.closest('[lang]')?.getAttribute('lang') ?? '',
      tops: [...new Set([...row.children].map((child) => Math.round(child.getBoundingClientRect().top)))],
    })),
  );
}

/** How far below its message's top what to do ends, by language. */
function bottomsOfAction(): Promise<readonly { readonly lang: string; readonly bottom: number }[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll('article')].map((article) => {
      const action = [...article.querySelectorAll('.block')].find(({ textContent }) => textContent?.includes('👉'));
      const bottom = action?.getBoundingClientRect().bottom ?? Number.POSITIVE_INFINITY;
      const lang = article.closest('[lang]')?.getAttribute('lang') ?? '';
      return { lang, bottom: Math.round(bottom - article.getBoundingClientRect().top) };
    }),
  );
}

describe.each(GROUPS)('on a phone, a group in the template $template', (group) => {
  test.each(['fired', 'acknowledged', 'resolved'])(
    'has its buttons in one row in every language when %s',
    async (state) => {
      await show(group, state);
      const drawn = await rows();
      expect(drawn.length).toBe(rendering?.locales.length);
      expect(drawn.filter(({ tops }) => tops.length > 1)).toEqual([]);
      expect(await overflows(page)).toEqual([]);
    },
  );

  test('says what matters in the upper half of the screen, in every language', async () => {
    await show(group, 'acknowledged');
    const found = await bottomsOfAction();
    expect(found.length).toBe(rendering?.locales.length);
    expect(found.filter(({ bottom }) => bottom > UPPER_HALF)).toEqual([]);
  });
});

test('nothing of it complained', () => {
  expect(stage.trouble).toEqual([]);
});

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { lowContrasts, overflows } from './look.ts';
import { type Stage, setStage } from './open-page.ts';
import { previewEndpoints } from './preview-endpoints.ts';

const preview = previewEndpoints();
let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage({ preview: preview.serve });
  page = await stage.open();
});

afterAll(async () => await stage.close());

/** Waits until that many messages are drawn, in whatever order they come; more are a fault. */
async function drawn(on: Page, count: number): Promise<void> {
  await on
    .locator('article')
    .nth(count - 1)
    .waitFor();
  expect(await on.locator('article').count()).toBe(count);
}

/** Has the page itself remember the steps that it shows from now on: looking from outside misses some when time is short. */
async function rememberSteps(on: Page): Promise<void> {
  await on.evaluate(() => {
    const steps: string[] = [];
    const slider = document.querySelector('[role=slider], input[type=range]');
    new MutationObserver(() => {
      steps.push((slider?.getAttribute('aria-valuetext') ?? '').replace(/,.*/, ''));
      document.body.dataset.steps = steps.join(' ');
    }).observe(slider ?? document.body, { attributeFilter: ['aria-valuetext'] });
  });
}

describe('the grid', () => {
  test('is reached from the sandbox, and shows one group in all templates and five languages', async () => {
    await page.getByRole('link', { name: 'Preview' }).click();
    await drawn(page, 15);
    const columns = await page.locator('.grid thead th').allInnerTexts();
    expect(columns).toEqual(['English en', 'Français fr', 'Deutsch de', 'Español es', 'Italiano it']);
    expect(await page.locator('.template-name').allInnerTexts()).toEqual(['default', 'critical', 'backup']);
    expect(await page.locator('[lang=fr] .author time').first().innerText()).toMatch(/^\d\d:\d\d$/);
    expect(await page.locator('[lang=en] .author time').first().innerText()).toMatch(/ [AP]M$/);
  });

  test('leads back to the sandbox', async () => {
    await page.getByRole('link', { name: 'Sandbox' }).click();
    await page.getByRole('heading', { name: /ops/ }).waitFor();
    await page.goBack();
    await page.getByText('backup attivo fired v1').waitFor();
  });

  test('stands alone where there are no workspaces', async () => {
    const alone = await setStage({ workspaces: [], preview: preview.serve });
    try {
      const shown = await alone.open('/');
      await shown.getByText('backup attivo fired v1').waitFor();
      expect(await shown.getByRole('link', { name: 'Sandbox' }).count()).toBe(0);
      expect(alone.trouble).toEqual([]);
    } finally {
      await alone.close();
    }
  });

  test('shows another state, and says which template failed', async () => {
    await page.getByLabel('State').selectOption('resolved');
    await page.getByText('default aktiv resolved v1').waitFor();
    await page.locator('.failure').nth(4).waitFor();
    expect(await page.locator('.failure').count()).toBe(5);
    expect(await page.locator('.failure').first().innerText()).toContain('message.hbs:4:2: no helper "gone"');
  });

  test('keeps what it shows in its address', async () => {
    await page.getByLabel('Template').selectOption('critical');
    await page.reload();
    await page.getByText('critical activa resolved v1').waitFor();
    await drawn(page, 5);
  });

  test('is drawn anew when a file changes', async () => {
    preview.change();
    await page.getByText('critical activa resolved v2').waitFor();
  });

  test('is drawn anew when the page was cut off meanwhile', async () => {
    preview.changeUnheard();
    await page.getByText('critical activa resolved v3').waitFor();
  });

  test('tells where a template is broken, until it is mended', async () => {
    preview.breakTemplate({ file: 'critical/message.hbs', line: 7, column: 3, reason: 'no such phrase' });
    await page.getByText('critical/message.hbs:7:3: no such phrase').waitFor();
    preview.change();
    await page.getByText('critical/message.hbs:7:3').waitFor({ state: 'detached' });
  });

  test('shows why a group cannot be drawn', async () => {
    const broken = await stage.open('/preview?fixture=broken&template=default');
    await broken.getByText('template_failed: default.hbs:3:5: no such phrase').nth(4).waitFor();
    expect(await broken.locator('.failure').count()).toBe(5);
    await broken.context().close();
    // A 422 is told in the browser's console, too.
    stage.forgive(/422/);
  });

  test.each(['light', 'dark'] as const)('is readable in %s, and fits a phone', async (colorScheme) => {
    const phone = await stage.open('/preview', { colorScheme, viewport: { width: 360, height: 740 } });
    await phone.getByText('backup attivo fired').waitFor();
    expect(await overflows(phone)).toEqual([]);
    expect(await lowContrasts(phone)).toEqual([]);
    await phone.context().close();
  });
});

describe("a group's life", () => {
  test('is walked through with the slider, by keyboard', async () => {
    const life = await stage.open('/preview?view=life&template=default&locale=de');
    await life.getByText('default aktiv fired').waitFor();
    const thread = life.getByRole('region', { name: 'Thread' });
    expect(await thread.innerText()).toContain('No replies yet.');
    const slider = life.getByRole('slider');
    await slider.focus();
    await life.keyboard.press('ArrowRight');
    await life.getByText('default aktiv changed').waitFor();
    expect(await slider.getAttribute('aria-valuetext')).toBe('changed, +34 min');
    expect(await thread.locator('article').count()).toBe(1);
    await life.keyboard.press('End');
    await life.getByText('default aktiv resolved').waitFor();
    expect(await thread.innerText()).toContain('All resolved');
    await life.getByRole('button', { name: 'fired' }).first().click();
    await life.getByText('default aktiv fired').waitFor();
    await life.context().close();
  });

  test('plays by itself', async () => {
    const life = await stage.open('/preview?view=life&template=default&locale=it');
    await life.getByText('default attivo fired').waitFor();
    await rememberSteps(life);
    await life.getByRole('button', { name: 'Play' }).click();
    await life.getByRole('button', { name: 'Pause' }).waitFor();
    await life.getByText('default attivo resolved').waitFor();
    await life.getByRole('button', { name: 'Play' }).waitFor();
    expect(await life.evaluate(() => document.body.dataset.steps)).toBe('changed acknowledged resolved');
    await life.context().close();
  });

  test('fits a phone', async () => {
    const phone = await stage.open('/preview?view=life', { viewport: { width: 360, height: 740 } });
    await phone.getByText('auto firing fired').waitFor();
    expect(await overflows(phone)).toEqual([]);
    await phone.context().close();
  });
});

test('nothing of it ran, loaded or complained', () => {
  expect(stage.trouble).toEqual([]);
});

test('where previews are not served, there is no way to them, and their address says so', async () => {
  const without = await setStage();
  try {
    const sandbox = await without.open();
    await sandbox.getByRole('heading', { name: /ops/ }).waitFor();
    expect(await sandbox.getByRole('link', { name: 'Preview' }).count()).toBe(0);
    expect(without.trouble).toEqual([]);
    await sandbox.goto(`${without.sandbox.url}/preview`);
    await sandbox.getByText('run “tocsin template dev”').waitFor();
  } finally {
    await without.close();
  }
});

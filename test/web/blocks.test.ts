import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { countedCharacters } from '../../src/sandbox/block-kit/validate-blocks.ts';
import { GOOD_BLOCKS } from '../sandbox/good-blocks.ts';
import { section } from '../sandbox/sandbox-fixture.ts';
import { ATTACHMENTS, CRITICAL, EVERY_BLOCK } from './messages.ts';
import { type Stage, setStage } from './open-page.ts';

/** Everything that labels and annotations might try. */
const HOSTILE =
  '<img src=x onerror=alert(1)> <script>alert(1)</script> &lt;script&gt;alert(2)&lt;/script&gt; ' +
  '<javascript:alert(3)|click> <data:text/html,x|data> <https://runbooks.example/a?b=1&amp;c=2|runbook>';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage();
  page = await stage.open();
});

afterAll(async () => await stage.close());

/** Posts, and finds the newest message on the page. */
async function draw(message: object) {
  const { body } = await stage.call('chat.postMessage', { channel: 'C0OPS', text: 'fallback', ...message });
  expect(body).toMatchObject({ ok: true });
  const drawn = page.locator(`article:has(a.when[href$="p${String(body.ts).replace('.', '')}"])`);
  await drawn.waitFor();
  return drawn;
}

describe('a message', () => {
  test('shows every kind of block', async () => {
    const drawn = await draw({ blocks: EVERY_BLOCK });
    const text = (await drawn.locator('.body').innerText()).replace(/\s+/g, ' ');
    for (const wanted of [
      'A header with 🔔',
      'bold italic struck code bold and italic snake_case_name 2*3*4',
      'quoted <once> and again',
      'SELECT 1 & 2; *not bold*',
      'a runbook https://grafana.example/d/1. mail',
      '🚨 🔴 🔥 :no_such_emoji:',
      '@Maria Muster #db @oncall @here @channel',
      '1970-01-01 1:00 no date',
      'Severity critical Service payments',
      'context in grey and plain',
      'Load of db-1',
      'rich bold and code🔥@Maria Muster a link',
      'first second below a rich quote rich preformatted',
      'Instance Full db-3 97 %',
      'Heading bold and italic gone code one two first',
      '<b>no html</b> link',
      'A note (optional)',
      'inside it',
    ]) {
      expect(text).toContain(wanted);
    }
    const count = (selector: string) => drawn.locator(selector).count();
    expect(await count('blockquote')).toBe(3);
    expect(await count('.body hr')).toBe(1);
    expect(await count('table')).toBe(2);
    expect(await count('.fields > div')).toBe(3);
    expect(await count('.button.primary, .button.danger')).toBe(2);
    expect(await count('select, input[type=date], input[type=text]')).toBe(3);
    expect(await drawn.getByRole('link', { name: 'A graph' }).getAttribute('href')).toBe(
      'https://img.example/graph.png',
    );
    expect(await drawn.locator('pre').first().innerText()).toBe('SELECT 1 & 2;\n  *not bold*');
  });

  test.each(GOOD_BLOCKS.filter(([, blocks]) => blocks.length > 0 && countedCharacters(blocks) < 10_000))(
    'draws %s',
    async (_name, blocks) => {
      const drawn = await draw({ blocks });
      expect(await drawn.locator('.unknown').allInnerTexts()).toEqual([]);
      const { width = 0 } = (await drawn.locator('.body').boundingBox()) ?? {};
      expect(width).toBeGreaterThan(0);
      expect(width).toBeLessThan(1_000);
    },
  );

  test('shows hostile text as text', async () => {
    const drawn = await draw({
      blocks: [{ type: 'header', text: { type: 'plain_text', text: '<b>3</b> firing' } }, section(HOSTILE)],
    });
    const body = drawn.locator('.body');
    expect(await body.textContent()).toContain(
      '<b>3</b> firing<img src=x onerror=alert(1)> <script>alert(1)</script> <script>alert(2)</script> ' +
        '<javascript:alert(3)|click> <data:text/html,x|data> runbook',
    );
    expect(await body.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
      'https://runbooks.example/a?b=1&c=2',
    ]);
    expect(await body.locator('img, script').count()).toBe(0);
  });

  test('shows attachments beside a bar of their colour, and the text above them', async () => {
    const drawn = await draw({ text: 'above *all*', attachments: ATTACHMENTS });
    expect(await drawn.locator('.body > .mrkdwn').innerText()).toBe('above all');
    const colours = await drawn
      .locator('.bar')
      .evaluateAll((bars) => bars.map((bar) => getComputedStyle(bar).backgroundColor));
    expect(colours).toEqual(['rgb(224, 30, 90)', 'rgb(46, 182, 125)']);
    expect(await drawn.locator('.attachment').first().getByRole('button', { name: 'Acknowledge' }).count()).toBe(1);
  });

  test('shows the text alone where there are no blocks', async () => {
    const drawn = await draw({ text: 'only *text*' });
    expect(await drawn.locator('.body').innerText()).toBe('only text');
  });

  test('opens links elsewhere, and without telling where from', async () => {
    const drawn = await draw({ blocks: CRITICAL });
    const runbook = drawn.getByRole('link', { name: 'Runbook' });
    expect(await runbook.getAttribute('href')).toBe('https://runbooks.example/disk');
    expect(await runbook.getAttribute('target')).toBe('_blank');
    expect(await runbook.getAttribute('rel')).toBe('noopener noreferrer');
  });

  test('ran, loaded and broke nothing', () => {
    expect(stage.trouble).toEqual([]);
  });
});

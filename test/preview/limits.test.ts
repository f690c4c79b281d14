import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Content } from '../../src/core/preview.ts';
import { contentProblems } from '../../src/preview/check-content.ts';
import { lint } from '../../src/preview/lint.ts';
import type { Drawn } from '../../src/preview/lint-drawings.ts';
import { LintReport } from '../../src/preview/lint-report.ts';
import { validateBlocks } from '../../src/sandbox/block-kit/validate-blocks.ts';
import { LOCALES_DIR, productBase, productLives, TEMPLATES_DIR } from './product-previews.ts';

describe("the product's templates with every fixture in every language at every state", () => {
  const report = new LintReport();
  let drawn: readonly Drawn[] = [];

  beforeAll(async () => {
    ({ drawn } = await lint({ templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR }, report));
  }, 120_000);

  test('are drawn, all of them', async () => {
    const lives = await productLives();
    const steps = [...lives.values()].reduce((sum, life) => sum + life.steps.length, 0);
    expect(drawn.length).toBeGreaterThanOrEqual(productBase().templates.size * 5 * steps);
  });

  test('have no faults, nothing that is missing and nothing in vain', () => {
    expect(report.errors).toEqual([]);
    expect(report.warnings).toEqual([]);
  });

  test('are within what Slack takes', () => {
    const refused = drawn.flatMap(({ content, where }) => {
      const bars = (content.attachments ?? []).map((bar) => Reflect.get(Object(bar), 'blocks'));
      const faults = [content.blocks, ...bars].flatMap((blocks) => validateBlocks(blocks));
      return faults.map(({ pointer, message }) => `${where}: ${pointer} ${message}`);
    });
    expect(refused).toEqual([]);
  });
});

describe('a drawn message', () => {
  const section = (text: string): Content => ({
    text: 'A',
    blocks: [{ type: 'section', text: { type: 'mrkdwn', text } }],
  });

  test.each([
    ['a mention of all', '<!channel>', 'a text holds <, which is not escaped'],
    ['a person who has nothing to do with it', '<@U0ALEX>', 'a text holds <@U0ALEX>, which is not escaped'],
    ['an angle bracket', 'a > b', 'a text holds >, which is not escaped'],
    ['an ampersand', 'a & b', 'a text holds &, which is not escaped'],
    ['an address that runs code', '<javascript:alert(1)|x>', 'a text holds <, which is not escaped'],
  ])('must not hold %s', (_what, text, problem) => {
    expect(contentProblems(section(text))).toEqual([problem]);
  });

  test.each([
    'a &lt; b &amp;&amp; c',
    'since <!date^1772460000^{date_short_pretty} {time}|Mar 2, 2026, 3:00 PM GMT+1>',
    '<https://runbooks.example.com/disk?a=b&amp;c=d|Runbook>',
    '<@U0MARIA>',
  ])('may hold %s', (text) => {
    expect(contentProblems(section(text), ['U0MARIA'])).toEqual([]);
  });

  test.each<[string, Content, string]>([
    [
      'no text for notifications',
      { ...section('x'), text: ' ' },
      'it has no text for notifications and screen readers',
    ],
    [
      'too long a text',
      { ...section('x'), text: 'é'.repeat(1_901) },
      'its text for notifications has 3802 bytes of 3800',
    ],
    [
      'a block that Slack refuses',
      section(''),
      'Slack refuses it: must be more than 0 characters [json-pointer:/blocks/0/text/text]',
    ],
    [
      'such a block behind a coloured bar',
      { text: 'A', blocks: [], attachments: [{ color: '#ff0000', blocks: [{ type: 'headr' }] }] },
      'Slack refuses it: unsupported type: headr [json-pointer:/attachments/0/blocks/0/type]',
    ],
  ])('must not have %s', (_what, content, problem) => {
    expect(contentProblems(content)).toContain(problem);
  });
});

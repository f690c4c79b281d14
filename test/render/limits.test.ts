import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutBytes, cutMrkdwn, splitMrkdwn } from '../../src/render/cut-text.ts';
import { dataText, escapeMarkup, toPlainText, unescapeMarkup } from '../../src/render/escape.ts';
import type { Renderer } from '../../src/render/renderer.ts';
import { countedCharacters, validateBlocks } from '../../src/sandbox/block-kit/validate-blocks.ts';
import { text, groupView as view } from './arbitraries.ts';
import { allBlocks } from './draw.ts';
import { LOCALES, productBase, requestFor } from './rendering.ts';
import { expectSlackAccepts } from './slack-check.ts';
import type { viewFrom } from './view-builder.ts';

const { renderer } = productBase();
const MENTIONS = ['<!subteam^S0ONCALL>', '<@U0MARIA>'];

const audience = fc.record({
  locale: fc.constantFrom(...LOCALES, 'de-AT', 'fr-CA', 'pt-BR', 'not a locale', ''),
  timeZone: fc.constantFrom('Europe/Berlin', 'Asia/Kathmandu', 'Nowhere/Land', ''),
});

function expectSound(
  target: Renderer,
  given: ReturnType<typeof viewFrom>,
  where: { locale: string; timeZone: string },
): void {
  for (const part of ['message', 'thread'] as const) {
    const request = { ...requestFor(given, { part }), audience: { ...where, mentions: MENTIONS } };
    for (const rendered of [target.render(request), target.renderPlain(request)]) {
      expect(rendered.failure).toBeUndefined();
      const isThread = part === 'thread' && !JSON.stringify(allBlocks(rendered.content)).includes('S0ONCALL');
      expectSlackAccepts(rendered.content, isThread ? [] : MENTIONS);
      expect(validateBlocks(allBlocks(rendered.content))).toEqual([]);
      expect(countedCharacters(allBlocks(rendered.content))).toBeLessThanOrEqual(10_000);
      expect(rendered.hash).toMatch(/^[0-9a-f]{32}$/);
    }
  }
}

describe('any group at all', () => {
  test('is drawn within what Slack takes, by template and plainly', () => {
    fc.assert(
      fc.property(view, audience, (given, where) => expectSound(renderer, given, where)),
      { numRuns: 400 },
    );
  }, 60_000);

  test('is drawn to the same bytes twice', () => {
    fc.assert(
      fc.property(view, (given) => {
        expect(renderer.render(requestFor(given))).toEqual(renderer.render(requestFor(given)));
      }),
      { numRuns: 50 },
    );
  }, 30_000);

  test('has the same hash with and without mentions', () => {
    fc.assert(
      fc.property(view, (given) => {
        const { hash } = renderer.render(requestFor(given, { mentions: MENTIONS }));
        expect(hash).toBe(renderer.render(requestFor(given)).hash);
      }),
      { numRuns: 50 },
    );
  }, 30_000);
});

const tokens = fc.constantFrom('<https://example.com/a?b=c|label>', '<!date^1^{date_short}|1 Jan 1970>');
const mrkdwn = fc
  .array(fc.oneof({ weight: 3, arbitrary: text.map((raw) => dataText(raw, 200)) }, tokens), { maxLength: 30 })
  .map((parts) => parts.join(' '));

/** Whether the text has only whole entities, tokens and code points. */
function isWhole(part: string): boolean {
  const rest = part.replace(/<[^<>]+>/g, '');
  return !/[<>]/.test(rest) && !/&(?!(?:amp|lt|gt);)/.test(rest) && !/\p{Cs}/u.test(part);
}

describe('finished text', () => {
  test('is cut only between code points, entities and tokens', () => {
    fc.assert(
      fc.property(mrkdwn, fc.integer({ min: 1, max: 400 }), (whole, max) => {
        const cut = cutMrkdwn(whole, max);
        expect(cut.length).toBeLessThanOrEqual(max);
        expect(isWhole(cut)).toBe(true);
        const bytes = cutBytes(whole, max + 3);
        expect(Buffer.byteLength(bytes)).toBeLessThanOrEqual(max + 3);
        expect(isWhole(bytes)).toBe(true);
      }),
    );
  });

  test('is split without losing anything but white space', () => {
    const squeezed = (part: string): string => part.replace(/\s+/g, '');
    fc.assert(
      fc.property(mrkdwn, fc.integer({ min: 60, max: 400 }), (whole, max) => {
        const pieces = splitMrkdwn(whole, max);
        expect(pieces.every((piece) => piece.length <= max && piece !== '' && isWhole(piece))).toBe(true);
        expect(squeezed(pieces.join(''))).toBe(squeezed(whole));
      }),
    );
  });

  test('is broken between lines where it can be', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index} ${'x'.repeat(50)}`);
    const pieces = splitMrkdwn(lines.join('\n'), 3_000);
    expect(pieces.length).toBe(2);
    expect(pieces.join('\n')).toBe(lines.join('\n'));
  });
});

describe('escaping', () => {
  test('is undone by unescaping, and plain text is what was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(unescapeMarkup(escapeMarkup(raw))).toBe(raw);
        expect(toPlainText(escapeMarkup(raw))).toBe(raw.replace(/[^\S\u00a0\u202f]+/g, ' ').trim());
      }),
    );
  });
});

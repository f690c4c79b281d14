import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { compileLabelRegex, literalChoices, MAX_REGEX_SIZE, writtenOutSize } from '../../src/routing/label-regex.ts';

const compiled = (source: string): RE2JS => RE2JS.compile(`^(?:${source})$`);

const ATOMS = [
  'a',
  'b',
  '.',
  '\\d',
  '[ab]',
  '[^]a]',
  '[[:alpha:]]',
  '\\pL',
  '\\p{Greek}',
  '\\.',
  '\\Q(+\\E',
  '\\x{62}',
  '(?i)k',
  '^',
  '$',
  '\\b',
];
const REPEATS = ['', '', '', '*', '+', '?', '{2}', '{0}', '{3,}', '{0,4}', '{2,5}', '{17}'];

const regexSource: fc.Arbitrary<string> = fc.letrec<{ regex: string; term: string }>((tie) => ({
  regex: fc
    .tuple(fc.array(tie('term'), { minLength: 1, maxLength: 4 }), fc.constantFrom('', '', '|'))
    .map(([terms, joint]) => terms.join(joint)),
  term: fc
    .tuple(
      fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(...ATOMS),
        tie('regex').map((inner) => `(${inner})`),
        tie('regex').map((inner) => `(?:${inner})`),
      ),
      fc.constantFrom(...REPEATS),
    )
    .map((parts) => parts.join('')),
})).regex;

const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 5 }), { minLength: 1, maxLength: 5 });
const literalSource = fc.oneof(
  words.map((list) => list.map((word) => word.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&')).join('|')),
  words.map((list) => list.map((word) => RE2JS.quote(word)).join('|')),
  fc.string({ unit: fc.constantFrom('a', 'b', '|', '\\', '.', '-', '_', '/', '<', '"', ' ') }),
);

describe('the regex of a label', () => {
  test('answers as RE2 does when it is a mere choice of words', () => {
    let choices = 0;
    fc.assert(
      fc.property(literalSource, fc.string({ unit: 'grapheme', maxLength: 6 }), (source, other) => {
        const literals = literalChoices(source);
        if (literals === undefined) return;
        choices++;
        const regex = compiled(source);
        for (const value of [...literals, other, `${[...literals][0]}x`, '']) {
          expect([source, value, literals.has(value)]).toEqual([source, value, regex.test(value)]);
        }
      }),
      { numRuns: 2000 },
    );
    expect(choices).toBeGreaterThan(500);
  });

  test.each([
    ['db|storage', ['db', 'storage']],
    ['db\\.example|', ['db.example', '']],
    ['a\\|b', ['a|b']],
    ['', ['']],
    ['\\_\\-\\/', ['_-/']],
  ])('%j is a choice of %j', (source, choices) => {
    expect([...(literalChoices(source) ?? [])]).toEqual(choices);
  });

  test.each(['a.b', 'a*', '(a|b)', '[ab]', '\\d', '^a', 'a$', 'a{2}', '\\n', 'a\\', '\\é'])(
    '%j is no mere choice',
    (source) => {
      expect(literalChoices(source)).toBeUndefined();
    },
  );

  test('is never estimated smaller than RE2 makes it', () => {
    let compilable = 0;
    fc.assert(
      fc.property(regexSource, (source) => {
        if (writtenOutSize(source) > 100_000) return;
        let size = 0;
        try {
          size = compiled(source).programSize();
        } catch {
          return;
        }
        compilable++;
        // Five instructions belong to what stands around the source.
        expect(size).toBeLessThanOrEqual(writtenOutSize(source) + 5);
      }),
      { numRuns: 2000, examples: [['(((a{0,4}){2,5}))']] },
    );
    expect(compilable).toBeGreaterThan(500);
  });

  test.each([
    ['a{1000}'.repeat(600)],
    [`(?:${'x'.repeat(1000)}){1000}`],
    ['(((a{30}){30}){30}){30}'],
    ['\\Q)\\E'.repeat(900) + 'a{1000}'.repeat(9)],
    ['['.repeat(16_000)],
    ['[)]'.repeat(900) + 'a{1000}'.repeat(9)],
    [`${'a'.repeat(MAX_REGEX_SIZE / 2)}.`],
  ])('is refused uncompiled when compiling it would be dear (%#)', (source) => {
    expect(compileLabelRegex(source)).toEqual({
      reason: expect.stringMatching(/^the regex is too large: \d+ characters/),
      hint: 'lower the counts in {…} or split it over several routes',
    });
  });

  test('keeps the repetitions that people write', () => {
    const regex = compileLabelRegex('[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?:\\d{1,3}\\.){3}\\d{1,3}|x{0,200}');
    if (typeof regex !== 'function') throw new Error(regex.reason);
    expect(['123e4567-e89b-12d3-a456-426614174000', '10.0.0.1', ''].every(regex)).toBe(true);
    expect(regex('10.0.0')).toBe(false);
  });

  test.each(['(a+)+', '(?:a|a)*', '(?:a|aa)+', '(?:.*a){12}', '(?:a?){50}a{50}', '(?:x+x+)+y'])(
    'answers %s on a hostile value by the linear engine, where backtracking would not end',
    (source) => {
      const regex = compileLabelRegex(source);
      if (typeof regex !== 'function') throw new Error(regex.reason);
      expect(regex(`${'a'.repeat(20_000)}!`)).toBe(false);
      expect(regex(`${'x'.repeat(20_000)}!`)).toBe(false);
    },
  );
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TocsinError } from '../../src/core/errors.ts';
import { unquoteGoString } from '../../src/routing/go-string.ts';
import { MAX_MATCHER_LENGTH, parseMatchers, readMatchers } from '../../src/routing/matcher.ts';
import { matcherLikeText } from './arbitraries.ts';

const REGEX_HELP =
  'correct it (https://github.com/google/re2/wiki/Syntax); RE2 has no back-references and no look-around';
const OPERATOR_HELP = 'write =, !=, =~ or !~, as in team="db"';
const COMMA_HELP =
  'put a comma between two matchers, and double quotes around a value that holds a space or one of {}!=~,\\"\'`';

describe('a matcher that Alertmanager accepts', () => {
  test.each<[string, readonly string[]]>([
    ['severity="critical"', ['severity="critical"']],
    ['severity=critical', ['severity="critical"']],
    ['team=~"db|storage"', ['team=~"db|storage"']],
    ['team!="db"', ['team!="db"']],
    ['team!~"db.*"', ['team!~"db.*"']],
    [' team \t=~\n "db" ', ['team=~"db"']],
    ['team=', ['team=""']],
    ['team=""', ['team=""']],
    ['a="b",c=~"d"', ['a="b"', 'c=~"d"']],
    ['{a="b",c=~"d"}', ['a="b"', 'c=~"d"']],
    ['{ a="b" , }', ['a="b"']],
    ['a="b",', ['a="b"']],
    ['{a="b"', ['a="b"']],
    ['{}', []],
    ['', []],
    ['  ', []],
    ['a="x,y"', ['a="x,y"']],
    ['a="say \\"hi\\""', ['a="say \\"hi\\""']],
    ['a="back\\\\slash"', ['a="back\\\\slash"']],
    ['a="two\\nlines"', ['a="two\\nlines"']],
    ['a="\\d+"', ['a="\\\\d+"']],
    ['a==b', ['a="=b"']],
    ['a:b=c', ['a:b="c"']],
    ['__name__=x', ['__name__="x"']],
    ['team=日本', ['team="日本"']],
    ['a="\u00a0"', ['a="\u00a0"']],
    ['a=b\u00a0', ['a="b"']],
  ])('of the classic syntax, %j, reads as %j', (text, matchers) => {
    expect(parseMatchers(text).map((matcher) => matcher.text)).toEqual(matchers);
  });

  test.each<[string, readonly string[]]>([
    ['"foo bar"="x"', ['"foo bar"="x"']],
    ['"foo"=bar', ['foo="bar"']],
    ['grüße="hallo"', ['grüße="hallo"']],
    ['🔥=~"a|b"', ['🔥=~"a|b"']],
    ['a.b/c-d="x"', ['a.b/c-d="x"']],
    ['{"foo bar"!="x", team!~"y",}', ['"foo bar"!="x"', 'team!~"y"']],
    ['"a\\"b"="c"', ['"a\\"b"="c"']],
    ['"x y"="\\u00e9\\U0001f525\\x41\\101\\t"', ['"x y"="é🔥AA\t"']],
    ['"x y"="\\xc3\\xa9"', ['"x y"="é"']],
    ['"x y" = "two\\nlines"', ['"x y"="two\\nlines"']],
    ['1st=2nd', ['1st="2nd"']],
  ])('only of the UTF-8 syntax of 0.27, %j, reads as %j', (text, matchers) => {
    expect(parseMatchers(text).map((matcher) => matcher.text)).toEqual(matchers);
  });

  test('takes the classic reading where both syntaxes succeed and differ', () => {
    expect(parseMatchers('a="\\u0041"')[0]?.value).toBe('\\u0041');
    expect(parseMatchers('"a b"="\\u0041"')[0]?.value).toBe('A');
  });
});

describe('a text that is no matcher', () => {
  test.each([
    ['team', 5, `an operator is missing after the label name "team"; ${OPERATOR_HELP}`],
    ['team "db"', 6, `an operator is missing after the label name "team"; ${OPERATOR_HELP}`],
    ['="db"', 1, 'a label name is missing here; write a matcher such as team="db"'],
    ['a="b",,c="d"', 7, 'a label name is missing here; write a matcher such as team="db"'],
    ['"a b"=', 7, 'a value is missing after =; write one in double quotes; "" means that the label is absent or empty'],
    [
      '"a b"==c',
      7,
      'a value is missing after =; write one in double quotes; "" means that the label is absent or empty',
    ],
    ['a="b" c="d"', 7, `"c" follows a complete matcher; ${COMMA_HELP}`],
    ['"a b"=c d', 9, `"d" follows a complete matcher; ${COMMA_HELP}`],
    ['a="b', 3, 'the double quote is never closed; end the text with "'],
    ['🔥🔥="b', 4, 'the double quote is never closed; end the text with "'],
    ['{"a b"=c', 9, 'the opening brace is never closed; end the list with }'],
    ['"a b"=c}', 8, 'a closing brace without an opening one; delete the }'],
    ['{"a b"=c} d', 11, 'something follows the closing brace; delete it or move it inside'],
    ['team!db', 5, '"!" is no operator; write != or !~'],
    ['team~db', 5, '"~" is no operator; write =~ or !~'],
    ["'a'=b", 1, '"\'" cannot stand outside double quotes; put the whole name or value in double quotes'],
    [
      '"a b"="\\d"',
      7,
      '"\\d" holds an escape that is not known, or a line break; write \\\\ for a backslash, \\" for a double quote and \\n for a line break',
    ],
    ['team=~"(db"', 7, `the regex is not one of RE2: missing closing ); ${REGEX_HELP}`],
    ['team=~(db', 7, `the regex is not one of RE2: missing closing ); ${REGEX_HELP}`],
    ['a=b,team=~"*"', 11, `the regex is not one of RE2: missing argument to repetition operator *; ${REGEX_HELP}`],
    ['team=~"(a)\\\\1"', 7, `the regex is not one of RE2: invalid escape sequence \\1; ${REGEX_HELP}`],
    ['team=~"(?=a)b"', 7, `the regex is not one of RE2: invalid or unsupported Perl syntax (?=; ${REGEX_HELP}`],
    ['"te am"!~"(?<!a)b"', 10, `the regex is not one of RE2: invalid named capture; ${REGEX_HELP}`],
    [
      'team=~"[a-z]{1000}[a-z]{1000}"',
      7,
      'the regex is too large: 20000 characters with its repetitions written out, at most 10000 are allowed; lower the counts in {…} or split it over several routes',
    ],
  ])('%j: at character %i, %s', (text, character, advice) => {
    const problem = `in the matcher ‹${text}›, character ${character}: ${advice}`;
    expect(readMatchers(text)).toEqual({ problem });
    expect(() => parseMatchers(text)).toThrow(new TocsinError('config_invalid', problem));
  });

  test('is refused before it is read when it is too long, and shown shortened', () => {
    expect(readMatchers(`a="${'x'.repeat(MAX_MATCHER_LENGTH)}"`)).toEqual({
      problem: 'the matcher is 16388 characters long, at most 16384 are allowed; split it over several routes',
    });
    expect(readMatchers(`${'x'.repeat(100)}`)).toEqual({
      problem: expect.stringContaining(`in the matcher ‹${'x'.repeat(80)}…›, character 101: `),
    });
  });

  test('throws the one clear error and no other, whatever the text', () => {
    const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), matcherLikeText);
    fc.assert(
      fc.property(texts, (text) => {
        const read = readMatchers(text);
        if ('matchers' in read) return;
        expect(read.problem).toMatch(/, character \d+: .+; .+/s);
        expect(() => parseMatchers(text)).toThrow(new TocsinError('config_invalid', read.problem));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a matcher at work', () => {
  const matches = (text: string, labels: Record<string, string>): boolean =>
    parseMatchers(text).every((matcher) => matcher.matches(labels));

  test.each<[string, Record<string, string>, boolean]>([
    ['a="b"', { a: 'b' }, true],
    ['a="b"', { a: 'B' }, false],
    ['a=""', {}, true],
    ['a=""', { a: '' }, true],
    ['a!=""', {}, false],
    ['a!="b"', {}, true],
    ['a=~".*"', {}, true],
    ['a=~".+"', {}, false],
    ['a!~".+"', {}, true],
    ['a=~"b"', { a: 'abc' }, false],
    ['a=~"b|c"', { a: 'c' }, true],
    ['a=~"b|"', {}, true],
    ['a=~"b.c"', { a: 'b\nc' }, false],
    ['a=~"b"', { a: 'b\n' }, false],
    ['a=~"."', { a: '🔥' }, true],
    ['a=~"b)|(?:c"', { a: 'bxxx' }, true],
    ['constructor=""', {}, true],
    ['constructor=~".+"', {}, false],
    ['__proto__="x"', JSON.parse('{"__proto__":"x"}'), true],
  ])('%s on %j: %s', (text, labels, expected) => {
    expect(matches(text, labels)).toBe(expected);
  });

  test('prints itself so that reading it again gives the same matcher', () => {
    const part = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(part, part, fc.constantFrom('=', '!='), (name, value, operator) => {
        const quoted = (text: string): string => JSON.stringify(text);
        const read = readMatchers(`${quoted(name)}${operator}${quoted(value)}`);
        if (!('matchers' in read)) return;
        const again = parseMatchers(read.matchers[0]?.text ?? '')[0];
        expect(again).toMatchObject({ name, value, operator });
      }),
    );
  });
});

describe('a Go string', () => {
  test.each([
    ['"plain"', 'plain'],
    ['"\\a\\b\\f\\n\\r\\t\\v\\\\\\""', '\x07\b\f\n\r\t\v\\"'],
    ['"\\x41\\101\\u0041\\U00000041"', 'AAAA'],
    ['"\\xf0\\x9f\\x94\\xa5"', '🔥'],
    ['"\ufeffx"', '\ufeffx'],
    ['"\\xff"', undefined],
    ['"\\400"', undefined],
    ['"\\ud83d\\udd25"', undefined],
    ['"\\U00110000"', undefined],
    ['"\\\'"', undefined],
    ['"\\q"', undefined],
    ['"\\x4"', undefined],
    ['"line\nbreak"', undefined],
  ])('%j reads as %j', (quoted, text) => {
    expect(unquoteGoString(quoted)).toBe(text);
  });
});

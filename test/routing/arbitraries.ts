import fc from 'fast-check';
import type { RouteConfig } from '../../src/routing/route-config.ts';
import { escaped, type Question } from './amtool.ts';

const RECEIVERS = ['ops', 'database', 'network', 'night-shift', 'Ünïcode', 'r5', 'r6', 'r7'];
const NAMES = ['severity', 'team', 'env', 'a:b', '_x1', 'constructor'];

const VALUES = [
  ...['critical', 'warning', 'CRITICAL', 'db', 'db-1', 'db-22', 'storage', '', '0', '503', 'a.b', 'axb', 'aab'],
  ...['日本', 'Ünïcode', '🔥', 'Σ', 'e\u0301', '"quoted"', 'back\\slash', 'new\nline', 'line\n', '{x}', 'a,b', 'a=b'],
  ...['=x', '~', '(', '[', 'a|b', '.*', '\\d', '\\n', ' lead', 'tail ', "it's", '\u00a0', 'a\u2028b', '$', '^db$'],
];

const REGEXES = [
  ...['.*', '.+', '', 'db|storage', 'db-.*', 'db-\\d+', 'critical|warning|', '(?i)critical', '[a-z]+', '[^a-z]*'],
  ...['5..', 'a.b', 'a\\.b', 'a[.x]b', '(a|b)+', '(a+)+', '^db$', 'db$|^x', '\\p{Lu}.*', '\\p{Han}+', '(?s).*', '.'],
  ...['(?s)new.line', 'new.line', '.{2,4}', 'a)|(?:b', '\\Qa.b\\E', '\\\\d', '"quoted"', '\\x{1F525}', '[[:alpha:]]+'],
  ...['\\bdb\\b.*', '(?:db|storage)(?:-[0-9]{1,2})?', '.*\\n?', '[\\s\\S]*', 'e\u0301', "it's|a=b|a,b", '\\(|\\[|\\$'],
];

/** Text that means something to one of the parsers, strung together at random. */
const PIECES = [
  'a',
  'team',
  'db',
  '=',
  '!=',
  '=~',
  '!~',
  '"',
  '\\',
  '\\"',
  '\\n',
  ',',
  '{',
  '}',
  ' ',
  '\n',
  '.*',
  '(',
  "'",
  '`',
  'é',
  '\u00a0',
  '0',
];

export const matcherLikeText: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 12 })
  .map((pieces) => pieces.join(''));

const freeText = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => !text.includes('\0'));
const value = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...VALUES) }, { weight: 1, arbitrary: freeText });
const quotedRegex = value.map((text) => text.replace(/[\\.+*?()|[\]{}^$]/g, '\\$&'));
const regex = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...REGEXES) },
  { weight: 2, arbitrary: fc.array(quotedRegex, { minLength: 1, maxLength: 3 }).map((texts) => texts.join('|')) },
);

const spaces = fc.constantFrom('', '', '', ' ', '  ', '\t', '\n');
const operatorAndValue = fc.oneof(
  fc.tuple(fc.constantFrom('=', '!='), value),
  fc.tuple(fc.constantFrom('=~', '!~'), regex),
);

/** Values that need no quotes even in the classic syntax. */
const BARE = /^[^"\\,{}\s=~][^"\\,{}\s]*$/u;

const matcherOf = (names: readonly string[]): fc.Arbitrary<string> =>
  fc
    .record({
      name: fc.constantFrom(...names),
      condition: operatorAndValue,
      bare: fc.boolean(),
      gaps: fc.tuple(spaces, spaces, spaces, spaces),
    })
    .map(({ name, condition: [operator, text], bare, gaps }) => {
      const written = bare && BARE.test(text) ? text : `"${escaped(text)}"`;
      return `${gaps[0]}${name}${gaps[1]}${operator}${gaps[2]}${written}${gaps[3]}`;
    });

/** One entry of `matchers`: mostly one matcher, sometimes a list in one of the forms that Alertmanager accepts. */
const entryOf = (matcher: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 8, arbitrary: matcher },
    {
      weight: 1,
      arbitrary: fc
        .record({ list: fc.array(matcher, { maxLength: 3 }), braces: fc.boolean(), trailing: fc.boolean() })
        .map(({ list, braces, trailing }) => {
          const text = list.join(',') + (trailing && list.length > 0 ? ',' : '');
          return braces ? `{${text}}` : text;
        }),
    },
  );

const MAX_DEPTH = 5;

function routeTreeOf(receivers: readonly string[], names: readonly string[]): fc.Arbitrary<RouteConfig> {
  const receiver = fc.constantFrom(...receivers);
  const entry = entryOf(matcherOf(names));
  const routeBelow = fc.memo(
    (depth: number): fc.Arbitrary<RouteConfig> =>
      fc.record(
        {
          receiver,
          matchers: fc.array(entry, { maxLength: 2 }),
          continue: fc.boolean(),
          routes: depth <= 1 ? fc.constant([]) : fc.array(routeBelow(depth - 1), { maxLength: 3 }),
        },
        { requiredKeys: ['matchers'] },
      ),
  );
  return fc.record({ receiver, routes: fc.array(routeBelow(MAX_DEPTH - 1), { minLength: 1, maxLength: 5 }) });
}

const labelSetOf = (names: readonly string[]) =>
  fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 5, noNullPrototype: true });

export const labelSet = labelSetOf(NAMES);

/** A tree and a label set. Those of different marks have no label name and no receiver in common. */
export function questionOf(mark: string): fc.Arbitrary<Question> {
  const marked = (word: string): string => `${mark}${word}`;
  const [receivers, names] = [RECEIVERS.map(marked), NAMES.map(marked)];
  return fc
    .record({ route: routeTreeOf(receivers, names), labels: labelSetOf(names) })
    .map((parts) => ({ ...parts, receivers }));
}

/** A question whose only route has a text of chance as its matcher. */
export const oddQuestion: fc.Arbitrary<Question> = fc
  .record({ text: matcherLikeText, labels: labelSet })
  .map(({ text, labels }) => ({
    route: { receiver: 'ops', routes: [{ receiver: 'database', matchers: [text] }] },
    labels,
    receivers: RECEIVERS,
  }));

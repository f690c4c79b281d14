import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  matchersOfGroup,
  printMatchers,
  readMatcherLines,
  textOfApi,
  toApi,
} from '../../src/actions/silence-matchers.ts';
import type { LabelSet } from '../../src/core/alert.ts';
import { routeMatchersIn } from '../../src/routing/group-key.ts';
import { parseMatchers } from '../../src/routing/matcher.ts';
import { labelSet } from '../routing/arbitraries.ts';

const NAMES = ['severity', 'team', 'env', 'a:b', '_x1', 'constructor'];
const groupBy = fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1 });

/** As Go's `%q` writes what matters here. */
const quoted = (text: string) =>
  `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
const labelsText = (labels: LabelSet) =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}=${quoted(value)}`)
    .join(', ')}}`;

/** As Alertmanager's dispatcher groups: absent labels, and empty ones, are left out of the group's labels. */
function groupOf(labels: LabelSet, by: readonly string[]): LabelSet {
  return Object.fromEntries(by.flatMap((name) => (own(labels, name) === '' ? [] : [[name, own(labels, name)]])));
}
const own = (labels: LabelSet, name: string) => (Object.hasOwn(labels, name) ? (labels[name] ?? '') : '');

describe('the matchers of a group', () => {
  test('hit every alert of it, and none of another group of the same route', () => {
    fc.assert(
      fc.property(labelSet, labelSet, groupBy, (mine, other, by) => {
        const clean = Object.fromEntries(Object.entries(mine).filter(([, value]) => value !== ''));
        const groupLabels = groupOf(clean, by);
        const matchers = matchersOfGroup(
          { groupLabels, groupKey: `{}:${labelsText(groupLabels)}` },
          { labels: by, matchers: [] },
        );
        expect(matchers.every((matcher) => matcher.matches(clean))).toBe(true);
        const isSameGroup = by.every((name) => own(clean, name) === own(other, name));
        expect(matchers.every((matcher) => matcher.matches(other))).toBe(isSameGroup);
      }),
    );
  });

  test('say which labels must be absent, and what the routes demand besides', () => {
    const group = {
      groupLabels: { alertname: 'DiskFull', team: 'db' },
      groupKey: '{}/{team="db"}/{severity=~"^(?:critical|page)$"}:{alertname="DiskFull", team="db"}',
    };
    const grouping = { labels: ['alertname', 'cluster', 'team'], matchers: [] };
    expect(printMatchers(matchersOfGroup(group, grouping)).split('\n')).toEqual([
      'alertname="DiskFull"',
      'team="db"',
      'severity=~"^(?:critical|page)$"',
      'cluster=""',
    ]);
  });

  test('are what Alertmanager’s own configuration says where the group’s key is another sender’s', () => {
    const group = { groupLabels: { alertname: 'A' }, groupKey: 'grafana-7' };
    const demanded = { name: 'team', value: 'db', isRegex: false, isEqual: true };
    expect(printMatchers(matchersOfGroup(group, { labels: 'all', matchers: [demanded] }))).toBe(
      'alertname="A"\nteam="db"',
    );
  });

  test('are none where nothing tells it from others', () => {
    expect(matchersOfGroup({ groupLabels: {}, groupKey: '{}:{}' }, undefined)).toEqual([]);
  });
});

describe('the routes in a group’s key', () => {
  const word = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !/[\0\t]/.test(text));
  const value = fc.oneof(word, fc.constantFrom('}/{', '}:{', '"', '\\', '\\"}:{', 'a\nb', '/', ','));

  test('are read whatever their values hold', () => {
    const route = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom('=', '!='), value), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(route, { minLength: 1, maxLength: 4 }), labelSet, (routes, labels) => {
        const texts = routes.map((each) => each.map(([name, operator, text]) => `${name}${operator}${quoted(text)}`));
        const key = `${texts.map((each) => `{${each.join(',')}}`).join('/')}:${labelsText(labels)}`;
        const read = routeMatchersIn(key)?.map(({ name, operator, value: text }) => [name, operator, text]);
        expect(read).toEqual(routes.flat());
      }),
    );
  });

  test.each(['', 'x', '{}', '{}:', '{a="b"', '{a="b}:{}', '{}/:{}', '{a}:{}', '{a=~"("}:{}', '{}:{}x'])(
    'are not to be found in %j',
    (key) => {
      expect(routeMatchersIn(key)).toBeUndefined();
    },
  );
});

describe('matchers as people write them', () => {
  test('are read as they are printed', () => {
    const one = fc
      .tuple(
        fc.constantFrom(...NAMES, 'mit Leerzeichen', 'näme'),
        fc.constantFrom('=', '!='),
        fc.string({ unit: 'grapheme' }),
      )
      .filter(([, , text]) => !/[\r\0]/.test(text));
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: (each) => each.join('\0') }), (written) => {
        const matchers = written.flatMap(([name, operator, text]) =>
          parseMatchers(textOfApi({ name, value: text, isRegex: false, isEqual: operator === '=' })),
        );
        const read = readMatcherLines(printMatchers(matchers));
        expect('matchers' in read && read.matchers.map(toApi)).toEqual(matchers.map(toApi));
      }),
    );
  });

  test('may be parted by lines or commas, in braces, repeated, and in the quotes of a phone', () => {
    const read = readMatcherLines('{ alertname="DiskFull", team="db" }\r\n\n  team="db"\nenv=~“prod|stage”\n');
    expect('matchers' in read && printMatchers(read.matchers).split('\n')).toEqual([
      'alertname="DiskFull"',
      'team="db"',
      'env=~"prod|stage"',
    ]);
  });

  test('are faulted by line, each with its most likely slip', () => {
    const read = readMatcherLines(
      ['team', 'team="db', 'env=~"("', '="db"', '"a b"=', 'a="b" c="d"', 'ok="1"', `${'x'.repeat(80)}`, '"" = x'].join(
        '\n',
      ),
    );
    expect('faults' in read && read.faults.map(({ line, why }) => [line, why])).toEqual([
      [1, 'no_operator'],
      [2, 'open_quote'],
      [3, 'bad_regex'],
      [4, 'no_name'],
      [5, 'no_value'],
      [6, 'not_a_matcher'],
      [8, 'no_operator'],
      [9, 'no_name'],
    ]);
    expect('faults' in read && read.faults[6]?.text).toBe(`${'x'.repeat(60)}…`);
  });

  test('never make it throw', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', '=', '~', '!', '"', '\\', '{', '}', ',', '\n', '“', '(') }),
        (text) => {
          const read = readMatcherLines(text);
          expect('matchers' in read || read.faults.length > 0).toBe(true);
        },
      ),
    );
  });
});

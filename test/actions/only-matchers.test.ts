import { expect, test } from '@jest/globals';
import { applyTruth } from '../../src/actions/apply-truth.ts';
import { filterText } from '../../src/actions/matchers.ts';
import { isWithinOnly, withOnly } from '../../src/actions/only-matchers.ts';
import { toApi } from '../../src/actions/silence-matchers.ts';
import { parseMatchers } from '../../src/routing/matcher.ts';
import { MINUTE, T0 } from '../groups/builders.ts';
import { groupOf, RULES, truthAt } from './truth-builders.ts';

const api = (text: string) => parseMatchers(text).map(toApi);
const only = parseMatchers('{namespace=~"acme-.*", env!="lab"}');

test.each([
  ['alertname="A"', 'alertname="A" namespace=~"acme-.*" env!="lab"'],
  ['namespace=~"acme-.*",env!="lab"', 'namespace=~"acme-.*" env!="lab"'],
  // One value that is allowed says more than the condition.
  ['namespace="acme-1",env="prod"', 'namespace="acme-1" env="prod"'],
  ['namespace="acme-1",env=""', 'namespace="acme-1" env=""'],
  // What is not surely narrower does not count, whatever it hits.
  ['namespace="globex"', 'namespace="globex" namespace=~"acme-.*" env!="lab"'],
  ['namespace="acme-"', 'namespace="acme-" env!="lab"'],
  ['namespace="xacme-1"', 'namespace="xacme-1" namespace=~"acme-.*" env!="lab"'],
  ['namespace=~"acme-1|globex"', 'namespace=~"acme-1|globex" namespace=~"acme-.*" env!="lab"'],
  ['namespace!~"acme-.*"', 'namespace!~"acme-.*" namespace=~"acme-.*" env!="lab"'],
  ['namespace!="acme-1"', 'namespace!="acme-1" namespace=~"acme-.*" env!="lab"'],
  ['ns=~"acme-.*"', 'ns=~"acme-.*" namespace=~"acme-.*" env!="lab"'],
])('%s becomes %s', (written, expected) => {
  const bound = withOnly(api(written), only);
  expect(bound.map(filterText).join(' ')).toBe(expected);
  expect(isWithinOnly(bound, only)).toBe(true);
  expect(isWithinOnly(api(written), only)).toBe(bound.length === api(written).length);
});

test('without conditions everything stays as it is', () => {
  expect(withOnly(api('a="b"'), [])).toEqual(api('a="b"'));
  expect(isWithinOnly([], [])).toBe(true);
});

test('an alert that no Alertmanager may tell the tenant of is not taken for resolved because none lists it', () => {
  const missing = { a: T0 + MINUTE };
  const group = { ...groupOf('a'), missing };
  const beyond = truthAt(T0 + 30 * MINUTE, [], { onlys: [parseMatchers('namespace="acme"'), parseMatchers('x="y"')] });
  expect(applyTruth(group, beyond, RULES).findings).toEqual([]);
  const within = truthAt(T0 + 30 * MINUTE, [], { onlys: [parseMatchers('namespace="acme"'), parseMatchers('x=""')] });
  expect(applyTruth(group, within, RULES).findings).toEqual(['resolved']);
});

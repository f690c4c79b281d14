import { describe, expect, test } from '@jest/globals';
import { BROAD_OUTSIDE, objectionsTo, type SilenceRights } from '../../src/actions/silence-policy.ts';
import { parseMatchers } from '../../src/routing/matcher.ts';

const HOUR = 3_600_000;
const responder: SilenceRights = { limits: { longestMs: 8 * HOUR, mustContain: ['team'] } };
const anybody: SilenceRights = { limits: { mustContain: [] } };
const manager: SilenceRights = { ...responder, broad: { mustContain: [] } };

const judged = (text: string, { lengthMs = HOUR, outside = 0, rights = anybody } = {}) =>
  objectionsTo({ matchers: parseMatchers(text), lengthMs, outside }, rights);

describe('a silence', () => {
  test('of a named value is within everybody’s rights', () => {
    expect(judged('team="db"')).toEqual([]);
    expect(judged('instance=~"db-.*"', { outside: BROAD_OUTSIDE })).toEqual([]);
  });

  test.each(['alertname=~".+"', 'severity!="", team!="x"', 'team=~".+", env!=""'])(
    'of about everything is broad: %s',
    (text) => {
      expect(judged(text)).toEqual([{ why: 'matches_everything' }]);
      expect(judged(text, { rights: manager })).toEqual([]);
    },
  );

  test('that hits many alerts elsewhere is broad', () => {
    expect(judged('team="db"', { outside: BROAD_OUTSIDE + 1 })).toEqual([
      { why: 'hits_outside', outside: BROAD_OUTSIDE + 1, most: BROAD_OUTSIDE },
    ]);
    expect(judged('team="db"', { outside: 500, rights: manager })).toEqual([]);
  });

  test('is held to the labels that it must name by one value', () => {
    const lacking = [{ why: 'lacks_label', labels: ['team'] }];
    expect(judged('env="prod"', { rights: responder })).toEqual(lacking);
    expect(judged('env="prod", team=~"db|web"', { rights: responder })).toEqual(lacking);
    expect(judged('env="prod", team=""', { rights: responder })).toEqual(lacking);
    expect(judged('env="prod", team="db"', { rights: responder })).toEqual([]);
    expect(judged('env="prod"', { rights: manager })).toEqual([]);
  });

  test('is held to the longest time, and of two rights one must allow the whole of it', () => {
    expect(judged('team="db"', { lengthMs: 8 * HOUR, rights: responder })).toEqual([]);
    expect(judged('team="db"', { lengthMs: 9 * HOUR, rights: responder })).toEqual([
      { why: 'too_long', longestMs: 8 * HOUR },
    ]);
    expect(judged('team="db"', { lengthMs: 9 * HOUR, rights: manager })).toEqual([]);
    const shorter = { ...responder, broad: { longestMs: HOUR, mustContain: [] } };
    expect(judged('env="x"', { lengthMs: 9 * HOUR, rights: shorter })).toEqual([{ why: 'too_long', longestMs: HOUR }]);
    // Neither the time of the one with the breadth of the other: long and narrow, or short and broad.
    expect(judged('env="x"', { lengthMs: 2 * HOUR, rights: shorter })).toEqual([{ why: 'too_long', longestMs: HOUR }]);
    expect(judged('env="x"', { lengthMs: HOUR, rights: shorter })).toEqual([]);
    expect(judged('team="db"', { lengthMs: 8 * HOUR, rights: shorter })).toEqual([]);
  });

  test('without any condition is Alertmanager’s to refuse, for everybody', () => {
    expect(judged('', { rights: manager })).toEqual([{ why: 'no_condition' }]);
    expect(judged('team=~".*", env=""', { rights: manager })).toEqual([{ why: 'no_condition' }]);
  });
});

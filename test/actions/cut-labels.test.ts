/** Labels that were kept shortened are no exact conditions: nothing in Alertmanager has such a value. */
import { describe, expect, test } from '@jest/globals';
import { belongsTo } from '../../src/actions/reported-alert.ts';
import { matchersOfGroup, printMatchers, readMatcherLines } from '../../src/actions/silence-matchers.ts';
import { commonFilter } from '../../src/actions/truth-question.ts';
import type { LabelSet } from '../../src/core/alert.ts';
import { merge } from '../../src/groups/merge.ts';
import { shorten } from '../../src/ingest/shorten.ts';
import { firing, report, T0 } from '../groups/builders.ts';
import { reported } from './truth-builders.ts';

const LIMITS = { alerts: 10, labelChars: 16, annotationChars: 100, labelsPerAlert: 10 };
const FULL = { alertname: 'DiskFull', path: '/srv/a+b (old)/data\n/more', kubernetes_cluster_name: 'c1' };

/** As it is kept of a webhook about alerts with these group labels. */
function keptGroup(groupLabels: LabelSet, limits = LIMITS) {
  const given = { ...report([firing('a')], T0), groupLabels, droppedAlerts: 0 };
  return merge(undefined, { ...given, ...shorten(given, limits).notification });
}

const group = keptGroup(FULL);

test('they are kept shortened', () => {
  expect(group.groupLabels).toEqual({ alertname: 'DiskFull', path: '/srv/a+b (old)/…', 'kubernetes_clus…': 'c1' });
});

test('they are no part of the question', () => {
  expect(commonFilter([group])).toEqual([{ name: 'alertname', value: 'DiskFull', isRegex: false, isEqual: true }]);
  expect(commonFilter([keptGroup({ path: '/srv' }), group])).toEqual([]);
});

test('an alert belongs to the group when it begins as they do', () => {
  expect(belongsTo(reported('a', { labels: FULL }), group)).toBe(true);
  expect(belongsTo(reported('a', { labels: { ...FULL, path: '/srv/other' } }), group)).toBe(false);
  expect(belongsTo(reported('a', { labels: { ...FULL, alertname: 'DiskFull2' } }), group)).toBe(false);
});

describe('the matchers of a silence', () => {
  const grouping = { labels: ['alertname', 'path', 'kubernetes_cluster_name', 'team'], matchers: [] };

  test('hit what begins as they do, and ask for no absence of what is there', () => {
    const matchers = matchersOfGroup(group, grouping);
    expect(printMatchers(matchers).split('\n')).toEqual([
      'alertname="DiskFull"',
      String.raw`path=~"/srv/a\\+b \\(old\\)/(?s:.*)"`,
      'team=""',
    ]);
    const read = readMatcherLines(printMatchers(matchers));
    const hits = (labels: LabelSet) => 'matchers' in read && read.matchers.every((each) => each.matches(labels));
    expect(hits(FULL)).toBe(true);
    expect(hits({ ...FULL, path: '/srv/other' })).toBe(false);
  });

  test('are exact for what is too short to have been cut', () => {
    const short = keptGroup({ alertname: 'Disk…', path: '…' });
    expect(printMatchers(matchersOfGroup(short, undefined))).toBe('alertname="Disk…"\npath="…"');
  });

  test('demand labels that were left out for their number as the groupKey has them, and not that they be absent', () => {
    const labels = { alertname: 'DiskFull', env: 'prod', path: '/srv', team: 'db "one"' };
    const few = {
      ...keptGroup(labels, { ...LIMITS, labelsPerAlert: 2 }),
      groupKey: String.raw`{}/{env=~"prod|stage"}:{alertname="DiskFull", env="prod", path="/srv", team="db \"one\""}`,
    };
    expect(Object.keys(few.groupLabels)).toEqual(['alertname', 'env']);
    const by = { labels: [...Object.keys(labels), 'zone'], matchers: [] };
    expect(printMatchers(matchersOfGroup(few, by)).split('\n')).toEqual([
      ...['alertname="DiskFull"', 'env="prod"', 'path="/srv"', String.raw`team="db \"one\""`, 'zone=""'],
    ]);
  });

  test('keep what the routes say of a label that was cut', () => {
    const routed = { ...group, groupKey: '{}/{path!="/srv/a+b (old)/tmp"}:{alertname="DiskFull"}' };
    expect(printMatchers(matchersOfGroup(routed, undefined))).toContain('path!="/srv/a+b (old)/tmp"');
  });
});

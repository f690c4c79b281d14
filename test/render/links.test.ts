import { describe, expect, test } from '@jest/globals';
import type { LabelSet } from '../../src/core/alert.ts';
import { allBlocks } from './draw.ts';
import { productBase, requestFor } from './rendering.ts';
import { expectSlackAccepts } from './slack-check.ts';
import { type AlertSpec, viewFrom } from './view-builder.ts';

const { renderer } = productBase();

/** The address of the form for a new silence in the menu of a group's message; undefined when there is none. */
function silenceForm(alerts: readonly AlertSpec[], peers: readonly string[]): string | undefined {
  const view = viewFrom({ alerts });
  const { content } = renderer.render({
    ...requestFor({ ...view, group: { ...view.group, peers } }),
    canSilence: false,
  });
  expectSlackAccepts(content);
  return /"url":"([^"]*silences\/new[^"]*)"/.exec(JSON.stringify(allBlocks(content)))?.[1];
}

const having = (labels: LabelSet): AlertSpec => ({ labels });

describe("the link to Alertmanager's form for a new silence", () => {
  test('has the labels that all alerts of the group share as matchers', () => {
    const alerts = ['db-1', 'db-2'].map((instance) => having({ alertname: 'DiskFull', team: 'a b', instance }));
    const form = new URL(silenceForm(alerts, ['https://am.example.com/prefix/', 'https://am-2.example.com']) ?? '');
    expect(form.href).toMatch(/^https:\/\/am\.example\.com\/prefix\/#\/silences\/new\?filter=/);
    expect(form.href).not.toContain('+');
    expect(decodeURIComponent(form.hash.split('filter=')[1] ?? '')).toBe('{alertname="DiskFull",team="a b"}');
  });

  test('quotes what would end a matcher, and names that are none of the classic ones', () => {
    const form = silenceForm(
      [having({ alertname: 'a"},{b+c\\', 'k8s.io/name': '<!channel>\ud800' })],
      ['http://am:9093'],
    );
    expect(decodeURIComponent(form?.split('filter=')[1] ?? '')).toBe(
      '{alertname="a\\"},{b+c\\\\","k8s.io/name"="<!channel>\\ud800"}',
    );
  });

  test.each([
    [
      'no label is shared: the silence would be for everything',
      [having({ a: '1' }), having({ a: '2' })],
      ['http://am'],
    ],
    ['no Alertmanager is known', [having({ alertname: 'A' })], []],
    ['Grafana sent it, which has another form', [having({ alertname: 'A', grafana_folder: 'x' })], ['http://grafana']],
    ['it is longer than Slack takes', [having({ alertname: 'x'.repeat(3_000) })], ['http://am']],
    ['the address is none that may be opened', [having({ alertname: 'A' })], ['javascript:alert(1)']],
  ])('is not there when %s', (_why, alerts, peers) => {
    expect(silenceForm(alerts, peers)).toBeUndefined();
  });

  test('is not there once all is resolved', () => {
    expect(silenceForm([{ ...having({ alertname: 'A' }), status: 'resolved' }], ['http://am'])).toBeUndefined();
  });
});

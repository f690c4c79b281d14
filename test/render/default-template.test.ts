import { describe, expect, test } from '@jest/globals';
import type { GroupView } from '../../src/core/group-view.ts';
import { allBlocks, draw } from './draw.ts';
import { LOCALES, productBase, requestFor } from './rendering.ts';
import { expectSlackAccepts } from './slack-check.ts';
import { type AlertSpec, GROUP_ID, MINUTE, manyAlerts, T0, viewFrom } from './view-builder.ts';

const { renderer } = productBase();

const disk = (instance: string, over: AlertSpec = {}): AlertSpec => ({
  labels: { alertname: 'DiskFull', severity: 'critical', cluster: 'eu-1', instance },
  annotations: {
    summary: 'Less than 5 % free',
    description: 'Writes fail when the disk is full.',
    runbook_url: 'https://runbooks.example.com/disk?a=1&b=2',
    dashboard_url: 'https://grafana.example.com/d/disk',
  },
  generatorURL: 'http://prometheus:9090/graph?g0.expr=node_filesystem_avail_bytes',
  ...over,
});

const STATES: Readonly<Record<string, GroupView>> = {
  'one alert fires': viewFrom({ alerts: [disk('db-1', { news: 'fresh' })] }),
  'three alerts fire': viewFrom({ alerts: ['db-1', 'db-2', 'db-3'].map((name) => disk(name, { news: 'fresh' })) }),
  'one more fires': viewFrom({ posted: true, alerts: [disk('db-1'), disk('db-2', { news: 'fresh' })] }),
  'one of two is resolved': viewFrom({
    posted: true,
    alerts: [disk('db-1'), disk('db-2', { status: 'resolved', news: 'resolved' })],
  }),
  'all are resolved': viewFrom({
    posted: true,
    alerts: [
      disk('db-1', { status: 'resolved', endsAt: T0 + 125 * MINUTE, news: 'resolved' }),
      disk('db-2', { status: 'resolved', endsAt: T0 + 25 * MINUTE }),
    ],
  }),
  'one fires again': viewFrom({
    posted: true,
    alerts: [disk('db-1', { startsAt: T0 + 30 * MINUTE, news: 'refired' }), disk('db-2', { status: 'resolved' })],
  }),
  'one is no longer reported': viewFrom({
    posted: true,
    alerts: [disk('db-1'), disk('db-2', { status: 'unreported', news: 'unreported' })],
  }),
  'none is reported any more': viewFrom({ posted: true, alerts: [disk('db-1', { status: 'unreported' })] }),
  'some were left out or left unconfirmed': viewFrom({
    posted: true,
    alerts: [disk('db-1')],
    truncated: 12,
    unconfirmed: 1,
  }),
  'severities and names differ': viewFrom({
    groupLabels: { cluster: 'eu-1' },
    alerts: [
      disk('db-1', { labels: { alertname: 'Slow', severity: 'warning', cluster: 'eu-1' }, annotations: {} }),
      disk('db-2'),
      disk('db-3', { labels: { alertname: 'Odd', cluster: 'eu-1' }, annotations: { summary: 'Odd things happen' } }),
    ],
  }),
  'nothing is known': viewFrom({ alerts: [{}] }),
};

describe.each(LOCALES)('in %s', (locale) => {
  test.each(Object.keys(STATES))('%s', (name) => {
    const view = STATES[name];
    if (view === undefined) throw new Error(name);
    const message = renderer.render(requestFor(view, { locale }));
    const thread = renderer.render(requestFor(view, { locale, part: 'thread' }));
    for (const { content, failure } of [message, thread]) {
      expect(failure).toBeUndefined();
      expectSlackAccepts(content);
    }
    expect(`${draw(message.content)}\n\n${draw(thread.content)}`).toMatchSnapshot();
  });
});

describe('the default template', () => {
  const firing = viewFrom({ alerts: [disk('db-1')] });

  test('offers to take and to silence a group only while it is open', () => {
    expect(JSON.stringify(renderer.render(requestFor(firing)).content)).toContain(
      `"action_id":"acknowledge","text":{"type":"plain_text","text":"Acknowledge","emoji":true},"value":"${GROUP_ID}"`,
    );
    const resolved = viewFrom({ posted: true, alerts: [disk('db-1', { status: 'resolved' })] });
    expect(JSON.stringify(renderer.render(requestFor(resolved)).content)).not.toMatch(/"acknowledge"|"silence"/);
  });

  test('mentions in a block of its own, which the hash leaves out', () => {
    const mentions = ['<!subteam^S0ONCALL>', '<@U0MARIA>'];
    const post = renderer.render(requestFor(firing, { mentions }));
    const update = renderer.render(requestFor(firing));
    expectSlackAccepts(post.content, mentions);
    expect(allBlocks(post.content).length).toBe(allBlocks(update.content).length + 1);
    expect(post.hash).toBe(update.hash);
  });

  test('never mentions in the thread', () => {
    const thread = renderer.render(requestFor(firing, { part: 'thread', mentions: ['<!channel>'] }));
    expectSlackAccepts(thread.content);
  });

  test('draws the same facts to the same bytes, whatever order the labels came in', () => {
    const labels = { alertname: 'A', b: '1', a: '2' };
    const turned = { a: '2', b: '1', alertname: 'A' };
    const draws = [labels, turned].map((each) => renderer.render(requestFor(viewFrom({ alerts: [{ labels: each }] }))));
    expect(draws[0]).toEqual(draws[1]);
  });

  test('changes its hash with what it shows', () => {
    const other = viewFrom({ alerts: [disk('db-2')] });
    expect(renderer.render(requestFor(firing)).hash).not.toBe(renderer.render(requestFor(other)).hash);
    const german = renderer.render(requestFor(firing, { locale: 'de' }));
    expect(renderer.render(requestFor(firing)).hash).not.toBe(german.hash);
  });

  test('says of a repeat that the group still fires, and since when', () => {
    const view = viewFrom({ posted: true, alerts: manyAlerts(3) });
    const { content } = renderer.render(requestFor(view, { part: 'reminder' }));
    expect(draw(content)).toContain(
      '🚨 *3~alerts still firing, since <!date^1772460000^{date_short_pretty} {time}|Mar 2, 2026, 3:00 PM GMT+1>*\nNobody has it yet',
    );
  });

  test.each(LOCALES)('names ten of 200 and of 5 000 alerts and counts the rest, in %s', (locale) => {
    for (const total of [200, 5_000]) {
      const view = viewFrom({ alerts: manyAlerts(total, { annotations: { summary: 'Node is down' } }) });
      const { content, failure } = renderer.render(requestFor(view, { locale }));
      expect(failure).toBeUndefined();
      expectSlackAccepts(content);
      const drawn = draw(content);
      const shown = drawn.match(/• \*node-\d+\*/g) ?? [];
      expect(shown.length).toBe(10);
      expect(shown[0]).toBe('• *node-0*');
      const rest = new Intl.NumberFormat(locale).format(total - shown.length);
      const line = drawn.split('\n').find((each) => each.startsWith('…'));
      expect(line?.replaceAll('~', ' ')).toContain(rest.replace(/[\u00a0\u202f]/g, ' '));
    }
  });

  test('draws a group of 5 000 alerts in less than a tenth of a second', () => {
    const view = viewFrom({ alerts: manyAlerts(5_000) });
    renderer.render(requestFor(view));
    const before = performance.now();
    for (let index = 0; index < 10; index += 1) renderer.render(requestFor(view));
    expect((performance.now() - before) / 10).toBeLessThan(100);
  });
});

describe('a group of which nobody says any more whether it fires', () => {
  test.each([
    ['en', 'Closed, not confirmed'],
    ['de', 'Geschlossen, Behebung nicht bestätigt'],
    ['fr', 'Clôturé, résolution non confirmée'],
    ['es', 'Cerrado, resolución sin confirmar'],
    ['it', 'Chiuso, risoluzione non confermata'],
  ])('is not called resolved in %s', (locale, words) => {
    const view = { ...viewFrom({ posted: true, alerts: [], unconfirmed: 1 }), state: 'resolved' as const };
    const { content } = renderer.render(requestFor(view, { locale }));
    expect(JSON.stringify(allBlocks(content))).toContain(`❔ ${words}`);
    expect(JSON.stringify(allBlocks(content))).not.toContain('✅');
  });
});

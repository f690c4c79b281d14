/** The reply that lists a summary's groups: each is listed once, so none may be cut. */
import { expect, test } from '@jest/globals';
import { A_REPLY } from '../../src/delivery/summary.ts';
import { draw } from './draw.ts';
import { LOCALES, productBase } from './rendering.ts';
import { expectSlackAccepts } from './slack-check.ts';
import { T0, viewFrom } from './view-builder.ts';

const LONG = 'x'.repeat(1_000);

test.each(LOCALES)('names every group in %s, however long its labels and links are', (locale) => {
  const { renderer } = productBase();
  const names = Array.from({ length: A_REPLY }, (_, index) => `Group${index}-`);
  const groups = names.map((name, index) => {
    const labels = { alertname: name + LONG, instance: LONG, service: LONG, environment: LONG, severity: 'critical' };
    const generatorURL = `http://prometheus:9090/graph?g0.expr=${'y'.repeat(index % 2 === 0 ? 260 : 900)}`;
    const isOver = index % 3 === 2;
    return viewFrom({
      alerts: [{ labels, generatorURL, ...(isOver ? { status: 'resolved' as const, endsAt: T0 + 60_000 } : {}) }],
    });
  });
  const audience = { locale, timeZone: 'Europe/Berlin', mentions: [] };
  const digest = { from: T0, until: T0 + 120_000, groups, why: 'storm' as const };
  const rendered = renderer.renderDigest({ part: 'thread', digest, receiver: 'ops', audience });
  expect(rendered.failure).toBeUndefined();
  expectSlackAccepts(rendered.content);
  for (const name of names) expect(draw(rendered.content)).toContain(name);
});

import { describe, expect, test } from '@jest/globals';
import { Gauge, Registry } from 'prom-client';
import { joinSnapshots, withoutZeros } from '../../src/metrics/join-snapshots.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { takeSnapshotsOf } from '../../src/metrics/take-snapshots.ts';
import { formatFor, writePage } from '../../src/metrics/write-page.ts';
import { measure, platform } from './busy-platform.ts';

const metricsOf = () => createMetrics({ version: '1', defaults: false });

/** A line with its labels in the order of their names. */
const sorted = (line: string) =>
  line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(',').sort().join()}}`);

describe('the format of a page', () => {
  test.each([
    [undefined, 'prometheus'],
    ['*/*', 'prometheus'],
    ['text/plain', 'prometheus'],
    ['application/openmetrics-text', 'openmetrics'],
    // Prometheus 3.5 and 2.53.
    [
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      'openmetrics',
    ],
    ['text/plain;version=0.0.4;q=0.5,application/openmetrics-text;version=1.0.0;q=0.4,*/*;q=0.2', 'prometheus'],
    ['application/openmetrics-text;q=0', 'prometheus'],
    ['application/openmetrics-text;q=nonsense', 'prometheus'],
  ])('for Accept: %s is %s', (accept, format) => {
    expect(formatFor(accept)).toBe(format);
  });
});

describe('a page', () => {
  test('names counters rightly in both formats, in whichever order it is asked for', async () => {
    const { snapshot, webhooks, deadLetters } = metricsOf();
    webhooks.inc({ tenant: 'acme', outcome: 'accepted' }, 3);
    deadLetters.inc({ tenant: 'acme', reason: 'ratelimit' });
    for (const _ of [1, 2]) {
      const open = await writePage(await snapshot(), 'openmetrics');
      expect(open).toContain('# TYPE tocsin_webhooks counter\n');
      expect(open).toContain('\ntocsin_webhooks_total{tenant="acme",outcome="accepted"} 3\n');
      expect(open.endsWith('\n# EOF\n')).toBe(true);
      const text = await writePage(await snapshot(), 'prometheus');
      expect(text).toContain('# TYPE tocsin_webhooks_total counter\n');
      expect(text).toContain('\ntocsin_webhooks_total{tenant="acme",outcome="accepted"} 3\n');
      expect(text).not.toContain('# EOF');
    }
  });

  test('has no two metrics of one name in OpenMetrics, where counters go without their suffix', async () => {
    const page = await writePage(await metricsOf().snapshot(), 'openmetrics');
    const families = [...page.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map((match) => match[1]);
    expect(new Set(families).size).toBe(families.length);
    expect(page).toContain('# TYPE tocsin_dead_letters gauge\n');
    expect(page).toContain('# TYPE tocsin_dead_letters_total unknown\n');
  });

  test('escapes what would break a line', async () => {
    const registry = new Registry();
    const help = 'says "so"\\\n';
    new Gauge({ name: 'm', help, labelNames: ['version'], registers: [registry] }).set({ version: 'a"b\\c\nd' }, 1);
    const open = await writePage(await takeSnapshotsOf(registry)(), 'openmetrics');
    expect(open).toBe('# HELP m says \\"so\\"\\\\\\n\n# TYPE m gauge\nm{version="a\\"b\\\\c\\nd"} 1\n# EOF\n');
  });

  test('has the same lines as the library that counts would write', async () => {
    const metrics = createMetrics({ version: '1' });
    measure(metrics, platform(3, 2));
    metrics.slackRequestSeconds.observe({ method: 'chat.update' }, 0.003);
    const page = await writePage(await metrics.snapshot(), 'prometheus');
    const theirs = await metrics.registry.metrics();
    const linesOf = (text: string) =>
      text
        .split('\n')
        .filter((line) => line.startsWith('tocsin_'))
        .map(sorted)
        .sort();
    expect(linesOf(page)).toEqual(linesOf(theirs));
  });

  test('tells samples apart of which one has labels that the other has not, and orders labels as their metric does', async () => {
    const registry = new Registry();
    const gauge = new Gauge({ name: 'm', help: 'h', labelNames: ['zone', 'app'], registers: [registry] });
    gauge.set({ zone: 'a' }, 0);
    gauge.set(1);
    gauge.set({ app: 'x', zone: 'b' }, 2);
    expect(await writePage(await takeSnapshotsOf(registry)(), 'prometheus')).toBe(
      '# HELP m h\n# TYPE m gauge\nm{zone="a"} 0\nm 1\nm{zone="b",app="x"} 2\n',
    );
  });

  test('tells in OpenMetrics which delivery each bucket has seen last, also of several workers', async () => {
    const [one, two] = [metricsOf(), metricsOf()];
    one.deliveryLatency.observe({ tenant: 'acme' }, 0.2, { delivery_id: 'older', trace_id: '0af7' });
    one.deliveryLatency.observe({ tenant: 'acme' }, 2_000, { delivery_id: 'slow' });
    one.deliveryLatency.observe({ tenant: 'acme' }, 0.004);
    const alone = await one.snapshot();
    const bucket = 'tocsin_delivery_latency_seconds_bucket{le="0.25",tenant="acme"}';
    expect(await writePage(alone, 'openmetrics')).toMatch(
      /_bucket\{le="0.25",tenant="acme"\} 2 # \{delivery_id="older",trace_id="0af7"\} 0\.2 \d+\.?\d*\n/,
    );
    expect(await writePage(alone, 'openmetrics')).toMatch(
      /_bucket\{le="\+Inf",tenant="acme"\} 3 # \{delivery_id="slow"\} 2000 /,
    );
    expect(await writePage(alone, 'prometheus')).toContain(`${bucket} 2\n`);

    await new Promise((resolve) => setTimeout(resolve, 2));
    two.deliveryLatency.observe({ tenant: 'acme' }, 0.15, { delivery_id: 'newer' });
    const sent = JSON.parse(JSON.stringify(withoutZeros(await two.snapshot())));
    const joined = await writePage(await joinSnapshots([alone, sent]), 'openmetrics');
    expect(joined).toMatch(/_bucket\{le="0.25",tenant="acme"\} 3 # \{delivery_id="newer"\} 0\.15 /);
    expect(joined).toContain('# TYPE tocsin_webhooks counter\n');
  });
});

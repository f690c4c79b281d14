import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { ROOT, readText } from '../repository/repository-files.ts';
import { GROUPS } from './rule-files.ts';

const LABELS = { 'app.kubernetes.io/name': 'tocsin' };
const Labels = z.strictObject({ 'app.kubernetes.io/name': z.literal('tocsin') });
const Metadata = z.strictObject({ name: z.literal('tocsin'), labels: Labels });
const ApiVersion = z.literal('monitoring.coreos.com/v1');
const Seconds = z.string().regex(/^\d+s$/);

/** The part of the operator's API (prometheus-operator, `monitoring.coreos.com/v1`) that our manifest uses. */
const ServiceMonitor = z.strictObject({
  apiVersion: ApiVersion,
  kind: z.literal('ServiceMonitor'),
  metadata: Metadata,
  spec: z.strictObject({
    jobLabel: z.literal('app.kubernetes.io/name'),
    selector: z.strictObject({ matchLabels: Labels }),
    endpoints: z.tuple([
      z.strictObject({ port: z.string(), path: z.literal('/metrics'), interval: Seconds, scrapeTimeout: Seconds }),
    ]),
  }),
});

const RULE_FILE = 'deploy/kubernetes/prometheus-rule.yaml';
const rules = `# Made from deploy/prometheus/rules: change those, then UPDATE_GENERATED=1 npm test -- test/prometheus/kubernetes
${stringify(
  {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name: 'tocsin', labels: LABELS },
    spec: { groups: GROUPS },
  },
  { lineWidth: 0 },
)}`;

if (process.env.UPDATE_GENERATED === '1') writeFileSync(join(ROOT, RULE_FILE), rules);

describe('the manifests for the Prometheus operator', () => {
  test('scrape what has the labels of Tocsin, as the job that the rules name', () => {
    const monitor = ServiceMonitor.parse(parse(readText('deploy/kubernetes/service-monitor.yaml')));
    const [{ interval, scrapeTimeout }] = monitor.spec.endpoints;
    expect(Number.parseInt(scrapeTimeout, 10)).toBeLessThan(Number.parseInt(interval, 10));
    expect(monitor.spec.selector.matchLabels).toEqual(LABELS);
  });

  test('have the very rules of deploy/prometheus (else: UPDATE_GENERATED=1)', () => {
    expect(readText(RULE_FILE)).toBe(rules);
  });
});

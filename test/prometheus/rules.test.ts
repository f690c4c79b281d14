import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import {
  ALERTMANAGER_REASONS,
  type AlertmanagerReason,
  DEAD_LETTER_REASONS,
  DELIVERY_REASONS,
  type DeliveryReason,
  type Reason,
  type Verdict,
} from '../../src/core/errors.ts';
import { WEBHOOK_OUTCOMES } from '../../src/metrics/metrics.ts';
import { anchorsOf } from '../repository/headings.ts';
import { ROOT, readText } from '../repository/repository-files.ts';
import { findProgram } from '../servers/find-program.ts';
import { createCatalogue, unknownNames } from './catalogue.ts';
import { admits, parsePromql } from './promql.ts';
import { ALERTS, metricsOf, RULE_PATHS, RULE_TEST_PATHS, RULES, readLooks } from './rule-files.ts';

const promtool = (...args: readonly string[]): string =>
  execFileSync(findProgram('promtool'), args, { cwd: ROOT, encoding: 'utf8', stdio: 'pipe' });

const reasonsOf = (verdicts: readonly Verdict[]): readonly string[] =>
  Object.entries(DELIVERY_REASONS)
    .filter(([, { verdict }]) => verdicts.includes(verdict))
    .map(([reason]) => reason);

/** Values of a label that somebody must do something about, by the metric that has them. */
const REASONS_OF: Readonly<Record<string, { readonly label: string; readonly values: readonly string[] }>> = {
  tocsin_webhooks_total: {
    label: 'outcome',
    values: WEBHOOK_OUTCOMES.filter((outcome) => outcome !== 'accepted' && outcome !== 'duplicate'),
  },
  tocsin_deliveries_total: {
    label: 'reason',
    values: reasonsOf(['retry', 'ambiguous', 'repost', 'plain']).filter((reason) => reason !== 'rate_limited'),
  },
  tocsin_held_places: { label: 'reason', values: reasonsOf(['channel', 'workspace']) },
  tocsin_dead_letters_total: { label: 'reason', values: DEAD_LETTER_REASONS },
  tocsin_alertmanager_requests_total: { label: 'outcome', values: ALERTMANAGER_REASONS },
};

/** The metric that tells of each reason; `undefined`: told at once to whoever typed the command. */
const SEEN_AT = {
  rate_limited: 'tocsin_slack_rate_limited_total',
  config_invalid: 'tocsin_config_reload_success',
  store_unavailable: 'tocsin_webhooks_total',
  template_failed: 'tocsin_template_failures_total',
  worker_failed: 'tocsin_worker_restarts_total',
  usage: undefined,
  relay_unreachable: undefined,
  relay_refused: undefined,
} as const satisfies Record<
  Exclude<Reason, Exclude<DeliveryReason, 'rate_limited'> | AlertmanagerReason>,
  string | undefined
>;

const DOCS = 'https://tocsin.example.com/';
/** In front of a link whose end is a label's value. */
const BY_LABEL = /\{\{ \$labels\.(reason|outcome) \}\}$/;

/** What the label of a firing alert may say. */
function valuesOf(expr: string, label: string): readonly string[] {
  const values = parsePromql(expr).selectors.flatMap((selector) =>
    (REASONS_OF[selector.metric]?.values ?? []).filter((value) => admits(selector, label, value)),
  );
  if (values.length === 0) throw new Error(`nothing is known of the label ${label} of ${expr}`);
  return values;
}

function isThere(link: string): boolean {
  const [path = '', anchor = ''] = link.slice(DOCS.length).split('#');
  return link.startsWith(DOCS) && anchorsOf(readText(path)).has(anchor);
}

describe('the rules', () => {
  test("are what Prometheus's own tool accepts", () => {
    expect(RULE_PATHS.length).toBeGreaterThan(2);
    expect(promtool('check', 'rules', ...RULE_PATHS)).not.toContain('FAILED');
  });

  test('fire when they are to, and not when they are not', () => {
    expect(promtool('test', 'rules', ...RULE_TEST_PATHS).match(/SUCCESS/g)).toHaveLength(RULE_TEST_PATHS.length);
  });

  test.each([...new Set(ALERTS.map(({ alert }) => alert))])(
    'have a test in which %s fires, and one in which it does not',
    (alert) => {
      const metrics = ALERTS.filter((each) => each.alert === alert).flatMap(({ expr }) => metricsOf(expr));
      const looks = readLooks().filter((look) => look.metrics.some((metric) => metrics.includes(metric)));
      expect(looks.some(({ firing }) => firing.includes(alert))).toBe(true);
      expect(looks.some(({ firing }) => !firing.includes(alert))).toBe(true);
    },
  );

  test('ask for nothing that no process tells', () => {
    const catalogue = createCatalogue();
    expect(RULES.flatMap(({ expr }) => unknownNames(parsePromql(expr), catalogue))).toEqual([]);
  });
});

describe('every alert', () => {
  test('says how bad it is, what it is, and that it is about Tocsin', () => {
    for (const { alert, labels, annotations } of ALERTS) {
      expect({ alert, service: labels.service }).toEqual({ alert, service: 'tocsin' });
      expect(['critical', 'warning', 'info']).toContain(labels.severity);
      expect(Object.keys(annotations)).toEqual(['summary', 'description', 'runbook_url']);
      expect({ alert, ends: annotations.description?.endsWith('.') }).toEqual({ alert, ends: true });
      expect({ alert, isShort: (annotations.summary ?? '').length < 120 }).toEqual({ alert, isShort: true });
    }
  });

  test('names no label that it does not have', () => {
    const faults = ALERTS.flatMap(({ alert, expr, annotations }) => {
      const { groupingLabels, selectors } = parsePromql(expr);
      const known = [
        ...groupingLabels,
        ...selectors.flatMap(({ metric }) => (metric.includes(':') ? ['tenant'] : [])),
        'job',
        'instance',
      ];
      const named = Object.values(annotations).flatMap((text) =>
        [...text.matchAll(/\$labels\.(\w+)/g)].map(([, name = '']) => name),
      );
      return named.filter((name) => !known.includes(name)).map((name) => `${alert}: ${name}`);
    });
    expect(faults).toEqual([]);
  });

  test('leads to an entry of its own in docs/alerts.md, or to the one of its reason in docs/operations.md', () => {
    const broken = ALERTS.flatMap(({ alert, expr, annotations }) => {
      const url = annotations.runbook_url ?? '';
      const label = BY_LABEL.exec(url)?.[1];
      if (label === undefined) return url === `${DOCS}docs/alerts.md#${alert.toLowerCase()}` ? [] : [url];
      return valuesOf(expr, label)
        .map((value) => url.replace(BY_LABEL, value))
        .filter((link) => !isThere(link));
    });
    expect(broken).toEqual([]);
  });

  test('has an entry in docs/alerts.md, which has no others', () => {
    const entries = [...readText('docs/alerts.md').matchAll(/^### (Tocsin\w+)$/gm)].map(([, name]) => name);
    expect([...entries].sort()).toEqual([...new Set(ALERTS.map(({ alert }) => alert))].sort());
  });
});

describe('what needs a person', () => {
  const selectors = ALERTS.flatMap(({ expr }) => parsePromql(expr).selectors);
  const isSeen = (metric: string, label: string, value: string): boolean =>
    selectors.some((selector) => selector.metric === metric && admits(selector, label, value));

  test.each(Object.keys(REASONS_OF))('has an alert for everything that %s counts', (metric) => {
    const { label, values } = REASONS_OF[metric] ?? { label: '', values: [] };
    expect(values.filter((value) => !isSeen(metric, label, value))).toEqual([]);
  });

  test('has an alert for every reason there is', () => {
    const metrics = Object.values(SEEN_AT).filter((metric) => metric !== undefined);
    const known = new Set(ALERTS.flatMap(({ expr }) => metricsOf(expr)));
    expect(metrics.filter((metric) => !known.has(metric))).toEqual([]);
  });
});

/** What of the delivery objective is shown in the same way for all tenants together and for one of them. */
import { type AnyPanel, above, below, figure, graph, heatmap, OBJECTIVE_SECONDS } from './panels.ts';

/** What is added up: all tenants, or those that a selector admits, such as `{tenant="$tenant"}`. */
export interface Scope {
  readonly selector: string;
  /** "all tenants", "this tenant". */
  readonly of: string;
}

/** One change in a thousand may be late: deploy/prometheus/rules/objective.yml. */
const TARGET = 0.999;
const BUDGET = 0.001;

const lateShare = ({ selector }: Scope, window: string): string =>
  `sum(tenant:tocsin_changes_late:increase${window}${selector}) / sum(tenant:tocsin_changes:increase${window}${selector})`;

/** Four figures: the objective now and over 30 days, the budget left, and the slowest hundredth. `width`: of each. */
export function objectiveFigures(scope: Scope, width: number): readonly AnyPanel[] {
  return [
    figure({
      title: 'Shown within 10 s, last hour',
      description: `Of the accepted changes of ${scope.of}, how many stood in Slack within 10 s. The objective is 99.9 %. Late ones count when 10 s are over, also those that are never shown.`,
      width,
      unit: 'percentunit',
      decimals: 2,
      thresholds: above(0.99, TARGET),
      empty: 'no changes',
      expr: `1 - ${lateShare(scope, '1h')}`,
    }),
    figure({
      title: 'Shown within 10 s, 30 days',
      description: `The objective itself: 99.9 % of the changes of ${scope.of} in 30 days.`,
      width,
      unit: 'percentunit',
      decimals: 3,
      thresholds: above(0.998, TARGET),
      empty: 'no changes',
      expr: `1 - ${lateShare(scope, '30d')}`,
    }),
    figure({
      title: 'Budget left, 30 days',
      description:
        'Of the one change in a thousand that may be late, how much is not used up. Below zero the objective is missed.',
      width,
      unit: 'percentunit',
      decimals: 0,
      thresholds: above(0, 0.25),
      empty: 'no changes',
      expr: `1 - ${lateShare(scope, '30d')} / ${BUDGET}`,
    }),
    figure({
      title: 'Slowest hundredth',
      description: 'One change in a hundred takes longer than this from the webhook to Slack. Only what was shown.',
      width,
      unit: 's',
      thresholds: below(OBJECTIVE_SECONDS, OBJECTIVE_SECONDS / 2),
      empty: 'no changes',
      expr: `histogram_quantile(0.99, sum by (le) (rate(tocsin_delivery_latency_seconds_bucket${scope.selector}[$__rate_interval])))`,
    }),
  ];
}

/** Three courses: latency, how fast the budget goes, and the distribution. */
export function objectiveGraphs(scope: Scope): readonly AnyPanel[] {
  const latency = `sum by (le) (rate(tocsin_delivery_latency_seconds_bucket${scope.selector}[$__rate_interval]))`;
  return [
    graph({
      title: 'From webhook to Slack',
      description:
        'Latency of what was shown: the median, one in ten, one in a hundred. The line is the objective. Points lead to single deliveries.',
      unit: 's',
      thresholds: below(OBJECTIVE_SECONDS),
      queries: [0.5, 0.9, 0.99].map((quantile) => ({
        expr: `histogram_quantile(${quantile}, ${latency})`,
        legend: `${quantile * 100} %`,
        exemplars: true,
      })),
    }),
    graph({
      title: 'How fast the budget goes',
      description:
        'Burn rate: at 1 the budget lasts exactly 30 days. From 14.4 in an hour, 6 in six hours, 3 in a day and 1 in three days on an alert fires.',
      unit: 'short',
      thresholds: below(14.4, 1),
      queries: ['1h', '6h', '1d', '3d'].map((window) => ({
        expr: `${lateShare(scope, window)} / ${BUDGET}`,
        legend: window,
      })),
    }),
    heatmap({
      title: 'How many took how long',
      description: 'Each column is a span of time, each row a range of latency; the brighter, the more changes.',
      unit: 's',
      expr: `sum by (le) (increase(tocsin_delivery_latency_seconds_bucket${scope.selector}[$__rate_interval]))`,
    }),
  ];
}

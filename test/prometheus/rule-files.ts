import { parse } from 'yaml';
import { z } from 'zod';
import { readText, repositoryFiles } from '../repository/repository-files.ts';
import { parsePromql } from './promql.ts';

const Rule = z.strictObject({
  record: z.string().optional(),
  alert: z.string().optional(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});
const RuleFile = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), interval: z.string().optional(), rules: z.array(Rule) })),
});

/** What of promtool's own form is needed to know which alerts a test wants to fire. */
const RuleTests = z.object({
  tests: z.array(
    z.object({
      name: z.string(),
      input_series: z.array(z.object({ series: z.string() })),
      promql_expr_test: z.array(
        z.object({ expr: z.string(), exp_samples: z.array(z.object({ labels: z.string() })).optional() }),
      ),
    }),
  ),
});

const pathsIn = (folder: string): readonly string[] =>
  repositoryFiles().filter((path) => path.startsWith(`deploy/prometheus/${folder}/`));

/** Paths of the rules that people are to load, and of promtool's tests of them. */
export const RULE_PATHS = pathsIn('rules');
export const RULE_TEST_PATHS = pathsIn('tests');

export const GROUPS = RULE_PATHS.flatMap((path) => RuleFile.parse(parse(readText(path))).groups);
export const RULES = GROUPS.flatMap((group) => group.rules);
export const ALERTS = RULES.flatMap(({ alert, labels = {}, annotations = {}, expr }) =>
  alert === undefined ? [] : [{ alert, labels, annotations, expr }],
);

/** The metrics that an expression comes from in the end, through recorded series too. */
export function metricsOf(expression: string): readonly string[] {
  return parsePromql(expression).selectors.flatMap(({ metric }) => {
    const recording = RULES.find((rule) => rule.record === metric);
    return recording === undefined ? [metric] : metricsOf(recording.expr);
  });
}

/** One look of promtool at all firing alerts, in a case that has figures of these metrics. */
interface Look {
  readonly metrics: readonly string[];
  readonly firing: readonly string[];
}

export function readLooks(): readonly Look[] {
  const cases = RULE_TEST_PATHS.flatMap((path) => RuleTests.parse(parse(readText(path))).tests);
  return cases.flatMap(({ input_series: series, promql_expr_test: looks }) =>
    looks
      .filter(({ expr }) => expr.includes('(ALERTS{alertstate="firing"})'))
      .map(({ exp_samples: samples = [] }) => ({
        metrics: series.map((each) => /^\w+/.exec(each.series)?.[0] ?? ''),
        firing: samples.map(({ labels }) => /alertname="(\w+)"/.exec(labels)?.[1] ?? ''),
      })),
  );
}

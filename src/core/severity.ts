import type { LabelSet } from './alert.ts';

/** The severities that messages distinguish, most severe first. */
export const SEVERITIES = ['critical', 'error', 'warning', 'info', 'none'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Words that teams use in the `severity` label, and the severity that each means. */
const SYNONYMS: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  crit: 'critical',
  page: 'critical',
  emergency: 'critical',
  disaster: 'critical',
  fatal: 'critical',
  p1: 'critical',
  error: 'error',
  major: 'error',
  high: 'error',
  p2: 'error',
  warning: 'warning',
  warn: 'warning',
  minor: 'warning',
  medium: 'warning',
  average: 'warning',
  p3: 'warning',
  info: 'info',
  informational: 'info',
  information: 'info',
  notice: 'info',
  low: 'info',
  p4: 'info',
  none: 'none',
};

/** The severity that an alert's labels claim. An unknown word counts as a warning; no `severity` label as none. */
export function severityOf(labels: LabelSet): Severity {
  const word = labels.severity;
  if (word === undefined || word === '') return 'none';
  return severityOfWord(word) ?? 'warning';
}

/** The severity that a word means; undefined for one that is not known. */
export function severityOfWord(word: string): Severity | undefined {
  const key = word.toLowerCase();
  return Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key] : undefined;
}

/** 0 for the most severe. */
export function severityRank(severity: Severity): number {
  return SEVERITIES.indexOf(severity);
}

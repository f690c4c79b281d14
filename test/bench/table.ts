/** One line of the benchmark's table: what was measured, what it is compared with, and whether it reaches its bar. */
export interface Row {
  /** The part of the benchmark that it comes from, as `--only` names it. */
  readonly part: string;
  readonly what: string;
  /** The measured values in words, contestant and yardstick. */
  readonly figures: string;
  /** What is held against the bar: a ratio where there is a yardstick. */
  readonly value: number;
  /** How the value is written, with its unit. */
  readonly shown: string;
  /** Absent: a figure for information. */
  readonly bar?: { readonly atMost: number } | { readonly atLeast: number };
}

export function reachesBar({ value, bar }: Row): boolean {
  if (bar === undefined) return true;
  return 'atMost' in bar ? value <= bar.atMost : value >= bar.atLeast;
}

function barOf({ bar }: Row): string {
  if (bar === undefined) return '';
  return 'atMost' in bar ? `≤ ${bar.atMost}` : `≥ ${bar.atLeast}`;
}

function verdictOf(row: Row): string {
  if (row.bar === undefined) return '';
  return reachesBar(row) ? 'ok' : 'MISSED';
}

/** The rows as a Markdown table, its columns aligned. */
export function formatTable(rows: readonly Row[]): string {
  const heads = ['what', 'figures', 'value', 'bar', 'verdict'];
  const lines = [heads, ...rows.map((row) => [row.what, row.figures, row.shown, barOf(row), verdictOf(row)])];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  text.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return text.join('\n');
}

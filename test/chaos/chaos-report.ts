import { type ChaosOptions, replayLine } from './chaos-options.ts';
import { CRASH_POINTS } from './crash-points.ts';
import type { ChaosResult } from './run-chaos.ts';

/** Whether nothing was lost, doubled or wrong, and everything was done that was asked for. */
export function isClean(result: ChaosResult): boolean {
  const faults = [result.lost, result.doubled, result.wrong, result.astray];
  return faults.every((names) => names.length === 0) && result.accepted === result.options.groups;
}

/** The runs as a Markdown table, the kills by point, and for each that failed the names of its groups and how to repeat it. */
export function formatReport(results: readonly ChaosResult[]): string {
  const rows = results.map((result) => [
    String(result.options.seed),
    String(result.accepted),
    ...[result.lost, result.doubled, result.wrong, result.astray].map((names) => String(names.length)),
    String(sum([...result.kills.values()])),
    `${result.cuts} / ${result.hangs} / ${result.redisKills}`,
    String(result.calls.answered),
    `${result.calls.carriedOutInSilence} / ${result.calls.dropped}`,
    `${result.seconds.toFixed(0)} s`,
    isClean(result) ? 'ok' : 'FAILED',
  ]);
  return [
    table([HEADS, ...rows]),
    '',
    table([['killed at', 'times'], ...CRASH_POINTS.map((point) => [point, String(sum(results.map(killsAt(point))))])]),
    ...results.map(({ options }) => `seed ${options.seed}: ${replayLine(options)}`),
    ...results.filter((result) => !isClean(result)).map(faultsOf),
  ].join('\n');
}

const HEADS = [
  'seed',
  'groups',
  'lost',
  'doubled',
  'wrong',
  'astray',
  'kills',
  'Redis cut / hung / killed',
  'calls answered',
  'carried out in silence / dropped',
  'time',
  'verdict',
];

const killsAt =
  (point: (typeof CRASH_POINTS)[number]) =>
  ({ kills }: ChaosResult): number =>
    kills.get(point) ?? 0;

function faultsOf({ options, lost, doubled, wrong, astray }: ChaosResult): string {
  const lines = Object.entries({ lost, doubled, wrong, astray })
    .filter(([, names]) => names.length > 0)
    .map(([kind, names]) => `  ${kind}: ${names.slice(0, 20).join(' ')}${names.length > 20 ? ' …' : ''}`);
  return [`seed ${options.seed} failed`, ...lines].join('\n');
}

/** One line that says how far a run is. */
export function progressLine(
  { seed, kills }: ChaosOptions,
  done: { readonly told: number; readonly kills: number; readonly seconds: number },
): string {
  const percent = (done.told * 100).toFixed(0);
  return `seed ${seed}: ${percent} % told, ${done.kills} of ${kills} kills, ${done.seconds.toFixed(0)} s`;
}

/** One line that says what a run came to. */
export function summaryLine(result: ChaosResult): string {
  const { options, accepted, lost, doubled, wrong, astray, kills, seconds } = result;
  const counts = Object.entries({ lost, doubled, wrong, astray }).map(([kind, names]) => `${kind} ${names.length}`);
  const killed = sum([...kills.values()]);
  const verdict = isClean(result) ? 'ok' : 'FAILED';
  return `seed ${options.seed}: ${verdict}, ${accepted} groups, ${counts.join(', ')}, ${killed} kills, ${seconds.toFixed(0)} s`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function table(lines: readonly (readonly string[])[]): string {
  const [heads = []] = lines;
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  text.splice(1, 0, `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  return text.join('\n');
}

/** Lines of the table on how the relay grows: with processes, and with what is open. */
import type { BenchOptions } from './bench-options.ts';
import type { PartResult } from './bench-parts.ts';
import type { Stand } from './contestants.ts';
import { medianBy } from './percentiles.ts';
import { canScaleTo, measureOpenGroups, measureWorkers, type Scaled, shareOf } from './scaling.ts';
import type { Row } from './table.ts';

const whole = (value: number | undefined): string => (value ?? 0).toFixed(0);

const WORKERS = [1, 2, 4] as const;
/** What two workers bring, to one; less on a machine without cores for them. */
const LEAST_OF_TWO = 1.7;

/** What more workers bring; rounds in turns, the median counts. */
export async function workers(stand: Stand, { sizes }: BenchOptions, say: (text: string) => void): Promise<PartResult> {
  const { rounds, warmup, relayGroups: groups } = sizes;
  const share = shareOf(Math.max(...WORKERS));
  const results: Scaled[] = [];
  for (let round = 1; round <= rounds; round++) {
    for (const count of WORKERS) {
      say(`round ${round} of ${rounds}: ${count} of them`);
      results.push(await measureWorkers(stand, { workers: count, share, warmup, groups }));
    }
  }
  const [one, ...more] = WORKERS.map((count) =>
    medianBy(
      results.filter((run) => run.workers === count),
      (run) => run.perSecond,
    ),
  );
  return { figures: results, rows: more.map((run) => workersRow(run, one, share)) };
}

function workersRow({ workers: count, perSecond, cpuMicros }: Scaled, one: Scaled | undefined, share = 0): Row {
  const value = perSecond / (one?.perSecond ?? 1);
  const held = share === 0 ? '; they share cores with Redis, generator and sink' : `; each held to ${share} of a core`;
  const isFair = canScaleTo(count) || share > 0;
  return {
    part: 'workers',
    what: `notifications a second with ${count} workers, to one`,
    figures: `${whole(perSecond)}/s (${whole(cpuMicros)} µs) : ${whole(one?.perSecond)}/s (${whole(one?.cpuMicros)} µs)${canScaleTo(count) ? '' : held}`,
    value,
    shown: `${value.toFixed(2)} ×`,
    ...(count === 2 && isFair ? { bar: { atLeast: LEAST_OF_TWO } } : {}),
  };
}

const MOST_COST_GROWTH = 1.3;

export async function openGroups(
  stand: Stand,
  { sizes }: BenchOptions,
  say: (text: string) => void,
): Promise<PartResult> {
  const groups = sizes.warmup;
  const [few, many] = await measureOpenGroups(stand, { ...sizes.costAt, groups, say });
  const value = (many?.cpuMicros ?? 0) / (few?.cpuMicros ?? 1);
  const row: Row = {
    part: 'open-groups',
    what: `CPU a notification with ${many?.openGroups} open groups, to ${few?.openGroups}`,
    figures: `${whole(many?.cpuMicros)} µs (Redis ${whole(many?.redisMicros)}) : ${whole(few?.cpuMicros)} µs (Redis ${whole(few?.redisMicros)})`,
    value,
    shown: `${value.toFixed(2)} ×`,
    bar: { atMost: MOST_COST_GROWTH },
  };
  return { figures: { few, many }, rows: [row] };
}

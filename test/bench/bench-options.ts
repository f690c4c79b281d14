import { parseArgs } from 'node:util';

export const PARTS = [
  'end-to-end',
  'ingest',
  'latency',
  'neighbour',
  'clicks',
  'outage',
  'outage-folded',
  'duplicates',
  'memory',
  'workers',
  'open-groups',
  'scrape',
  'micro',
] as const;
export type Part = (typeof PARTS)[number];

/** How much of everything is measured. */
export interface Sizes {
  /** Contestants take turns so often; the median round counts. */
  readonly rounds: number;
  readonly warmup: number;
  /** Before the cost of a notification is taken: V8 goes on compiling for about so many groups. */
  readonly longWarmup: number;
  readonly baselineGroups: number;
  readonly relayGroups: number;
  readonly webhooks: number;
  readonly latencySeconds: number;
  readonly neighbourGroups: number;
  readonly neighbourSeconds: number;
  /** How long people click, 200 times a second. */
  readonly clickSeconds: number;
  readonly outage: { readonly groups: number; readonly outageMs: number };
  readonly duplicateGroups: number;
  readonly openGroups: number;
  /** How many are open while the cost of a notification is taken. */
  readonly costAt: { readonly few: number; readonly many: number };
  readonly scrape: { readonly tenants: number; readonly scrapes: number };
  readonly iterations: number;
}

const FULL: Sizes = {
  rounds: 3,
  warmup: 3_000,
  longWarmup: 10_000,
  baselineGroups: 5_000,
  relayGroups: 5_000,
  webhooks: 10_000,
  latencySeconds: 20,
  neighbourGroups: 10_000,
  neighbourSeconds: 30,
  clickSeconds: 30,
  outage: { groups: 5_000, outageMs: 60_000 },
  duplicateGroups: 10_000,
  openGroups: 50_000,
  costAt: { few: 3_000, many: 100_000 },
  scrape: { tenants: 1_000, scrapes: 40 },
  iterations: 20_000,
};

const QUICK: Sizes = {
  rounds: 1,
  warmup: 1_500,
  longWarmup: 1_500,
  baselineGroups: 1_500,
  relayGroups: 1_500,
  webhooks: 3_000,
  latencySeconds: 4,
  neighbourGroups: 1_000,
  neighbourSeconds: 5,
  clickSeconds: 3,
  outage: { groups: 600, outageMs: 10_000 },
  duplicateGroups: 1_000,
  openGroups: 3_000,
  costAt: { few: 1_500, many: 6_000 },
  scrape: { tenants: 100, scrapes: 5 },
  iterations: 3_000,
};

export interface BenchOptions {
  readonly sizes: Sizes;
  readonly isQuick: boolean;
  readonly parts: readonly Part[];
  readonly profile: boolean;
}

export const USAGE = `npm run bench -- [options]

  --quick         a smoke run of about a minute: its figures are too rough for verdicts
  --only <part>   one part, or several separated by commas: ${PARTS.join(', ')}
  --profile       also write CPU profiles of the relay to .tmp/profiles/ (costs some speed)
  --help          this text

Prints a table and writes all figures to .tmp/bench.json. The exit code is 1 when a full run missed a bar.`;

/** The options, or what is wrong with them. */
export function readOptions(args: readonly string[]): BenchOptions | { readonly message: string } {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string' },
      profile: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { message: USAGE };
  const asked = values.only?.split(',') ?? PARTS;
  const unknown = asked.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0) return { message: `no such part: ${unknown.join(', ')}\n\n${USAGE}` };
  return {
    sizes: values.quick ? QUICK : FULL,
    isQuick: values.quick,
    parts: PARTS.filter((part) => asked.includes(part)),
    profile: values.profile,
  };
}

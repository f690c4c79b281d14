import { parseArgs } from 'node:util';

/** What one seed is put through. */
export interface ChaosOptions {
  readonly seed: number;
  readonly groups: number;
  /** Relays that are killed. */
  readonly kills: number;
  /** Calls to Slack of a hundred that are carried out and then answered with a reset. */
  readonly ambiguous: number;
  /** Calls to Slack of a hundred that are never answered; half of them are carried out. */
  readonly hanging: number;
  /** Times that Redis itself is killed and started again. */
  readonly redisKills: number;
}

/** Seeds that are run one after the other, or what is wrong with the arguments. */
export type Asked = { readonly runs: readonly ChaosOptions[] } | { readonly message: string };

export const USAGE = `npm run chaos -- [options]

Kills relays while they work and compares what they accepted with what stands in Slack.

  --groups <n>      alert groups, 10000 unless said otherwise
  --kills <n>       relays killed with SIGKILL, at named points and at random, 500 unless said otherwise
  --redis-kills <n> times that Redis is killed too; one for 25 kills unless said otherwise
  --ambiguous <n>   calls of a hundred that Slack carries out and answers with a reset, 10 unless said otherwise
  --hanging <n>     calls of a hundred that are never answered, 5 unless said otherwise
  --seed <n>        what chance is made of, 1 unless said otherwise
  --seeds <n>       so many runs, with this seed and those that follow; 1 unless said otherwise
  --help            this text

Needs redis-server. Prints a table; the exit code is 1 when anything was lost, doubled or ended wrong. The same seed
makes the same choices: which groups change how, who is killed where, which calls fail. What happens in which order
within the processes is up to the machine.`;

const DEFAULTS = { groups: 10_000, kills: 500, ambiguous: 10, hanging: 5, seed: 1, seeds: 1 };

export function readOptions(args: readonly string[]): Asked {
  try {
    return read(args);
  } catch (error) {
    return { message: `${error instanceof Error ? error.message : String(error)}\n\n${USAGE}` };
  }
}

function read(args: readonly string[]): Asked {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      groups: text,
      kills: text,
      'redis-kills': text,
      ambiguous: text,
      hanging: text,
      seed: text,
      seeds: text,
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return { message: USAGE };
  const number = (name: keyof typeof DEFAULTS, most: number): number =>
    wholeNumber(name, values[name], { otherwise: DEFAULTS[name], most });
  const kills = number('kills', 100_000);
  const seed = number('seed', 2 ** 31);
  const run = {
    groups: number('groups', 99_999),
    kills,
    redisKills: wholeNumber('redis-kills', values['redis-kills'], { otherwise: Math.round(kills / 25), most: 10_000 }),
    ambiguous: number('ambiguous', 50),
    hanging: number('hanging', 50),
  };
  return { runs: Array.from({ length: number('seeds', 1_000) }, (_, index) => ({ ...run, seed: seed + index })) };
}

function wholeNumber(
  name: string,
  text: string | undefined,
  { otherwise, most }: { readonly otherwise: number; readonly most: number },
): number {
  if (text === undefined) return otherwise;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value <= most) return value;
  throw new Error(`--${name} must be a whole number up to ${most}, not ${text}`);
}

/** What repeats one run. */
export function replayLine({ groups, kills, redisKills, ambiguous, hanging, seed }: ChaosOptions): string {
  return `npm run chaos -- --groups ${groups} --kills ${kills} --redis-kills ${redisKills} --ambiguous ${ambiguous} --hanging ${hanging} --seed ${seed}`;
}

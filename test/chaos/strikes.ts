/** What is done to the relays, and when: chosen by the seed before anything runs. Pure. */
import type { ChaosOptions } from './chaos-options.ts';
import { type CrashPoint, REDIS_POINTS, SLACK_POINTS } from './crash-points.ts';
import { type Random, randomFrom } from './random.ts';

/**
 * `kill`: SIGKILL, and a new start. `cut`: the connections to Redis are reset. `hang`: Redis does not answer for a while,
 * and what was sent to it meanwhile reaches it later.
 */
export interface Strike {
  readonly action: 'kill' | 'cut' | 'hang';
  readonly point: CrashPoint;
  /** The how-manieth time that the point is seen. */
  readonly nth: number;
  /** When a timed strike comes, after its turn or after the start; how long a hang lasts; milliseconds. */
  readonly afterMs: number;
}

/** Kills of a replica, with a cut for each third of them and a hang for each tenth in between. */
export function strikesFor(replica: number, replicas: number, { seed, kills }: ChaosOptions): readonly Strike[] {
  const random = randomFrom(seed, `strikes ${replica}`);
  const own = Math.floor(kills / replicas) + (replica < kills % replicas ? 1 : 0);
  return Array.from({ length: own }, (): readonly Strike[] => [
    ...(random.next() < 1 / 3 ? [cutOf(random)] : []),
    ...(random.next() < 1 / 10 ? [hangOf(random)] : []),
    killOf(random),
  ]).flat();
}

function killOf(random: Random): Strike {
  const chance = random.next();
  const afterMs = random.between(20, 600);
  if (chance < 0.15) return { action: 'kill', point: 'random', nth: 1, afterMs };
  if (chance < 0.2) return { action: 'kill', point: 'starting', nth: 1, afterMs };
  return {
    action: 'kill',
    point: random.pick([...REDIS_POINTS, ...SLACK_POINTS]),
    nth: random.between(1, 12),
    afterMs,
  };
}

function cutOf(random: Random): Strike {
  return { action: 'cut', point: random.pick(REDIS_POINTS), nth: random.between(1, 12), afterMs: 0 };
}

/** Up to well beyond what the relay waits for Redis: see `command_timeout`. */
function hangOf(random: Random): Strike {
  return {
    action: 'hang',
    point: random.pick(REDIS_POINTS),
    nth: random.between(1, 12),
    afterMs: random.between(300, 2_500),
  };
}

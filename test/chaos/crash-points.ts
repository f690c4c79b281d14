/**
 * The points at which a relay is struck. They are seen from outside, by proxies between the relay and what it talks to:
 * a request that comes by, or what came of it. So the product has no hooks for them.
 *
 * `unsent`: the relay has sent it, and it is not carried out. `unheard`: it is carried out, and the relay never hears so.
 */
export const REDIS_POINTS = [
  /** A webhook is about to be stored, with its lease where a worker is free. */
  'accept unsent',
  'accept unheard',
  /** Due groups are about to be leased. */
  'claim unsent',
  'claim unheard',
  /** Slack has answered; what came of it is about to be stored. */
  'commit unsent',
  'commit unheard',
  /** A group is about to be given back because it must wait: for a retry or for its turn. */
  'requeue unsent',
  'requeue unheard',
] as const;

export const SLACK_POINTS = [
  'post unsent',
  'post unheard',
  'reply unsent',
  'reply unheard',
  'update unsent',
  'update unheard',
  /** An earlier post or reply of which nobody knows is being looked for. */
  'search unsent',
  'search unheard',
] as const;

/** Not seen but timed: any moment of its work, and its start after a stop in good order. */
export const TIMED_POINTS = ['random', 'starting'] as const;

export type RedisPoint = (typeof REDIS_POINTS)[number];
export type SlackPoint = (typeof SLACK_POINTS)[number];
export type SeenPoint = RedisPoint | SlackPoint;
export type CrashPoint = SeenPoint | (typeof TIMED_POINTS)[number];

export const CRASH_POINTS: readonly CrashPoint[] = [...REDIS_POINTS, ...SLACK_POINTS, ...TIMED_POINTS];

import { NOW } from './lua-parts.ts';

/**
 * One tenant's figures, by Redis's clock. Writes nothing.
 *
 * KEYS  due, open, resolved, dead.
 * Returns { now, open groups, resolved groups, groups due now, earliest due time or false, dead letters }
 */
export const STATS_SCRIPT = `
${NOW}
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return {
  now,
  redis.call('ZCARD', KEYS[2]),
  redis.call('ZCARD', KEYS[3]),
  redis.call('ZCOUNT', KEYS[1], '-inf', now),
  first[2] or false,
  redis.call('ZCARD', KEYS[4]),
}
`;

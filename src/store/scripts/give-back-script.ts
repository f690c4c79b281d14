import { NOW } from './lua-parts.ts';

/**
 * Ends a lease under which nobody worked, so that the group is due at once.
 *
 * KEYS  group, due.
 * ARGV  id, token, lease (ms).
 * Returns 1, or 0 when the lease is not this one (any more).
 *
 * An earlier lease that was abandoned is not forgotten: then `since` is older than this lease, and stays.
 */
export const GIVE_BACK_SCRIPT = `
local group = redis.call('HMGET', KEYS[1], 'token', 'until', 'since')
if group[1] ~= ARGV[2] then return 0 end
${NOW}
redis.call('HDEL', KEYS[1], 'token', 'until')
if tonumber(group[3]) >= tonumber(group[2]) - tonumber(ARGV[3]) then redis.call('HDEL', KEYS[1], 'since') end
redis.call('ZADD', KEYS[2], now, ARGV[1])
return 1
`;

import { NEXT_VERSION, NOW } from './lua-parts.ts';

/**
 * Notes a group as a member of a summary, which is begun if there is none.
 *
 * KEYS  the summary's document, its members, due.
 * ARGV  summary's id, group's id, facts, delivery, patience (ms), the documents' form, how soon to look
 *       at one that begins (ms).
 *
 * A summary that is leased gets a newer version, so that its holder, which may be about to remove it, looks again.
 * It is in none of the states that groups are counted by.
 */
export const FOLD_SCRIPT = `
${NOW}${NEXT_VERSION}
local digest = redis.call('HMGET', KEYS[1], 'version', 'until')
if not digest[1] then
  redis.call('HSET', KEYS[1], 'version', nextVersion(false), 'facts', ARGV[3], 'delivery', ARGV[4],
    'state', 'digest', 'schema', ARGV[6])
end
local place = math.max(now, (redis.call('HGET', KEYS[1], 'place') or 0) + 1)
redis.call('HSET', KEYS[1], 'place', place)
redis.call('ZADD', KEYS[2], place, ARGV[2])
if digest[2] and tonumber(digest[2]) > now then
  redis.call('HSET', KEYS[1], 'version', nextVersion(digest[1]))
else
  redis.call('ZADD', KEYS[3], 'LT', now + (digest[1] and ARGV[5] or ARGV[7]), ARGV[1])
end
`;

/**
 * Has documents looked at. What is leased gets a newer version instead, which its holder's commit will meet.
 *
 * KEYS  due, then the documents.
 * ARGV  delay (ms), then their ids.
 */
export const POKE_SCRIPT = `
${NOW}${NEXT_VERSION}
for i = 2, #KEYS do
  local entry = redis.call('HMGET', KEYS[i], 'version', 'until')
  if entry[1] and entry[2] and tonumber(entry[2]) > now then
    redis.call('HSET', KEYS[i], 'version', nextVersion(entry[1]))
  elseif entry[1] then
    redis.call('ZADD', KEYS[1], 'LT', now + ARGV[1], ARGV[i])
  end
end
`;

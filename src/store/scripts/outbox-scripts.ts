import { NOW } from './lua-parts.ts';

/**
 * Leases a reader's place in its tenant's history, and reads on from there.
 *
 * KEYS  reader, events.
 * ARGV  holder, lease (ms), limit, how long the reader is remembered (ms), events kept.
 * Returns nothing while another holds the lease; else { gap, entries }.
 *
 * A new reader begins behind the newest entry. \`idle\`: it had read all when it was last asked. Entries leave by age too,
 * and so an idle reader's own entry may be gone without anything having been missed; it was missed then only if the
 * history is full.
 */
export const TAKE_OUTBOX_SCRIPT = `
${NOW}
local reader = redis.call('HMGET', KEYS[1], 'holder', 'until', 'place', 'idle')
if reader[1] and reader[1] ~= ARGV[1] and tonumber(reader[2]) > now then return end
local place = reader[3]
if not place then
  local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)
  place = newest[1] and newest[1][1] or '0-0'
end
local gap = 0
if reader[3] and place ~= '0-0' and #redis.call('XRANGE', KEYS[2], place, place) == 0 then
  if reader[4] ~= '1' or redis.call('XLEN', KEYS[2]) >= tonumber(ARGV[5]) then gap = 1 end
end
local entries = redis.call('XRANGE', KEYS[2], '(' .. place, '+', 'COUNT', ARGV[3])
redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'until', now + ARGV[2], 'place', place, 'idle', #entries == 0 and 1 or 0)
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { gap, entries }
`;

/**
 * Keeps a reader's lease, and moves its place.
 *
 * KEYS  reader.
 * ARGV  holder, lease (ms; 0 gives it back), place or ''.
 * Returns 1, or 0 when another has it.
 */
export const KEEP_OUTBOX_SCRIPT = `
${NOW}
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[1] then return 0 end
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'place', ARGV[3]) end
redis.call('HSET', KEYS[1], 'until', now + ARGV[2])
return 1
`;

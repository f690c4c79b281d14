import { APPEND_EVENT, NEXT_VERSION, NOW } from './lua-parts.ts';

/**
 * Does what a person decided about a dead letter.
 *
 * KEYS  group, due, events, open, resolved, dead.
 * ARGV  id, expected version (0: the group is not stored), change ('replayed', 'dropped', or 'none' for what turned out
 *       to be no dead letter), delivery ('' unless 'replayed'), event.
 * Returns 'conflict' when the group changed meanwhile, 'busy' when it is to be dropped while a worker holds it, and
 * 'done'. Nothing was written unless it is 'done'.
 *
 * 'none' only strikes the id from the dead letters: a document that was evicted, or deleted by hand, leaves it behind.
 * ZREM comes first of all writes (see the claim script). A group under a lease stays due at the lease's end: its holder's
 * commit will conflict and carry on with the new document.
 */
export const LETTER_SCRIPT = `
local group = redis.call('HMGET', KEYS[1], 'version', 'state', 'until')
if tonumber(group[1] or 0) ~= tonumber(ARGV[2]) then return 'conflict' end
${NOW}${NEXT_VERSION}${APPEND_EVENT}
local id, change = ARGV[1], ARGV[3]
local isFree = not (group[3] and tonumber(group[3]) > now)
if change == 'dropped' and not isFree then return 'busy' end
redis.call('ZREM', KEYS[6], id)
if change == 'dropped' then
  local states = { open = KEYS[4], resolved = KEYS[5] }
  redis.call('UNLINK', KEYS[1])
  redis.call('ZREM', states[group[2]], id)
  redis.call('ZREM', KEYS[2], id)
elseif change == 'replayed' then
  redis.call('HSET', KEYS[1], 'version', nextVersion(group[1]), 'delivery', ARGV[4])
  if isFree then redis.call('ZADD', KEYS[2], 'LT', now, id) end
end
if change ~= 'none' then append(KEYS[3], ARGV[5]) end
return 'done'
`;

/**
 * A page of a tenant's dead letters, the newest first, those of one moment by descending id. Writes nothing.
 *
 * KEYS  dead.
 * ARGV  limit, then the moment and the id of the last one of the page before, both '' for the first page.
 * Returns a flat list: id, when it was given up.
 */
export const LETTERS_SCRIPT = `
local limit, at, last = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local start, ties = 0, 0
if at ~= '' then
  start = redis.call('ZCOUNT', KEYS[1], '(' .. at, '+inf')
  ties = redis.call('ZCOUNT', KEYS[1], at, at)
end
local found = redis.call('ZREVRANGE', KEYS[1], start, start + ties + limit - 1, 'WITHSCORES')
local page = {}
for i = 1, #found, 2 do
  local isBehind = at == '' or tonumber(found[i + 1]) < tonumber(at) or found[i] < last
  if isBehind and #page < 2 * limit then
    page[#page + 1] = found[i]
    page[#page + 1] = found[i + 1]
  end
end
return page
`;

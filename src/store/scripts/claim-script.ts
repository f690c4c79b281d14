import { SCHEMA } from '../../groups/group-document.ts';
import { NOW } from './lua-parts.ts';

/** A group of a newer form is put off for so long, so that it does not keep the groups behind it from being claimed. */
const NEWER_LOOK_MS = 5_000;

/**
 * Leases due groups, longest due first.
 *
 * KEYS  due, then the key of each group that may be claimed.
 * ARGV  limit, lease (ms), token, then for each group in KEYS its id and the version that the caller remembers (or '').
 * Returns { now, next due time or false, claims, unnamed, newer }
 *   claims   flat: place in KEYS after `due`, version, facts and delivery (false where the caller remembers them), when it was due,
 *              since when it is leased to holders that ended no lease (now, unless one was abandoned)
 *   newer    flat: id and form of due groups that the caller cannot read; they are due again soon, for whoever can
 *   unnamed  ids that are due and within the limit, but whose keys the caller did not name: call again with them
 *
 * Cluster wants every key named beforehand, yet which groups are due is only known here. So the caller names what it
 * believes to be due, mostly what it has just accepted itself, and asks again for the rest.
 * ZREM comes first of all writes because Redis lets a script that began with it go on when memory is full: a full
 * Redis takes no new alerts, but what it holds is still delivered and so makes room.
 */
export const CLAIM_SCRIPT = `
${NOW}
local places = {}
for i = 1, #KEYS - 1 do places[ARGV[2 * i + 2]] = i end

local claims, unnamed, newer = {}, {}, {}
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, ARGV[1])
for i = 1, #due, 2 do
  local id = due[i]
  local place = places[id]
  if place then
    local key = KEYS[place + 1]
    redis.call('ZREM', KEYS[1], id)
    local group = redis.call('HMGET', key, 'version', 'since', 'schema')
    local version, since = group[1], group[2] or now
    if version and tonumber(group[3] or 1) > ${SCHEMA} then
      redis.call('ZADD', KEYS[1], now + ${NEWER_LOOK_MS}, id)
      newer[#newer + 1] = id
      newer[#newer + 1] = group[3]
    elseif version then
      local isKnown = version == ARGV[2 * place + 3]
      redis.call('HSET', key, 'token', ARGV[3], 'until', now + ARGV[2], 'since', since)
      redis.call('ZADD', KEYS[1], now + ARGV[2], id)
      claims[#claims + 1] = place
      claims[#claims + 1] = version
      local texts = isKnown and { false, false } or redis.call('HMGET', key, 'facts', 'delivery')
      claims[#claims + 1] = texts[1]
      claims[#claims + 1] = texts[2]
      claims[#claims + 1] = due[i + 1]
      claims[#claims + 1] = since
    end
  else
    unnamed[#unnamed + 1] = id
  end
end
local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
return { now, first[2] or false, claims, unnamed, newer }
`;

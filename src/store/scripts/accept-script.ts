import { SCHEMA } from '../../groups/group-document.ts';
import { APPEND_EVENT, NEXT_VERSION, NOW } from './lua-parts.ts';
import { manyCallsOf } from './many-calls.ts';

/**
 * Stores one webhook's whole effect, or nothing. Takes many such calls: see many-calls.ts.
 *
 * KEYS  seen, due, events, open, resolved, then one key for each group.
 * ARGV  peer, dedupe window (ms), stream that must be whole (or ''), lease (ms) for a caller that delivers at once (or ''),
 *       its token, then for each group: id, expected version, state, facts, delivery, event.
 * Returns one of
 *   { 'duplicate', peer }                 these facts were stored before; nothing was written
 *   { 'conflict', changed, left out }     nothing was written
 *       changed    flat: id, version, facts, delivery of each group that changed meanwhile (version 0: it is not stored)
 *       left out   ids of the stream's open groups that ARGV does not name; their keys are not in KEYS, so the caller
 *                  reads them
 *   { 'stored', version, now, leased }    the version of every group that had none as high; Redis's clock (epoch ms); for
 *                                         each group since when it is leased, to holders that ended no lease, the
 *                                         caller being the last of them; 0 if it was not leased to the caller
 *
 * The dedupe key is set in the same step as the writes that it stands for: were it set before them, a crash in between
 * would turn Alertmanager's retry into a copy and lose the alert.
 * A group under a lease stays due at the lease's end: its holder's commit will conflict and carry on with the new
 * document, and if the holder is dead the group is found when its lease has run out. A group that waits already keeps
 * its place (LT), so that a group that changes all the time cannot push itself to the end of the queue.
 * A stream's ids begin with the stream and go on with hexadecimal digits, all of which come before 'g'.
 */
export const ACCEPT_SCRIPT = manyCallsOf(`
local peer = redis.call('GET', KEYS[1])
if peer then return { 'duplicate', peer } end

local stored, named, changed, leftOut = {}, {}, {}, {}
for i = 1, #KEYS - 5 do
  local base = 6 * i
  local group = redis.call('HMGET', KEYS[5 + i], 'version', 'state', 'until', 'since')
  stored[i] = group
  named[ARGV[base]] = true
  local version = tonumber(group[1] or 0)
  if version ~= tonumber(ARGV[base + 1]) then
    changed[#changed + 1] = ARGV[base]
    changed[#changed + 1] = version
    local texts = redis.call('HMGET', KEYS[5 + i], 'facts', 'delivery')
    changed[#changed + 1] = texts[1] or ''
    changed[#changed + 1] = texts[2] or ''
  end
end
local stream = ARGV[3]
if stream ~= '' then
  for _, id in ipairs(redis.call('ZRANGEBYLEX', KEYS[4], '[' .. stream, '(' .. stream .. 'g')) do
    if not named[id] then leftOut[#leftOut + 1] = id end
  end
end
if #changed > 0 or #leftOut > 0 then return { 'conflict', changed, leftOut } end
${NOW}${NEXT_VERSION}${APPEND_EVENT}
local leaseMs, leased = tonumber(ARGV[4]), {}
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
local states = { open = KEYS[4], resolved = KEYS[5] }
for i, group in ipairs(stored) do
  local base = 6 * i
  local id, state = ARGV[base], ARGV[base + 2]
  local version = nextVersion(group[1])
  local facts, delivery = ARGV[base + 3], ARGV[base + 4]
  local isFree = not (group[3] and tonumber(group[3]) > now)
  leased[i] = 0
  if isFree and leaseMs then
    leased[i] = tonumber(group[4] or now)
    redis.call('HSET', KEYS[5 + i], 'version', version, 'facts', facts, 'delivery', delivery, 'state', state,
      'schema', '${SCHEMA}', 'token', ARGV[5], 'until', now + leaseMs, 'since', leased[i])
    redis.call('ZADD', KEYS[2], now + leaseMs, id)
  else
    redis.call('HSET', KEYS[5 + i], 'version', version, 'facts', facts, 'delivery', delivery, 'state', state,
      'schema', '${SCHEMA}')
    if isFree then redis.call('ZADD', KEYS[2], 'LT', now, id) end
  end
  if group[2] ~= state then
    if group[2] then redis.call('ZREM', states[group[2]], id) end
    redis.call('ZADD', states[state], 0, id)
  end
  append(KEYS[3], ARGV[base + 5])
end
return { 'stored', nextVersion(false), now, leased }
`);

import { SCHEMA } from '../../groups/group-document.ts';
import { APPEND_EVENT, NEXT_VERSION, NOW } from './lua-parts.ts';
import { manyCallsOf } from './many-calls.ts';

/**
 * Ends a claim. Takes many such calls: see many-calls.ts.
 *
 * KEYS  group, due, events, open, resolved, dead.
 * ARGV  id, token, expected version, change ('written', 'unchanged' or 'removed'), when to look again (epoch ms, or ''),
 *       state and delivery ('' unless 'written'), facts ('' when they are to stay as they are), when the group was given
 *       up (0: it was not, '': as before), then the events.
 * Returns one of
 *   { 'lost' }                         the lease is another's, the group is gone, or it has a newer form; nothing was
 *                                      written
 *   { 'conflict', version, facts, delivery }  the group changed meanwhile; nothing was written, the lease still holds
 *   { 'committed', version }           the group's by now
 *
 * The token alone proves the lease: a holder that is late may still commit while nobody else has claimed the group.
 * Keeping the document is compared like writing it: whoever changed it meanwhile wants it looked at again.
 * HDEL comes first of all writes so that a full Redis still lets work end (see the claim script).
 */
export const COMMIT_SCRIPT = manyCallsOf(`
local group = redis.call('HMGET', KEYS[1], 'version', 'token', 'state', 'schema')
if group[2] ~= ARGV[2] or tonumber(group[4] or 1) > ${SCHEMA} then return { 'lost' } end
if tonumber(group[1]) ~= tonumber(ARGV[3]) then
  local texts = redis.call('HMGET', KEYS[1], 'facts', 'delivery')
  return { 'conflict', group[1], texts[1], texts[2] }
end
${NOW}${NEXT_VERSION}${APPEND_EVENT}
redis.call('HDEL', KEYS[1], 'token', 'until', 'since')
local id, change, state, old, version = ARGV[1], ARGV[4], ARGV[6], group[3], group[1]
local states = { open = KEYS[4], resolved = KEYS[5] }
if change == 'written' then
  version = nextVersion(version)
  redis.call('HSET', KEYS[1], 'version', version, 'delivery', ARGV[7], 'state', state, 'schema', '${SCHEMA}')
  if ARGV[8] ~= '' then redis.call('HSET', KEYS[1], 'facts', ARGV[8]) end
  if state ~= old then
    redis.call('ZREM', states[old], id)
    redis.call('ZADD', states[state], 0, id)
  end
  if ARGV[9] == '0' then
    redis.call('ZREM', KEYS[6], id)
  elseif ARGV[9] ~= '' then
    redis.call('ZADD', KEYS[6], ARGV[9], id)
  end
elseif change == 'removed' then
  redis.call('UNLINK', KEYS[1])
  if states[old] then redis.call('ZREM', states[old], id) end
  redis.call('ZREM', KEYS[6], id)
end
if change == 'removed' or ARGV[5] == '' then
  redis.call('ZREM', KEYS[2], id)
else
  redis.call('ZADD', KEYS[2], ARGV[5], id)
end
for i = 10, #ARGV do append(KEYS[3], ARGV[i]) end
return { 'committed', version }
`);

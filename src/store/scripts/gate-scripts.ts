import { ASK_AGAIN_MS, AWAITED_MS, GATE_KEPT_MS, HOUR_MS, LATE_MS } from '../../delivery/gate.ts';
import { NOW } from './lua-parts.ts';
import { manyCallsOf } from './many-calls.ts';

/**
 * Asks for one call's place. Takes many such requests: see many-calls.ts.
 *
 * KEYS  pause of the method, hold of the workspace, hold of the channel, outage, channels told of it, then for each line
 *       that the call must pass: when its next call would go if all came evenly, who waits by urgency, who waits by
 *       when it comes back; then, where the call is counted, who went in the tenant's hour.
 * ARGV  holder, urgency, places wanted, how long a try of what was out of order may take (ms), channel, since when the
 *       news waits (epoch ms), longest wait (ms, or ''), whether to take no place after an outage ('1' or ''), then for
 *       each line: interval (ms), burst; then, where the call is counted, how many may go in an hour (or '').
 * Returns one of
 *   { 'go', further places, scopes that are tried again, outage from or false, outage until or false, how many went in the
 *     hour, or false where the call is not counted, end of the hour }
 *   { 'wait', until, { reason, since } of what is out of order, or false }
 *   { 'fold', 'storm' }     the wait in the first line would be longer than the longest; no place was taken
 *   { 'fold', 'missed' }    the news waited through an outage; no place was taken
 *   { 'fold', 'messages_quota', how many went in the hour, end of the hour }    no place was taken
 *
 * A line is the generic cell rate algorithm, where each place ahead counts as a call that comes before. For going now only
 * those count who are about to come: who is late, or waits in vain because it has nothing to say any more, stands in
 * nobody's way. Nothing is taken of any line unless all let the call pass; what waits for a busy channel so holds up no
 * other channel.
 * ZREM comes first of all writes so that a full Redis still lets work end (see the claim script).
 *
 * Where nobody waits, nothing is out of order and all lines have a place, which is nearly always, few commands tell so.
 * That part must come to what the rest would come to.
 */
export const ADMIT_SCRIPT = manyCallsOf(`
${NOW}
local holder, lines = ARGV[1], math.floor((#KEYS - 5) / 3)
redis.call('ZREM', KEYS[8], holder)
local hour = #KEYS > 5 + 3 * lines and KEYS[#KEYS]
local function leave()
  for line = 1, lines do
    redis.call('ZREM', KEYS[3 * line + 4], holder)
    redis.call('ZREM', KEYS[3 * line + 5], holder)
  end
end
if hour and ARGV[#ARGV] ~= '' and redis.call('SISMEMBER', hour, holder) == 0 then
  local used = redis.call('SCARD', hour)
  if used >= tonumber(ARGV[#ARGV]) then
    leave()
    return { 'fold', 'messages_quota', used, now + redis.call('PTTL', hour) }
  end
end
local function go(further, scopes)
  if not hour then return { 'go', further, scopes, false, false, false, false } end
  redis.call('SADD', hour, holder)
  if redis.call('PTTL', hour) < 0 then redis.call('PEXPIRE', hour, ${HOUR_MS}) end
  return { 'go', further, scopes, false, false, redis.call('SCARD', hour), now + redis.call('PTTL', hour) }
end
local function take(nextAts, places)
  for line = 1, lines do
    local nextAt = nextAts[line] + places * ARGV[2 * line + 7]
    redis.call('SET', KEYS[3 * line + 3], string.format('%.3f', nextAt), 'PX', math.ceil(nextAt - now) + 1000)
  end
end

if redis.call('EXISTS', KEYS[2], KEYS[3], KEYS[4], KEYS[7], KEYS[10] or KEYS[7]) == 0 then
  local times = redis.call('MGET', KEYS[1], KEYS[6], KEYS[9] or KEYS[6])
  local nextAts, free = {}, tonumber(ARGV[3])
  if times[1] and tonumber(times[1]) > now then free = 0 end
  for line = 1, lines do
    local interval, burst = tonumber(ARGV[2 * line + 7]), tonumber(ARGV[2 * line + 8])
    nextAts[line] = math.max(now, tonumber(times[line + 1] or 0))
    free = math.min(free, math.floor((now - nextAts[line]) / interval) + burst)
  end
  if free >= 1 then
    take(nextAts, free)
    return go(free - 1, {})
  end
end

local heldUntil = math.max(now, tonumber(redis.call('GET', KEYS[1]) or 0))
local retests, held = {}, false
for place, scope in ipairs({ 'workspace', 'channel' }) do
  local hold = redis.call('HMGET', KEYS[place + 1], 'until', 'tried', 'reason', 'since')
  if hold[1] then
    held = held or { hold[3], hold[4] }
    retests[#retests + 1] = { scope, KEYS[place + 1] }
    local until_ = tonumber(hold[1])
    -- The try may end at any moment, well or badly.
    if hold[2] then until_ = math.min(until_, now + ${ASK_AGAIN_MS}) end
    heldUntil = math.max(heldUntil, until_)
  end
end

local outage = redis.call('HMGET', KEYS[4], 'from', 'until')
local waited = outage[1] and tonumber(ARGV[6]) <= tonumber(outage[2])
if waited and ARGV[8] == '1' then
  leave()
  return { 'fold', 'missed' }
end
local nextAts, free = {}, tonumber(ARGV[3])
for line = 1, lines do
  local wait, back = KEYS[3 * line + 4], KEYS[3 * line + 5]
  local interval, burst = tonumber(ARGV[2 * line + 7]), tonumber(ARGV[2 * line + 8])
  for _, late in ipairs(redis.call('ZRANGEBYSCORE', back, '-inf', now - ${LATE_MS}, 'LIMIT', 0, 100)) do
    redis.call('ZREM', back, late)
    redis.call('ZREM', wait, late)
  end
  redis.call('ZADD', wait, ARGV[2], holder)
  local ahead = (redis.call('ZRANK', wait, holder) - burst + 1) * interval
  nextAts[line] = math.max(now, tonumber(redis.call('GET', KEYS[3 * line + 3]) or 0))
  local drainedAt = nextAts[line] + ahead
  if line == 1 and ARGV[7] ~= '' and drainedAt - now > tonumber(ARGV[7]) then
    redis.call('ZREM', wait, holder)
    return { 'fold', 'storm' }
  end
  local coming = 0
  for _, other in ipairs(redis.call('ZRANGEBYSCORE', back, now - ${AWAITED_MS}, now + interval, 'LIMIT', 0, 1000)) do
    local urgency = tonumber(redis.call('ZSCORE', wait, other) or 0)
    if urgency < tonumber(ARGV[2]) or (urgency == tonumber(ARGV[2]) and other < holder) then coming = coming + 1 end
  end
  local turnAt = drainedAt
  if nextAts[line] + (coming - burst + 1) * interval <= now then turnAt = now end
  if heldUntil > now then turnAt = math.max(drainedAt, heldUntil + math.max(0, ahead)) end
  if turnAt > now then
    for passed = 1, line do
      redis.call('ZADD', KEYS[3 * passed + 5], turnAt, holder)
      redis.call('PEXPIRE', KEYS[3 * passed + 4], '${GATE_KEPT_MS}')
      redis.call('PEXPIRE', KEYS[3 * passed + 5], '${GATE_KEPT_MS}')
    end
    return { 'wait', math.ceil(turnAt), held }
  end
  free = math.min(free, math.floor((now - nextAts[line]) / interval) + burst)
  if redis.call('ZCARD', wait) > 1 then free = 1 end
end

if #retests > 0 then free = 1 end
leave()
take(nextAts, free)
local scopes = {}
for _, retest in ipairs(retests) do
  redis.call('HSET', retest[2], 'until', now + ARGV[4], 'tried', 1)
  scopes[#scopes + 1] = retest[1]
end
if waited and redis.call('SADD', KEYS[5], ARGV[5]) == 1 then
  redis.call('PEXPIRE', KEYS[5], '${GATE_KEPT_MS}')
  return { 'go', 0, scopes, outage[1], outage[2], false, false }
end
return go(free - 1, scopes)
`);

/**
 * Leaves a workspace or a channel alone.
 *
 * KEYS  hold.
 * ARGV  reason, first pause (ms), longest pause (ms), whether Slack is out of reach ('1' or ''), whether the call was the
 *       one that tried it again ('1' or ''), how long one caller may take to tell people (ms), how long to keep it (ms).
 * Returns { since, until, attempts, 1 when it is new else 0, 1 when the caller is to tell people else 0 }
 */
export const HOLD_SCRIPT = `
${NOW}
local hold = redis.call('HMGET', KEYS[1], 'since', 'until', 'attempts', 'toldAt')
if hold[1] and tonumber(hold[2]) > now and ARGV[5] == '' then return { hold[1], hold[2], hold[3], 0, 0 } end
local since, attempts = hold[1] or now, (hold[3] or 0) + 1
local until_ = now + math.min(ARGV[3], ARGV[2] * 2 ^ math.min(attempts - 1, 20))
local tell = not hold[4] or (hold[4] ~= 'told' and tonumber(hold[4]) + ARGV[6] <= now)
redis.call('HSET', KEYS[1], 'since', since, 'until', until_, 'attempts', attempts, 'reason', ARGV[1], 'outage', ARGV[4])
redis.call('HDEL', KEYS[1], 'tried')
if tell then redis.call('HSET', KEYS[1], 'toldAt', now) end
redis.call('PEXPIRE', KEYS[1], ARGV[7])
return { since, until_, attempts, hold[1] and 0 or 1, tell and 1 or 0 }
`;

/**
 * Ends holds.
 *
 * KEYS  outage, channels told of it, then the holds.
 * ARGV  how long an outage is to be worth telling (ms), how long it is told (ms).
 * Returns { now, since and reason of each hold in turn, false for those that were none }
 */
export const RELEASE_SCRIPT = `
${NOW}
local released = { now }
for i = 3, #KEYS do
  local hold = redis.call('HMGET', KEYS[i], 'since', 'reason', 'outage')
  redis.call('UNLINK', KEYS[i])
  released[#released + 1] = hold[1]
  released[#released + 1] = hold[2]
  if hold[3] == '1' and now - hold[1] >= tonumber(ARGV[1]) then
    redis.call('HSET', KEYS[1], 'from', hold[1], 'until', now)
    redis.call('PEXPIRE', KEYS[1], ARGV[2])
    redis.call('UNLINK', KEYS[2])
  end
end
return released
`;

/**
 * Leaves a method alone.
 *
 * KEYS  pause.
 * ARGV  for how long (ms).
 */
export const PAUSE_SCRIPT = `
${NOW}
local until_ = now + ARGV[1]
if until_ > tonumber(redis.call('GET', KEYS[1]) or 0) then redis.call('SET', KEYS[1], until_, 'PX', ARGV[1]) end
`;

/**
 * People know of a hold.
 *
 * KEYS  hold.
 */
export const TOLD_SCRIPT = `
if redis.call('EXISTS', KEYS[1]) == 1 then redis.call('HSET', KEYS[1], 'toldAt', 'told') end
`;

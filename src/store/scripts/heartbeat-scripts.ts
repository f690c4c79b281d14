import { NOW } from './lua-parts.ts';

/**
 * Notes that watchdogs were heard.
 *
 * KEYS  heartbeats.
 * ARGV  how long they are kept (ms), names.
 */
export const HEARD_SCRIPT = `
${NOW}
for index = 2, #ARGV do redis.call('HSET', KEYS[1], 'heard:' .. ARGV[index], now) end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
`;

/**
 * Takes a turn where one is due, and reads.
 *
 * KEYS  heartbeats.
 * ARGV  how long they are kept (ms), how often a turn comes (ms), gap (ms), names that are expected.
 * Returns { now, 1 when it is the caller's turn, fields and values }.
 */
export const LOOK_SCRIPT = `
${NOW}
local at = tonumber(redis.call('HGET', KEYS[1], 'turn') or '0')
local turn = 0
if now - at >= tonumber(ARGV[2]) and (#ARGV > 3 or at > 0) then
  turn = 1
  redis.call('HSET', KEYS[1], 'turn', now)
  for index = 4, #ARGV do
    local field = 'expected:' .. ARGV[index]
    if now - at > tonumber(ARGV[3]) or redis.call('HEXISTS', KEYS[1], field) == 0 then
      redis.call('HSET', KEYS[1], field, now)
    end
  end
  redis.call('PEXPIRE', KEYS[1], ARGV[1])
end
return { now, turn, redis.call('HGETALL', KEYS[1]) }
`;

/**
 * Lua that the scripts share. Leases and due times go by Redis's own clock alone, so that processes whose clocks
 * differ cannot take a group from each other.
 */

/** Defines `now`, epoch milliseconds. */
export const NOW = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/**
 * Defines `append(events, event, maxLength, maxAgeMs)`. A stream is bounded by length at every append and by age at
 * one append in sixteen, because XADD trims by one of the two only. Needs `now`.
 */
export const APPEND_EVENT = `
local function append(events, event, maxLength, maxAgeMs)
  if now % 16 == 0 then
    redis.call('XADD', events, 'MINID', '~', now - maxAgeMs, '*', 'event', event)
  else
    redis.call('XADD', events, 'MAXLEN', '~', maxLength, '*', 'event', event)
  end
end
`;

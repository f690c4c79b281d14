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
 * Defines `nextVersion(version)`: of a document that is written over the one of that version, or of a new one, `false`. It is
 * the time in microseconds, not the next number: processes remember documents by their versions, and after a group was
 * removed, or a failover undid writes, what is stored then must not get a version that one of them knows another
 * document by. Needs `now`.
 */
export const NEXT_VERSION = `
local function nextVersion(version)
  return math.max((version or 0) + 1, time[1] * 1000000 + time[2])
end
`;

/** A tenant's newest events that are kept, about. */
export const EVENTS_KEPT = 10_000;
/** Events older than this are dropped, about: 30 days. */
const EVENTS_KEPT_MS = 30 * 24 * 3_600_000;

/**
 * Defines `append(events, event)`. A stream is bounded by length at every append and by age at
 * one append in sixteen, because XADD trims by one of the two only. Needs `now`.
 */
export const APPEND_EVENT = `
local function append(events, event)
  if now % 16 == 0 then
    redis.call('XADD', events, 'MINID', '~', now - ${EVENTS_KEPT_MS}, '*', 'event', event)
  else
    redis.call('XADD', events, 'MAXLEN', '~', '${EVENTS_KEPT}', '*', 'event', event)
  end
end
`;

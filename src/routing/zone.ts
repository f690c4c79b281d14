/** A place's clock: what its wall clock shows, daylight saving included. */
export interface Zone {
  /** Milliseconds that the wall clock is ahead of UTC at `at`, epoch milliseconds. */
  offsetAt(at: number): number;
}

/** Zones by their IANA names; `Local` is this machine's. Each is made once: a formatter costs 110 µs. */
export type Zones = (name: string) => Zone;

const MINUTE_MS = 60_000;

export function createZones(): Zones {
  const zones = new Map<string, Zone>();
  return (name) => {
    const known = zones.get(name);
    if (known !== undefined) return known;
    const zone = createZone(name);
    zones.set(name, zone);
    return zone;
  };
}

/** Whether the name is one of IANA's; `Local` is not. */
export function isZoneName(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function createFormatter(name: string): Intl.DateTimeFormat {
  const place = name === 'Local' ? {} : { timeZone: name };
  return new Intl.DateTimeFormat('en-US', { ...place, timeZoneName: 'longOffset' });
}

/** Remembers the newest minute's offset: clocks change at full minutes only, and callers ask about now. */
function createZone(name: string): Zone {
  if (name === 'UTC') return { offsetAt: () => 0 };
  const formatter = createFormatter(name);
  let minute = Number.NaN;
  let offset = 0;
  return {
    offsetAt(at) {
      const asked = Math.floor(at / MINUTE_MS);
      if (asked !== minute) {
        offset = parseOffset(formatter.format(asked * MINUTE_MS));
        minute = asked;
      }
      return offset;
    },
  };
}

const OFFSET = /GMT(?:([+-])(\d\d):(\d\d)(?::(\d\d))?)?$/;

/** Reads `GMT`, `GMT+02:00` or, for times before zones were rounded, `GMT+00:53:28` at the end of a formatted date. */
function parseOffset(formatted: string): number {
  const [, sign, hours, minutes, seconds] = OFFSET.exec(formatted) ?? [];
  const size = (Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0)) * 1000;
  return sign === '-' ? -size : size;
}

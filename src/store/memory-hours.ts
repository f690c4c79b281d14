import { type AdmissionRequest, HOUR_MS, type HourlyUse } from '../delivery/gate.ts';

interface Hour {
  readonly until: number;
  readonly holders: Set<string>;
}

type Counted = Pick<AdmissionRequest, 'workspace' | 'holder' | 'counted'>;

/** What went of tenants' calls in their hours: see the gate's scripts for Redis, which say the same. */
export class MemoryHours {
  readonly #hours = new Map<string, Hour>();

  /** What went in the hour where that is all that may go; undefined while this call may. */
  usedUp({ workspace, holder, counted }: Counted, now: number): HourlyUse | undefined {
    if (counted?.most === undefined) return undefined;
    const hour = this.#hours.get(`${workspace} ${counted.tenant}`);
    if (hour === undefined || hour.until <= now || hour.holders.has(holder)) return undefined;
    return hour.holders.size >= counted.most ? { used: hour.holders.size, until: hour.until } : undefined;
  }

  count({ workspace, holder, counted }: Counted, now: number): { readonly use?: HourlyUse } {
    if (counted === undefined) return {};
    const key = `${workspace} ${counted.tenant}`;
    const known = this.#hours.get(key);
    const hour =
      known === undefined || known.until <= now ? { until: now + HOUR_MS, holders: new Set<string>() } : known;
    this.#hours.set(key, hour);
    hour.holders.add(holder);
    return { use: { used: hour.holders.size, until: hour.until } };
  }

  sweep(now: number): void {
    for (const [key, { until }] of this.#hours) if (until <= now) this.#hours.delete(key);
  }
}

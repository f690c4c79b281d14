/**
 * Holds the page of metrics to a size. Every set of label values is one series (a histogram's: one for each bucket and two
 * more), and tenants, receivers and templates are as many as people configure.
 *
 * First come, first served: a set of label values that has its series keeps it. When the part for details is used up, new
 * sets share `other` for receiver, destination, template and severity; when all is used up, for the tenant too. So what is
 * counted stays counted, a series never ends, and sums over all are always right.
 */
import { OTHER } from './tenant-labels.ts';

/** What one tenant's figures can do without. */
const DETAILS: ReadonlySet<string> = new Set(['receiver', 'destination', 'template', 'severity']);

/** Kept for the figures of each whole tenant: two histograms of how people respond, one of latency, and 30 counters. */
const KEPT_A_TENANT = 75;

/** Of all series, what details may have however many tenants there are. */
const LEAST_DETAIL_SHARE = 0.05;

export type Labels = Readonly<Partial<Record<string, string | number>>>;

export class SeriesBudget {
  readonly max: number;
  #left: number;
  #details = 0;
  #mostDetails: number;

  /** `max`: series of tenants on one page; closed sets, such as Slack's methods, come on top. */
  constructor(max: number) {
    this.max = max;
    this.#left = max;
    this.#mostDetails = max;
  }

  /** How many more series may begin. */
  get left(): number {
    return this.#left;
  }

  /** What tenants need as such is not for details. */
  keepFor(tenants: number): void {
    this.#mostDetails = Math.max(this.max * LEAST_DETAIL_SHARE, this.max - tenants * KEPT_A_TENANT);
  }

  /** How the sets of one instrument are held to the budget. `weight`: series that one set makes. */
  keeper(labelNames: readonly string[], weight: number): Keeper {
    if (!labelNames.includes('tenant')) return { keep: (labels) => labels, begins: () => false };
    const known = new Set<string>();
    const keyOf = (labels: Labels) => labelNames.map((name) => labels[name]).join('\n');
    const hasDetails = labelNames.some((name) => DETAILS.has(name));
    const take = (labels: Labels): boolean => {
      const key = keyOf(labels);
      if (known.has(key)) return true;
      const isDetail = hasDetails && !isFolded(labels);
      if (this.#left < weight || (isDetail && this.#details + weight > this.#mostDetails)) return false;
      this.#left -= weight;
      if (isDetail) this.#details += weight;
      known.add(key);
      return true;
    };
    return {
      keep: (labels) => {
        if (take(labels)) return labels;
        const withoutDetails = folded(labels, DETAILS);
        return take(withoutDetails) ? withoutDetails : { ...withoutDetails, tenant: OTHER };
      },
      begins: (labels) => !known.has(keyOf(labels)) && take(labels),
    };
  }
}

export interface Keeper {
  /** Which labels an instrument is to use instead of those that it is given. */
  keep<T extends Labels>(labels: T): T;
  /** Whether a tenant's set may begin now: it has no series yet, and there is room. */
  begins(labels: Labels): boolean;
}

function isFolded(labels: Labels): boolean {
  return Object.entries(labels).every(([name, value]) => !DETAILS.has(name) || value === OTHER);
}

function folded<T extends Labels>(labels: T, names: ReadonlySet<string>): T {
  const entries = Object.entries(labels).map(([name, value]) => [name, names.has(name) ? OTHER : value]);
  return Object.fromEntries(entries);
}

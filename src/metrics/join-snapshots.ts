import type { Exemplar, MetricFamily, MetricsSnapshot } from '../core/fleet.ts';
import { Breaks } from './breaks.ts';
import { WORKER_RESTARTS } from './metrics.ts';

/** Sets of labels that are added up in one step. */
const STEP = 250;

/**
 * One snapshot of several workers: counters and histograms are added up, gauges joined as `metrics.ts` says of each, of
 * exemplars the newest stays. The first snapshot must be a worker's own, whole: it has every series, the others may lack
 * those that are zero. What comes out may be joined with more.
 */
export async function joinSnapshots(snapshots: readonly MetricsSnapshot[]): Promise<MetricsSnapshot> {
  const breaks = new Breaks();
  const byName = new Map<string, JoinedFamily>();
  for (const family of snapshots.flat()) {
    if (family.joinedBy === 'omit') continue;
    const known = byName.get(family.name);
    if (known === undefined) byName.set(family.name, new JoinedFamily(family));
    else await known.add(family, breaks);
    await breaks.take();
  }
  return [...byName.values()].map((joined) => joined.family());
}

/** Sums of one metric; the family that it began with is left as it was. */
class JoinedFamily {
  readonly #first: MetricFamily;
  readonly #width: number;
  readonly #sets: string[];
  readonly #figures: number[];
  readonly #exemplars: Map<number, Exemplar>;
  readonly #places = new Map<string, number>();

  constructor(first: MetricFamily) {
    this.#first = first;
    this.#width = widthOf(first);
    this.#sets = [...first.sets];
    this.#figures = [...first.figures];
    this.#exemplars = new Map(first.exemplars);
  }

  /** Adds what another process counted of it. */
  async add({ sets, figures, exemplars = [] }: MetricFamily, breaks: Breaks): Promise<void> {
    if (this.#places.size === 0) for (const [place, set] of this.#sets.entries()) this.#places.set(set, place);
    const begins: number[] = [];
    for (const [place, set] of sets.entries()) {
      begins.push(this.#addSet(set, figures, place * this.#width));
      if (place % STEP === STEP - 1) await breaks.take();
    }
    for (const [place, exemplar] of exemplars) {
      this.#addExemplar((begins[Math.floor(place / this.#width)] ?? 0) + (place % this.#width), exemplar);
    }
  }

  family(): MetricFamily {
    return { ...this.#first, sets: this.#sets, figures: this.#figures, exemplars: [...this.#exemplars] };
  }

  /** Returns where the set's figures begin here. */
  #addSet(set: string, figures: readonly number[], from: number): number {
    const place = this.#places.get(set);
    if (place === undefined) {
      this.#places.set(set, this.#sets.length);
      this.#sets.push(set);
      for (let index = 0; index < this.#width; index++) this.#figures.push(figures[from + index] ?? 0);
      return this.#figures.length - this.#width;
    }
    const begin = place * this.#width;
    for (let index = 0; index < this.#width; index++) {
      const own = this.#figures[begin + index] ?? 0;
      this.#figures[begin + index] = joinedBy(this.#first.joinedBy, own, figures[from + index] ?? 0);
    }
    return begin;
  }

  #addExemplar(place: number, exemplar: Exemplar): void {
    if ((this.#exemplars.get(place)?.timestamp ?? 0) < exemplar.timestamp) this.#exemplars.set(place, exemplar);
  }
}

function joinedBy(how: MetricFamily['joinedBy'], one: number, other: number): number {
  // A process that has nothing to tell yet, such as no lag of its loop.
  if (Number.isNaN(one)) return other;
  switch (how) {
    case 'min':
      return Math.min(one, other);
    case 'max':
      return Math.max(one, other);
    case 'first':
    case 'omit':
      return one;
    case 'sum':
      return one + other;
    default:
      return how satisfies never;
  }
}

/** How many figures a set of labels has. */
function widthOf({ bounds }: MetricFamily): number {
  return bounds === undefined ? 1 : bounds.length + 2;
}

/**
 * A snapshot without what adds nothing, for the way to another process: most series of a quiet relay are zero. Gauges of
 * which the least or the greatest counts keep their zeros, and what is no number is left out: JSON has none.
 */
export function withoutZeros(snapshot: MetricsSnapshot): MetricsSnapshot {
  return snapshot.flatMap((family) => {
    const width = widthOf(family);
    const isAdded = family.joinedBy === 'sum';
    // Of a histogram the last figure is the count.
    const kept = family.sets.flatMap((_, place) => {
      const figure = family.figures[(place + 1) * width - 1] ?? 0;
      return Number.isNaN(figure) || (isAdded && figure === 0) ? [] : [place];
    });
    if (kept.length === family.sets.length) return [family];
    return kept.length === 0 ? [] : [onlySets(family, kept)];
  });
}

function onlySets({ sets, figures, exemplars = [], ...family }: MetricFamily, kept: readonly number[]): MetricFamily {
  const width = widthOf(family as MetricFamily);
  const moved = new Map(kept.map((from, to) => [from, to]));
  return {
    ...family,
    sets: kept.map((place) => sets[place] ?? ''),
    figures: kept.flatMap((place) => figures.slice(place * width, (place + 1) * width)),
    exemplars: exemplars.flatMap(([place, exemplar]) => {
      const to = moved.get(Math.floor(place / width));
      return to === undefined ? [] : [[to * width + (place % width), exemplar] as const];
    }),
  };
}

/** What of a snapshot still counts when its process is no more: what only ever grows. */
export function lastingPart(snapshot: MetricsSnapshot): MetricsSnapshot {
  return snapshot.filter(({ type }) => type === 'counter' || type === 'histogram');
}

/** What only the supervisor counts. */
export function restartsSnapshot(restarts: number): MetricsSnapshot {
  return [{ name: WORKER_RESTARTS, help: '', type: 'counter', joinedBy: 'sum', sets: [''], figures: [restarts] }];
}

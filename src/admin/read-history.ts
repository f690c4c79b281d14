/** Reads a tenant's history for people: filtered, and in bounded steps. */
import type { PlacedEvent } from '../groups/event.ts';
import type { History, HistoryPage } from '../groups/history.ts';

/** Events that are read at a time, and at most for one request: more would keep others waiting. */
const TOGETHER = 500;
export const MOST_READ = 5_000;

export interface Reading extends Omit<HistoryPage, 'limit'> {
  readonly wanted: (event: PlacedEvent) => boolean;
  /** At most so many that are wanted. */
  readonly limit: number;
  /** Whether nothing behind this one can be wanted; never when absent. */
  readonly isBeyond?: (event: PlacedEvent) => boolean;
}

export interface ReadEvents {
  readonly events: readonly PlacedEvent[];
  /** The last place that was looked at, where there may be more behind it. */
  readonly next?: string;
}

/** Rejects with `store_unavailable`. */
export async function readHistory(history: History, reading: Reading): Promise<ReadEvents> {
  const { wanted, limit, isBeyond = () => false } = reading;
  const events: PlacedEvent[] = [];
  let next = reading.behind ?? '';
  for await (const event of someOf(history, reading)) {
    if (event === 'more') return { events, next };
    if (isBeyond(event)) return { events };
    next = event.place;
    if (wanted(event) && events.push(event) === limit) return { events, next };
  }
  return { events };
}

/** Events in their order, and at last, when so many were read that it is enough for one time, that there may be more. */
async function* someOf(
  history: History,
  { tenantId, order, behind: from }: Pick<Reading, 'tenantId' | 'order' | 'behind'>,
): AsyncGenerator<PlacedEvent | 'more'> {
  let behind = from;
  for (let seen = 0; seen < MOST_READ; seen += TOGETHER) {
    const page = await history.page({ tenantId, order, limit: TOGETHER, ...(behind === undefined ? {} : { behind }) });
    yield* page;
    if (page.length < TOGETHER) return;
    behind = page.at(-1)?.place;
  }
  yield 'more';
}

import type { HistoryEvent } from '../core/api/events.ts';
import type { PlacedEvent } from '../groups/event.ts';
import { timeOf } from './group-json.ts';

/** An event as the API shows it: who did it stands by itself. */
export function eventJson({ place, event: { at, kind, group, receiver, detail = {} } }: PlacedEvent): HistoryEvent {
  const { by, via, ...rest } = detail;
  return {
    ...{ place, at: timeOf(at), kind, group, receiver },
    ...(by === undefined ? {} : { by: String(by) }),
    ...(via === undefined ? {} : { via: String(via) }),
    detail: rest,
  };
}

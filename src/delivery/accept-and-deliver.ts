import { copyWith } from '../core/copy-with.ts';
import type { Acceptor } from '../groups/acceptor.ts';
import type { Dispatcher } from './dispatcher.ts';

/**
 * Accepts, and delivers at once where workers are free: what is stored is leased to them in the same step, so that
 * nobody has to claim it. Where they are busy it waits its turn with what is due.
 */
export function acceptAndDeliver(accept: Acceptor, dispatcher: Dispatcher): Acceptor {
  return async (arrival) => {
    const reservation = dispatcher.reserve(arrival.tenantId, arrival.byReceiver.size);
    if (reservation === undefined) {
      const outcome = await accept(arrival);
      dispatcher.wake(arrival.tenantId);
      return outcome;
    }
    try {
      return await accept(copyWith(arrival, { workers: reservation }));
    } finally {
      reservation.end();
    }
  };
}

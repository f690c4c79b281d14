/** The calls of one turn of the event loop, by what gives each of them up. */
interface Turn {
  readonly giveUps: Set<() => void>;
  timer?: NodeJS.Timeout;
}

/**
 * Has calls to Redis fail that are not answered within `ms`. Call it in the turn of the event loop in which the call is
 * made.
 *
 * The time runs from the end of that turn, when the calls are written (see write-together.ts), and before any is given up
 * what has arrived is read. So a process that stalls, while it collects garbage or has no processor, does not take its own
 * delay for Redis's: with a timer for each call, as ioredis has it, a turn of a second refused all webhooks under way, even
 * those that Redis had stored long since, because timers come before reading. One timer a turn also takes less than three a
 * notification.
 */
export function createAnswerInTime(ms: number): <T>(call: Promise<T>) => Promise<T> {
  let present: Turn | undefined;

  const begin = (): Turn => {
    const turn: Turn = { giveUps: new Set() };
    setImmediate(() => {
      present = undefined;
      if (turn.giveUps.size > 0) wait(turn, performance.now() + ms);
    });
    return turn;
  };

  /** Timers count from the beginning of their turn, so they may come early. */
  const wait = (turn: Turn, until: number): void => {
    const look = (): void => {
      if (performance.now() < until) wait(turn, until);
      else for (const giveUp of turn.giveUps) giveUp();
    };
    turn.timer = setTimeout(() => setImmediate(look), until - performance.now());
  };

  return (call) =>
    new Promise((resolve, reject) => {
      present ??= begin();
      const turn = present;
      const giveUp = (): void => reject(new Error(`timed out, no answer within ${ms} ms`));
      turn.giveUps.add(giveUp);
      const end = (): void => {
        turn.giveUps.delete(giveUp);
        if (turn.giveUps.size === 0) clearTimeout(turn.timer);
      };
      call.then(
        (value) => {
          end();
          resolve(value);
        },
        (error: unknown) => {
          end();
          reject(error);
        },
      );
    });
}

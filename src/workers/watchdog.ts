/** How often a worker is asked whether it lives, and how long its answer may take, milliseconds. */
const EVERY_MS = 10_000;
/** So many questions in a row that get no answer mean that a worker hangs: half a minute. */
const MAX_MISSED = 3;

/**
 * Asks again and again, and calls back once when three questions in a row got no answer. A machine that was suspended
 * misses one at most. Returns how to stop.
 */
export function watch(options: {
  /** Rejects when there is no answer in time. */
  readonly ask: (timeoutMs: number) => Promise<unknown>;
  readonly onHang: () => void;
  readonly everyMs?: number;
}): () => void {
  const { ask, onHang, everyMs = EVERY_MS } = options;
  let missed = 0;
  const look = async (): Promise<void> => {
    missed = await ask(everyMs / 2).then(
      () => 0,
      () => missed + 1,
    );
    if (missed < MAX_MISSED) return;
    clearInterval(timer);
    onHang();
  };
  const timer = setInterval(() => void look(), everyMs).unref();
  return () => clearInterval(timer);
}

import { setTimeout as pause } from 'node:timers/promises';

/**
 * Polls until `look` gives something other than undefined or false, and returns that.
 * `what` completes "gave up waiting until …"; `details` adds what is known by then.
 */
export async function waitUntil<T>(
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
  options: { readonly timeoutMs?: number; readonly everyMs?: number; readonly details?: () => string } = {},
): Promise<T> {
  const { timeoutMs = 15_000, everyMs = 20, details } = options;
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (performance.now() > deadline) {
      throw new Error(`gave up after ${timeoutMs} ms waiting until ${what}\n${details?.() ?? ''}`.trim());
    }
    await pause(everyMs);
  }
}

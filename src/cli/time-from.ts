import { usage } from './command.ts';

/** The time that `--at` gives, epoch milliseconds; now when it is absent. */
export function timeFrom(text: string | undefined): number {
  if (text === undefined) return Date.now();
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw usage(`--at must be a time such as 2026-11-23T02:30:00Z, not ${text}`);
  return at;
}

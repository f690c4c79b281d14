/** Drops the entry that was set first. For maps that must stay bounded. */
export function forgetOldest(entries: Map<string, unknown>): void {
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}

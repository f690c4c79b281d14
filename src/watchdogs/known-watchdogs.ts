import type { KnownWatchdog, Silence } from './heartbeats.ts';

/** What a store keeps of a tenant's watchdogs: `heard:`, `expected:` or `silence:` with a name, and its value. */
export function knownWatchdogs(fields: Iterable<readonly [string, string]>): readonly KnownWatchdog[] {
  const known = new Map<string, KnownWatchdog>();
  const note = (name: string, more: Partial<KnownWatchdog>) =>
    known.set(name, { name, expectedSince: 0, ...known.get(name), ...more });
  for (const [field, value] of fields) {
    const [kind, name = ''] = splitAtFirst(field);
    if (kind === 'heard') note(name, { heardAt: Number(value) });
    if (kind === 'expected') note(name, { expectedSince: Number(value) });
    if (kind === 'silence') note(name, { silence: silenceFrom(value) });
  }
  return [...known.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function splitAtFirst(field: string): readonly string[] {
  const at = field.indexOf(':');
  return at < 0 ? [field] : [field.slice(0, at), field.slice(at + 1)];
}

function silenceFrom(value: string): Silence {
  const silence: Silence = JSON.parse(value);
  return silence;
}

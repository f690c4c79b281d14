/** What several Alertmanagers say, as one. Pure. */
import type { ReportedAlert, Silence } from './alertmanagers.ts';

/** Each alert once. What one of them tells of is told of: so what one calls active is active. */
export function joinAlerts(lists: readonly (readonly ReportedAlert[])[]): readonly ReportedAlert[] {
  const [only, ...others] = lists;
  if (only === undefined || others.length === 0) return only ?? [];
  const all = new Map<string, ReportedAlert>();
  for (const alert of lists.flat()) {
    const known = all.get(alert.fingerprint);
    all.set(alert.fingerprint, known === undefined ? alert : joinOne(known, alert));
  }
  return [...all.values()];
}

function joinOne(a: ReportedAlert, b: ReportedAlert): ReportedAlert {
  const [newer, older] = a.startsAt >= b.startsAt ? [a, b] : [b, a];
  const told = [newer, older].find(({ state }) => state !== 'suppressed') ?? newer;
  return {
    ...newer,
    state: told.state,
    silencedBy: told.silencedBy,
    inhibitedBy: told.inhibitedBy,
    mutedBy: told.mutedBy,
    receivers: [...new Set([...a.receivers, ...b.receivers])],
  };
}

/** Each silence once, as whoever heard of it last has it. */
export function joinSilences(lists: readonly (readonly Silence[])[]): readonly Silence[] {
  const all = new Map<string, Silence>();
  for (const silence of lists.flat()) {
    const known = all.get(silence.id);
    if (known === undefined || silence.updatedAt > known.updatedAt) all.set(silence.id, silence);
  }
  return [...all.values()].sort((a, b) => a.endsAt - b.endsAt || (a.id < b.id ? -1 : 1));
}

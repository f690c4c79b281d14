/** What readers know of a group's alerts once something was told. Pure. */
import { dictionaryOf } from '../core/dictionary.ts';
import type { Group } from '../core/group.ts';
import type { Drawn } from './drawn.ts';

/** Readers know what had come in until then. What the message shows by now is not said by that. */
export function marksUntil({ alerts, marks }: Group, until: number): Group['marks'] {
  const all = dictionaryOf(marks);
  for (const alert of Object.values(alerts)) {
    if (alert.firstSeenAt > until) continue;
    const isResolved = alert.status === 'resolved' && alert.resolvedSeenAt <= until;
    const told = { status: isResolved ? 'resolved' : 'firing', startsAt: alert.startsAt } as const;
    all[alert.fingerprint] = { ...all[alert.fingerprint], told };
  }
  return all;
}

/** They know what was drawn: from the message itself (`shown`), from being told (`told`), or both. */
export function marked({ alerts, marks }: Group, drawn: Drawn, as: 'shown' | 'told' | 'both'): Group['marks'] {
  const all = dictionaryOf(marks);
  for (const [fingerprint, seen] of drawn.seen) {
    if (alerts[fingerprint] === undefined) continue;
    if (as === 'both') all[fingerprint] = { shown: seen, told: seen };
    else all[fingerprint] = { ...all[fingerprint], [as]: seen };
  }
  return all;
}

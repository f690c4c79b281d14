/** The silences of a group, as its document keeps them. Pure. */
import type { LabelSet } from '../core/alert.ts';
import type { Group, GroupSilence, Hidden } from '../core/group.ts';

/** Silences that a group keeps; the oldest give way. */
export const MAX_SILENCES = 10;

/** Those that have not ended, the newest first. */
export function liveSilences({ silences = [] }: Group, now: number): readonly GroupSilence[] {
  return silences.filter(({ endsAt }) => endsAt > now).reverse();
}

/** The group with the silence as its newest, in place of what it knew of `was`, or of the silence itself. */
export function withSilence(group: Group, silence: GroupSilence, was = silence.id): Group {
  const others = (group.silences ?? []).filter(({ id }) => id !== silence.id && id !== was);
  return { ...group, silences: [...others, silence].slice(-MAX_SILENCES) };
}

/** The group with those of its firing alerts as kept back that the silence matches, until anybody knows better. */
export function withHiddenBy(
  group: Group,
  silence: { readonly id: string; readonly at: number; matches(labels: LabelSet): boolean },
): Group {
  const hidden: Hidden = { why: 'silenced', by: silence.id, at: silence.at };
  const hit = Object.values(group.alerts).filter(
    ({ status, labels }) => status === 'firing' && silence.matches(labels),
  );
  if (hit.length === 0) return group;
  return {
    ...group,
    hidden: { ...group.hidden, ...Object.fromEntries(hit.map((alert) => [alert.fingerprint, hidden])) },
  };
}

/** The group without the silence, and without what it was said to hide. */
export function withoutSilence(group: Group, id: string): Group {
  const { silences = [], hidden = {}, ...rest } = group;
  const left = silences.filter((silence) => silence.id !== id);
  const stillHidden = Object.entries(hidden).filter(([, { why, by }]) => why !== 'silenced' || by !== id);
  return {
    ...rest,
    ...(left.length === 0 ? {} : { silences: left }),
    ...(stillHidden.length === 0 ? {} : { hidden: Object.fromEntries(stillHidden) }),
  };
}

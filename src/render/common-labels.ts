import type { LabelSet } from '../core/alert.ts';
import type { GroupAlert } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';

/** The labels, or annotations, that all alerts of a group have alike, as they came. */
export function commonOf({ firing, unreported, resolved }: GroupView, pick: (alert: GroupAlert) => LabelSet): LabelSet {
  const first = firing[0] ?? unreported[0] ?? resolved[0];
  if (first === undefined) return {};
  const own = pick(first);
  let names = Object.keys(own);
  for (const alerts of [firing, unreported, resolved]) {
    for (const alert of alerts) {
      const values = pick(alert);
      if (values === own) continue;
      names = names.filter((name) => values[name] === own[name]);
      if (names.length === 0) return {};
    }
  }
  return Object.fromEntries(names.map((name) => [name, own[name] ?? '']));
}

import type { LabelSet } from '../core/alert.ts';
import type { GroupAlert } from '../core/group.ts';
import type { GroupView } from '../core/group-view.ts';

type Pick = (alert: GroupAlert) => LabelSet;

/** The labels, or annotations, that all alerts of a group have alike, as they came. */
export function commonOf({ firing, unreported, resolved }: GroupView, pick: Pick): LabelSet {
  const first = firing[0] ?? unreported[0] ?? resolved[0];
  if (first === undefined) return {};
  const own = pick(first);
  const inFiring = sharedNames({ names: Object.keys(own), own, pick }, firing);
  const inUnreported = sharedNames({ names: inFiring, own, pick }, unreported);
  return subset(own, sharedNames({ names: inUnreported, own, pick }, resolved));
}

function sharedNames(
  { names, own, pick }: { readonly names: readonly string[]; readonly own: LabelSet; readonly pick: Pick },
  alerts: readonly GroupAlert[],
): readonly string[] {
  let shared = names;
  for (const alert of alerts) {
    const values = pick(alert);
    if (values !== own) shared = shared.filter((name) => values[name] === own[name]);
    if (shared.length === 0) break;
  }
  return shared;
}

function subset(own: LabelSet, names: readonly string[]): LabelSet {
  const common: Record<string, string> = {};
  for (const name of names) {
    // `__proto__` is a name like any other in data, and only so can it be written.
    if (name === '__proto__') Object.defineProperty(common, name, { value: own[name], enumerable: true });
    else common[name] = own[name] ?? '';
  }
  return common;
}

/**
 * The life of the silences that hide a group's alerts: what its document keeps of them, what its thread tells, and what is
 * to be done about those that last as long as the group fires. Pure.
 */

import type { Group, GroupAlert, GroupSilence } from '../core/group.ts';
import { typedName } from '../core/typed-name.ts';
import { withNote } from '../groups/notes.ts';
import { MAX_SILENCES, withoutSilence, withSilence } from '../groups/silences.ts';
import { hiddenOf, stateOf } from '../groups/view.ts';
import type { Silence, SilencePlace } from './alertmanagers.ts';
import type { Truth } from './truth.ts';

/** The thread tells that a silence ends so long before it does: time to extend it, or to mend what fires. */
export const END_TOLD_MS = 15 * 60_000;

/** Whoever silences for no longer than this knows when it ends. */
const TOO_SHORT_TO_TELL_MS = 2 * END_TOLD_MS;

/** A silence that lasts as long as the group fires is given so much more time when less than END_TOLD_MS is left. */
export const EXTENSION_MS = 60 * 60_000;

/** Alertmanager's clock and ours may differ by so much: a silence as young as that may be made after the question. */
const YOUNG_MS = 60_000;

/** `after`: the group with what the same answer says of its alerts; `before`: as it was. */
export function followSilences(before: Group, after: Group, truth: Truth): Group {
  let group = after;
  for (const known of before.silences ?? []) group = followOne(group, { before, known, truth });
  for (const silence of newOnes(group, truth)) {
    const kept = keptOf(silence, group);
    const { id, endsAt: until, comment, url } = silence;
    const happened = { id: `silenced:${id}`, at: truth.askedAt, kind: 'silenced' } as const;
    const whileFiring = kept.whileFiring === true;
    group = withNote(withSilence(group, kept), { ...happened, by: holderOf(kept), until, comment, url, whileFiring });
  }
  const isShown = group !== after;
  return isShown ? { ...group, pendingSince: group.pendingSince ?? truth.askedAt } : after;
}

interface KnownSilence {
  readonly before: Group;
  readonly known: GroupSilence;
  readonly truth: Truth;
}

function followOne(group: Group, { before, known, truth }: KnownSilence): Group {
  const said = truth.silences.get(known.id);
  if (said === undefined && isUnheard(known, truth)) return group;
  if (said === undefined || said.state === 'expired') return endOne(group, { before, known, truth });
  const isHolding = firingUnder(group, known.id, truth).length > 0;
  if (!isHolding && !isKept(group, known, said)) return withoutSilence(group, known.id);
  const next = { ...known, ...keptOf(said, group) };
  if (isHolding && isToTell(next, truth.askedAt)) return withEndTold(group, next, truth.askedAt);
  return isSame(known, next) ? group : withChanged(group, next);
}

/** Whether nobody could have told us of it yet. */
function isUnheard({ startsAt, alertmanager }: GroupSilence, { askedAt, unanswered }: Truth): boolean {
  return startsAt + YOUNG_MS >= askedAt || unanswered.has(alertmanager);
}

/** A silence of ours stays, and so does one that hides an alert which was not listed this once: what hid it is known still. */
function isKept(group: Group, known: GroupSilence, said: Silence): boolean {
  const isOwn = known.by !== undefined || said.origin?.group === group.id;
  return isOwn || Object.values(group.hidden ?? {}).some(({ by }) => by === known.id);
}

/** Whether its end is near and was not told, and nobody will put it off. */
function isToTell(silence: GroupSilence, now: number): boolean {
  const { startsAt, endsAt, endTold } = silence;
  const isNear = endsAt - now <= END_TOLD_MS && endsAt - startsAt > TOO_SHORT_TO_TELL_MS;
  return isNear && endTold !== endsAt && extendedEnd(silence, now) === undefined;
}

function withEndTold(group: Group, silence: GroupSilence, at: number): Group {
  const { id: name, endsAt } = silence;
  const id = `silence_ending:${name}:${endsAt}`;
  const note = { id, at, kind: 'silence_ending', by: holderOf(silence), until: endsAt } as const;
  return withNote(withChanged(group, { ...silence, endTold: endsAt }), note);
}

function withChanged(group: Group, silence: GroupSilence): Group {
  return { ...group, silences: (group.silences ?? []).map((each) => (each.id === silence.id ? silence : each)) };
}

function endOne(group: Group, { before, known, truth }: KnownSilence): Group {
  const left = withoutSilence(group, known.id);
  const firesOn = Object.values(before.alerts).some(
    (alert) =>
      hiddenOf(alert, before)?.by === known.id &&
      truth.alerts.has(alert.fingerprint) &&
      // It may hold on where it is not told any more: the entry's `only` was changed.
      truth.alerts.get(alert.fingerprint)?.silencedBy.includes(known.id) === false &&
      group.alerts[alert.fingerprint]?.status === 'firing',
  );
  if (!firesOn) return left;
  const note = { at: truth.askedAt, kind: 'silence_ended', by: holderOf(known) } as const;
  return withNote(left, { id: `silence_ended:${known.id}`, ...note });
}

/** Alerts that fire, and that the silence keeps back. */
function firingUnder({ alerts }: Group, id: string, truth: Truth): readonly GroupAlert[] {
  return Object.values(alerts).filter(
    ({ status, fingerprint }) => status === 'firing' && truth.alerts.get(fingerprint)?.silencedBy.includes(id),
  );
}

/** Active silences over firing alerts of the group that its document does not know. */
function newOnes(group: Group, truth: Truth): readonly Silence[] {
  const known = new Set(group.silences?.map(({ id }) => id));
  const ids = new Set<string>();
  for (const { status, fingerprint } of Object.values(group.alerts)) {
    if (status !== 'firing') continue;
    for (const id of truth.alerts.get(fingerprint)?.silencedBy ?? []) if (!known.has(id)) ids.add(id);
  }
  const active = [...ids].flatMap((id) => {
    const silence = truth.silences.get(id);
    return silence?.state === 'active' ? [silence] : [];
  });
  // One that gave way to another would be found anew in every round.
  return active.slice(0, Math.max(0, MAX_SILENCES - known.size));
}

/** What the document keeps of it. Only the group that it was made from is to end it. */
function keptOf(silence: Silence, group: Group): GroupSilence {
  const { id, alertmanager, createdBy, comment, startsAt, endsAt, origin } = silence;
  const { latestEndsAt } = origin ?? {};
  return {
    ...{ id, alertmanager, createdBy, comment, startsAt, endsAt },
    ...(origin === undefined ? {} : { by: origin.by }),
    ...(isWhileFiring(silence, group) ? { whileFiring: true } : {}),
    ...(latestEndsAt === undefined ? {} : { latestEndsAt }),
  };
}

function isWhileFiring({ origin }: Silence, { id }: Group): boolean {
  return origin?.whileFiring === true && origin.group === id;
}

function holderOf({ by, createdBy }: GroupSilence): string {
  return by ?? typedName(createdBy);
}

function isSame(a: GroupSilence, b: GroupSilence): boolean {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every((name) => Reflect.get(a, name) === Reflect.get(b, name));
}

/** What is to be done about a silence that lasts as long as its group fires. */
export type SilenceDuty = SilencePlace & { readonly until: number | 'now' };

/** The same again as long as it is not done. */
export function silenceDuties(group: Group, truth: Truth): readonly SilenceDuty[] {
  return (group.silences ?? []).flatMap((silence): readonly SilenceDuty[] => {
    const { id, alertmanager, endsAt, whileFiring } = silence;
    if (whileFiring !== true || truth.silences.get(id)?.state !== 'active') return [];
    if (stateOf(group) === 'resolved') return [{ id, alertmanager, until: 'now' }];
    if (endsAt - truth.askedAt > END_TOLD_MS || firingUnder(group, id, truth).length === 0) return [];
    const until = extendedEnd(silence, truth.askedAt);
    return until === undefined ? [] : [{ id, alertmanager, until }];
  });
}

/** The end that it is given while the group fires; undefined when it ends as it is. */
function extendedEnd({ endsAt, whileFiring, latestEndsAt }: GroupSilence, now: number): number | undefined {
  if (whileFiring !== true) return undefined;
  const until = Math.min(now + EXTENSION_MS, latestEndsAt ?? Number.POSITIVE_INFINITY);
  return until > endsAt ? until : undefined;
}

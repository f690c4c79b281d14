/** Silences a group in its tenant's Alertmanager, and lets the group's message and thread tell of it. */
import { hash } from 'node:crypto';
import type { LabelSet } from '../core/alert.ts';
import type { GroupSilence } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import { withNote } from '../groups/notes.ts';
import { withHiddenBy, withoutSilence, withSilence } from '../groups/silences.ts';
import type { Matcher } from '../routing/matcher.ts';
import type { Alertmanagers, PlacedSilence } from './alertmanagers.ts';
import { changeGroup, type GroupChanges } from './change-group.ts';
import { toApi } from './silence-matchers.ts';

export interface SilencingParts extends GroupChanges {
  readonly alertmanagers: Alertmanagers;
}

/** Who does something about the silences of which group. */
export interface Silencer {
  readonly tenantId: TenantId;
  readonly groupId: GroupId;
  /** Slack's id of the person. */
  readonly by: string;
  /** As the workspace shows them. */
  readonly name: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The caller's name for this one deed: the same again is the same. */
  readonly deedId: string;
}

export interface NewSilence {
  readonly matchers: readonly Matcher[];
  /** Epoch milliseconds. */
  readonly endsAt: number;
  /** As the person wrote it; may be empty. */
  readonly comment: string;
  /** What Alertmanager shows for an empty comment. */
  readonly unsaid: string;
  readonly whileFiring: boolean;
  /** The longest that it may last in all, milliseconds; any time when absent. */
  readonly longestMs?: number | undefined;
}

/** Each rejects as the port of the Alertmanagers does, or with `store_unavailable`: then asking again does it once. */
export async function silence(
  parts: SilencingParts,
  who: Silencer,
  { matchers, endsAt, comment, unsaid, whileFiring, longestMs }: NewSilence,
): Promise<PlacedSilence> {
  const { tenantId, groupId, by, at, deedId } = who;
  const requestId = hash('sha256', deedId, 'base64url');
  const createdBy = nameOf(who);
  const limit = limitOf(at, longestMs);
  const placed = await parts.alertmanagers.createSilence(tenantId, {
    matchers: matchers.map(toApi),
    startsAt: at,
    endsAt,
    createdBy,
    comment: comment === '' ? unsaid : comment,
    origin: {
      ...{ requestId, group: groupId, by, whileFiring },
      ...(comment === '' ? { isUncommented: true } : {}),
      ...(whileFiring ? limit : {}),
    },
  });
  const { id, alertmanager, url } = placed;
  const kept: GroupSilence = {
    ...{ id, alertmanager, createdBy, by, comment, startsAt: at, endsAt },
    ...(whileFiring ? { whileFiring } : {}),
    ...limit,
  };
  await changeGroup(parts, {
    ...deedOf(who),
    event: { kind: 'silenced', detail: { by, silence: id, until: endsAt } },
    change: (group) => {
      const note = {
        id: `silenced:${id}`,
        at,
        kind: 'silenced',
        by,
        until: endsAt,
        comment,
        url,
        whileFiring,
      } as const;
      const only = parts.alertmanagers.only(tenantId, alertmanager).flat();
      const matches = (labels: LabelSet) => [...matchers, ...only].every((matcher) => matcher.matches(labels));
      return withNote(withHiddenBy(withSilence(group, kept), { id, at, matches }), note);
    },
  });
  return placed;
}

/** Lets the silence end at another time. */
export async function moveSilenceEnd(
  parts: SilencingParts,
  who: Silencer,
  change: { readonly silence: GroupSilence } & Pick<NewSilence, 'endsAt' | 'longestMs'>,
): Promise<PlacedSilence> {
  const { by, at, deedId } = who;
  const { silence: before, endsAt, longestMs } = change;
  const { latestEndsAt: _earlier, ...known } = before;
  const limit = limitOf(at, longestMs);
  const placed = await parts.alertmanagers.updateSilence(who.tenantId, before, { endsAt, limit });
  const { id, alertmanager, url } = placed;
  await changeGroup(parts, {
    ...deedOf(who),
    event: { kind: 'silence_moved', detail: { by, silence: id, until: endsAt } },
    change: (group) =>
      withNote(withSilence(group, { ...known, ...limit, id, alertmanager, endsAt }, before.id), {
        ...{
          id: `silence_moved:${id}:${hash('sha256', deedId, 'base64url').slice(0, 12)}`,
          at,
          by,
          until: endsAt,
          url,
        },
        kind: 'silence_moved',
      }),
  });
  return placed;
}

/** Ends the silence now. */
export async function endSilence(parts: SilencingParts, who: Silencer, before: GroupSilence): Promise<void> {
  const { by, at } = who;
  await parts.alertmanagers.expireSilence(who.tenantId, before);
  await changeGroup(parts, {
    ...deedOf(who),
    event: { kind: 'unsilenced', detail: { by, silence: before.id } },
    change: (group) =>
      withNote(withoutSilence(group, before.id), { id: `unsilenced:${before.id}`, at, kind: 'unsilenced', by }),
  });
}

function limitOf(at: number, longestMs: number | undefined): Pick<GroupSilence, 'latestEndsAt'> {
  return longestMs === undefined ? {} : { latestEndsAt: at + longestMs };
}

function deedOf({ tenantId, groupId, deedId, by, at }: Silencer) {
  return { tenantId, groupId, id: deedId, by, at };
}

/** As Alertmanager's page shows who made it. */
function nameOf({ name, by }: Silencer): string {
  return name === by ? by : `${name} (${by})`;
}

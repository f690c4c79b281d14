/** What a modal about silences is about: whose group, who may do what with it, and what was given so far. */
import type { May } from '../actions/access.ts';
import { type ReadLines, readMatcherLines } from '../actions/silence-matchers.ts';
import type { SilenceRights } from '../actions/silence-policy.ts';
import {
  type ChosenLength,
  type EndOrFault,
  SILENCE_LENGTHS,
  type SilenceLength,
  silenceEnd,
} from '../actions/silence-times.ts';
import type { Silencer, SilencingParts } from '../actions/silencing.ts';
import type { Denial } from '../core/access.ts';
import type { Clock } from '../core/clock.ts';
import type { Group } from '../core/group.ts';
import { channelId, isGroupId, messageTs, type TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { findShown } from '../groups/find-shown.ts';
import { isShownBy } from '../groups/press.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Language } from '../render/language.ts';
import type { Zone, Zones } from '../routing/zone.ts';
import type { InteractionTenant } from './answer-click.ts';
import { type ModalTurn, type ModalValues, textIn } from './modal-turn.ts';

export interface SilenceModalParts extends SilencingParts {
  readonly may: May;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly zones: Zones;
}

/** The inputs' names, which are their blocks' names too. */
export const INPUTS = {
  matchers: 'matchers',
  length: 'length',
  duration: 'duration',
  date: 'date',
  time: 'time',
  comment: 'comment',
  whileFiring: 'while_firing',
  which: 'which',
} as const;

/** One group's silences, in the hands of one person. */
export interface SilenceCase {
  readonly tenant: InteractionTenant;
  readonly tenantId: TenantId;
  readonly group: Group;
  readonly language: Language;
  readonly now: number;
  readonly zone: Zone;
}

/** The group that the modal was opened from, if its message still shows it; else what the person is told. */
export async function caseOf(
  { store, clock, zones }: SilenceModalParts,
  { tenants, metadata, language, person }: ModalTurn,
): Promise<SilenceCase | { readonly told: string }> {
  const { group: groupId = '', channel = '', ts = '' } = metadata;
  const message = { channel: channelId(channel), ts: messageTs(ts) };
  const tenantIds = tenants.map(({ id }) => id);
  const found = isGroupId(groupId) ? await findShown(store, { tenantIds, groupId, message }) : undefined;
  const tenant = tenants.find(({ id }) => id === found?.tenantId);
  if (found === undefined || tenant === undefined) return { told: language.phrase('press.unknown') };
  const { group } = found.stored;
  const spoken = tenant.language(person);
  if (!isShownBy(group, message)) return { told: spoken.phrase('press.replaced') };
  return {
    ...{ tenant, tenantId: found.tenantId, group, language: spoken },
    now: clock.now(),
    zone: zones(person.timeZone),
  };
}

/** What the person may silence, and why not broadly; why they may not, when they may silence nothing. */
export async function rightsOf(
  { may }: SilenceModalParts,
  { tenantId, group }: SilenceCase,
  userId: string,
): Promise<{ readonly rights: SilenceRights; readonly beyond?: Denial } | { readonly denied: Denial }> {
  const about = { tenantId, userId, receiver: group.receiver };
  const [narrow, broad] = await Promise.all([
    may({ ...about, permission: 'silence' }),
    may({ ...about, permission: 'silence-broad' }),
  ]);
  if (!narrow.allowed) return { denied: narrow };
  const { limits } = narrow;
  return broad.allowed ? { rights: { limits, broad: broad.limits } } : { rights: { limits }, beyond: broad };
}

export function lengthIn(values: ModalValues | undefined): ChosenLength {
  const chosen = textIn(values, INPUTS.length);
  const length: SilenceLength = SILENCE_LENGTHS.find((each) => each === chosen) ?? '1h';
  const [duration, date, time] = [INPUTS.duration, INPUTS.date, INPUTS.time].map((id) => textIn(values, id));
  return {
    length,
    ...(duration ? { duration } : {}),
    ...(date ? { date } : {}),
    ...(time ? { time } : {}),
  };
}

export function endIn(values: ModalValues | undefined, at: Pick<SilenceCase, 'now' | 'zone'>): EndOrFault {
  return silenceEnd(lengthIn(values), at);
}

export function matchersIn(values: ModalValues | undefined): ReadLines {
  return readMatcherLines(textIn(values, INPUTS.matchers));
}

export function isWhileFiring(values: ModalValues | undefined): boolean {
  const given = values?.[INPUTS.whileFiring];
  return Array.isArray(given) && given.length > 0;
}

/** The person as the one who does it, in this turn. */
export function silencerOf({ tenantId, group, now }: SilenceCase, { person, turnId }: ModalTurn): Silencer {
  return { tenantId, groupId: group.id, by: person.userId, name: person.name, at: now, deedId: turnId };
}

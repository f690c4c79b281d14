/** Puts a tenant's escalation policies, schedules and targets together from parts without faults. */
import type { EscalationPolicy, EscalationStep, ResponseTarget, ResponseTargets } from '../core/escalation-policy.ts';
import { channelId } from '../core/ids.ts';
import type { Tier } from '../core/quotas.ts';
import type { Severity } from '../core/severity.ts';
import { type Layer, onCallAt, type Schedule } from '../routing/on-call.ts';
import { createTimeInterval, mutedUntil } from '../routing/time-interval.ts';
import type { TimeIntervalConfig } from '../routing/time-interval-config.ts';
import { DAY_MS, MINUTE_MS, momentOf } from '../routing/wall-clock.ts';
import { createZones, type Zone, type Zones } from '../routing/zone.ts';
import type { EscalationFile } from './escalation-file.ts';

export interface TenantEscalation {
  readonly policies: ReadonlyMap<string, EscalationPolicy>;
  readonly schedules: readonly Schedule[];
  readonly targets: ResponseTargets;
}

/** How soon somebody is to have what is urgent, by what the tenant has booked (issue 5: 120, 30 and 15 minutes). */
const ACKNOWLEDGE_WITHIN_MS: Readonly<Record<Tier, number>> = {
  free: 120 * MINUTE_MS,
  premium: 30 * MINUTE_MS,
  enterprise: 15 * MINUTE_MS,
};

/** What a tier promises an answer to: warnings may wait, and nobody need answer what merely informs. */
const URGENT: readonly Severity[] = ['critical', 'error'];

export function buildEscalation(parts: {
  /** Absent: a tenant without the file. */
  readonly file: EscalationFile | undefined;
  readonly timeIntervals: readonly TimeIntervalConfig[];
  readonly tier: Tier;
  readonly timeZone: string;
}): TenantEscalation {
  const { file, timeIntervals, tier, timeZone } = parts;
  const zones = createZones();
  const schedules = (file?.schedules ?? []).map((each) => scheduleOf(each, zones, timeZone));
  const policies = (file?.policies ?? []).map((each) => policyOf(each, { schedules, timeIntervals, zones }));
  const targets = targetsOf(file?.targets ?? {}, tier);
  return { policies: new Map(policies.map((policy) => [policy.name, policy])), schedules, targets };
}

type FilePolicy = EscalationFile['policies'][number];
type FileSchedule = EscalationFile['schedules'][number];

interface PolicyParts {
  readonly schedules: readonly Schedule[];
  readonly timeIntervals: readonly TimeIntervalConfig[];
  readonly zones: Zones;
}

function policyOf(file: FilePolicy, { schedules, timeIntervals, zones }: PolicyParts): EscalationPolicy {
  const { name, steps, repeat, quiet } = file;
  const timeoutMs = file.acknowledge_timeout;
  return {
    name,
    steps: steps.map((step) => stepOf(step, schedules)),
    ...(repeat === undefined ? {} : { repeat: repeatOf(repeat) }),
    ...(quiet === undefined ? {} : { quiet: quietOf(quiet, timeIntervals, zones) }),
    ...(timeoutMs === undefined ? {} : { acknowledgement: { timeoutMs, graceMs: file.acknowledge_grace } }),
  };
}

function repeatOf({ every, backoff, longest, times }: NonNullable<FilePolicy['repeat']>) {
  return { everyMs: every, factor: backoff, longestMs: Math.max(every, longest), times };
}

function quietOf(
  { time_intervals: names, severities }: NonNullable<FilePolicy['quiet']>,
  timeIntervals: readonly TimeIntervalConfig[],
  zones: Zones,
) {
  const mute = timeIntervals.filter(({ name }) => names.includes(name)).map((each) => createTimeInterval(each, zones));
  return { severities: new Set(severities), until: (at: number) => mutedUntil({ mute, active: [] }, at) };
}

function stepOf(step: FilePolicy['steps'][number], schedules: readonly Schedule[]): EscalationStep {
  const peopleIn = (names: readonly string[], at: number) =>
    distinct(names.flatMap((name) => (isUser(name) ? name : onCall(schedules, name, at))));
  return {
    afterMs: step.after,
    mentions: (at) => distinct(step.mention.flatMap((name) => mentionsOf(name, schedules, at))),
    channels: step.channels.map(channelId),
    people: (at) => peopleIn(step.direct_message, at),
  };
}

function isUser(text: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(text);
}

function mentionsOf(name: string, schedules: readonly Schedule[], at: number): readonly string[] {
  if (name.startsWith('<')) return [name];
  if (isUser(name)) return [`<@${name}>`];
  if (/^S[A-Z0-9]+$/.test(name)) return [`<!subteam^${name}>`];
  const group = schedules.find((schedule) => schedule.name === name)?.userGroup;
  return group === undefined ? onCall(schedules, name, at).map((who) => `<@${who}>`) : [`<!subteam^${group}>`];
}

/** `name`: a schedule, whose layers are all called, or `schedule/layer`. */
function onCall(schedules: readonly Schedule[], name: string, at: number): readonly string[] {
  const [scheduleName, layerName] = name.split('/');
  const layers = schedules.find((schedule) => schedule.name === scheduleName)?.layers ?? [];
  return layers
    .filter((layer) => layerName === undefined || layer.name === layerName)
    .map((layer) => onCallAt(layer, at).who);
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}

function scheduleOf(file: FileSchedule, zones: Zones, tenantZone: string): Schedule {
  const { name, user_group: userGroup, time_zone: timeZone = tenantZone, layers = [], overrides } = file;
  const zone = zones(timeZone);
  const named = layers.map((layer, index) => ({ ...layer, name: layer.name ?? String(index + 1) }));
  return {
    name,
    timeZone,
    layers: named.map((layer) => layerOf(layer, zone, overridesOf(overrides, layer.name, named[0]?.name))),
    ...(userGroup === undefined ? {} : { userGroup }),
  };
}

function overridesOf(all: FileSchedule['overrides'], name: string, first: string | undefined) {
  return all.filter(({ layer = first }) => layer === name);
}

type FileLayer = NonNullable<FileSchedule['layers']>[number];

function layerOf(
  { name, participants, rotation, starts, handover }: FileLayer & { readonly name: string },
  zone: Zone,
  overrides: FileSchedule['overrides'],
): Layer {
  return {
    name,
    zone,
    participants,
    turnDays: daysOf(rotation),
    startDay: Date.parse(`${starts}T00:00:00Z`) / DAY_MS,
    handoverMs: (Number(handover.slice(0, 2)) * 60 + Number(handover.slice(3))) * MINUTE_MS,
    overrides: overrides.map(({ from, until, who }) => ({
      from: momentOf(zone, Date.parse(`${from}:00Z`)),
      until: momentOf(zone, Date.parse(`${until}:00Z`)),
      who,
    })),
  };
}

function daysOf(rotation: string): number {
  if (rotation === 'daily') return 1;
  return rotation === 'weekly' ? 7 : Number.parseInt(rotation, 10);
}

function targetsOf(own: EscalationFile['targets'], tier: Tier): ResponseTargets {
  const byTier = URGENT.map((severity) => [severity, { acknowledgeMs: ACKNOWLEDGE_WITHIN_MS[tier] }] as const);
  const given = Object.entries(own).map(([severity, { acknowledge, resolve }]): [string, ResponseTarget] => [
    severity,
    {
      ...(acknowledge === undefined ? {} : { acknowledgeMs: acknowledge }),
      ...(resolve === undefined ? {} : { resolveMs: resolve }),
    },
  ]);
  return { ...Object.fromEntries(byTier), ...Object.fromEntries(given) };
}

/**
 * Who is on call at a moment: rotations that hand over at a wall time, and exceptions to them. Pure.
 *
 * A layer has exactly one person at any time, also before its first day: its turns go on in both directions. Handovers
 * are at the same wall time all the year. Where a clock is put forward over that time the handover is at the change; where
 * it shows it twice, at the first time only.
 */
import { DAY_MS, momentOf, wallAt } from './wall-clock.ts';
import type { Zone } from './zone.ts';

/** An exception: this person instead of whoever has the turn. Epoch milliseconds; the end is not part of it. */
export interface Override {
  readonly from: number;
  readonly until: number;
  readonly who: string;
}

/** One of the people that a schedule calls at a time, as the turns go. */
export interface Layer {
  readonly name: string;
  readonly zone: Zone;
  /** At least one; their turns come in this order. */
  readonly participants: readonly string[];
  /** Days from one handover to the next, at least 1. */
  readonly turnDays: number;
  /** The day on which the first participant's first turn begins: days since 1970-01-01. */
  readonly startDay: number;
  /** When on that day, and on each day of a handover, milliseconds after midnight by the wall clock. */
  readonly handoverMs: number;
  /** Of two that hold at once the later in the list wins. */
  readonly overrides: readonly Override[];
}

/** Who is to be called under one name. */
export interface Schedule {
  readonly name: string;
  /** IANA name. */
  readonly timeZone: string;
  /** Empty exactly when a user group is on call. */
  readonly layers: readonly Layer[];
  /** Slack's id of the group whose members are on call, whoever they are. */
  readonly userGroup?: string;
}

export interface Duty {
  readonly who: string;
  /** Present when it is an exception. */
  readonly override?: Override;
}

/** From when on somebody else is on call, epoch milliseconds. */
export interface Handover {
  readonly at: number;
  readonly who: string;
}

export function onCallAt(layer: Layer, at: number): Duty {
  const override = layer.overrides.findLast(({ from, until }) => from <= at && at < until);
  if (override !== undefined) return { who: override.who, override };
  return { who: whoHas(layer, turnAt(layer, at)) };
}

/**
 * How many changes are looked at for one that brings somebody else: two years of daily turns under one long exception. Who
 * is alone in a layer is followed by nobody.
 */
const MAX_CHANGES = 800;

/** The next moment from which somebody else is on call; undefined where that never comes, or not for years. */
export function nextHandover(layer: Layer, at: number): Handover | undefined {
  const { who: present } = onCallAt(layer, at);
  let moment = at;
  for (let change = 0; change < MAX_CHANGES; change += 1) {
    moment = nextChange(layer, moment);
    const { who } = onCallAt(layer, moment);
    if (who !== present) return { at: moment, who };
  }
  return undefined;
}

/** The first moment after `at` at which a turn or an exception begins or ends. */
function nextChange(layer: Layer, at: number): number {
  const edges = layer.overrides.flatMap(({ from, until }) => [from, until]).filter((edge) => edge > at);
  return Math.min(startOf(layer, turnAt(layer, at) + 1), ...edges);
}

/** The number of the turn at a moment: 0 for the first one, less before it. */
function turnAt(layer: Layer, at: number): number {
  const { zone, turnDays, startDay, handoverMs } = layer;
  const sinceStart = wallAt(zone, at) - handoverMs - startDay * DAY_MS;
  // A clock that is put forward or back near the handover makes this one too many or too few.
  let turn = Math.floor(sinceStart / (turnDays * DAY_MS)) + 1;
  while (startOf(layer, turn) > at) turn -= 1;
  return turn;
}

function startOf({ zone, turnDays, startDay, handoverMs }: Layer, turn: number): number {
  return momentOf(zone, (startDay + turn * turnDays) * DAY_MS + handoverMs);
}

function whoHas({ participants }: Layer, turn: number): string {
  const index = ((turn % participants.length) + participants.length) % participants.length;
  return participants[index] ?? '';
}

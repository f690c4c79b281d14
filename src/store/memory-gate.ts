import type { Clock } from '../core/clock.ts';
import {
  type Admission,
  type AdmissionRequest,
  ASK_AGAIN_MS,
  AWAITED_MS,
  type Fault,
  GATE_KEPT_MS,
  type Gate,
  type GateOptions,
  HOLD_SCOPES,
  type Hold,
  type HoldScope,
  LATE_MS,
  linesOf,
  OUTAGE_KEPT_MS,
  type Outage,
  type Pace,
  type PacedMethod,
  type Place,
  type Released,
  TELL_AGAIN_MS,
  type Waiter,
} from '../delivery/gate.ts';
import { MemoryHours } from './memory-hours.ts';

interface Waiting {
  readonly urgency: number;
  readonly backAt: number;
}

interface Line {
  /** When the next call would go if all came evenly. */
  nextAt: number;
  readonly waiters: Map<string, Waiting>;
}

interface MemoryHold {
  readonly since: number;
  readonly attempts: number;
  readonly reason: string;
  readonly isOutage: boolean;
  readonly toldAt: number;
  until: number;
  /** A call tries it: that may end at any moment, well or badly. */
  isTried: boolean;
}

/** The gate of one process: see the gate's scripts for Redis, which say the same. */
export function createMemoryGate({ clock, ...options }: GateOptions & { readonly clock: Clock }): Gate {
  const gate = new MemoryGate(options, clock);
  return {
    admit: async (request) => gate.admit(request),
    leave: async (request) => gate.leave(request),
    pause: async (pause) => gate.pause(pause),
    hold: async (fault) => gate.hold(fault),
    told: async (place, scope) => gate.told(place, scope),
    release: async (place, scopes) => gate.release(place, scopes),
  };
}

class MemoryGate {
  readonly #options: GateOptions;
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();
  readonly #pauses = new Map<string, number>();
  readonly #holds = new Map<string, MemoryHold>();
  readonly #outages = new Map<string, Outage & { readonly told: Set<string> }>();
  readonly #hours = new MemoryHours();
  #sweptAt = 0;

  constructor(options: GateOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  admit(request: AdmissionRequest): Admission {
    const now = this.#clock.now();
    this.#sweep(now);
    const lines = this.#linesFor(request, now);
    const refused = this.#refused(request, now);
    if (refused !== undefined) return refused;
    const { heldUntil, held } = this.#heldBy(request, now);
    const asked = { ...request, now, heldUntil };
    const turns = lines.map(({ line, pace }) => turnOf(line, pace, asked));
    if ((turns[0]?.drainMs ?? 0) > (request.foldAfterMs ?? Number.POSITIVE_INFINITY)) {
      return { kind: 'fold', why: 'storm' };
    }
    const stop = turns.findIndex(({ at }) => at > now);
    if (stop === -1) {
      for (const { line, pace } of lines) line.nextAt = Math.max(now, line.nextAt) + 1_000 / pace.perSecond;
      return this.#goAhead(request, now);
    }
    const until = turns[stop]?.at ?? now;
    const waiter = { urgency: request.urgency, backAt: until };
    for (const { line } of lines.slice(0, stop + 1)) line.waiters.set(request.holder, waiter);
    return { kind: 'wait', until: Math.ceil(until), ...held };
  }

  /** Why no place is asked for at all. */
  #refused(request: AdmissionRequest, now: number): Admission | undefined {
    const use = this.#hours.usedUp(request, now);
    if (use !== undefined) return { kind: 'fold', why: 'messages_quota', use };
    const isMissed = request.foldIfMissed === true && this.#outageOf(request) !== undefined;
    return isMissed ? { kind: 'fold', why: 'missed' } : undefined;
  }

  leave(request: Waiter): void {
    this.#linesFor(request, this.#clock.now());
  }

  pause({ workspace, method, ms }: { readonly workspace: string; readonly method: PacedMethod; readonly ms: number }) {
    const key = `${workspace} ${method}`;
    this.#pauses.set(key, Math.max(this.#pauses.get(key) ?? 0, this.#clock.now() + ms));
  }

  hold({ scope, reason, firstMs, isOutage, isRetest, ...place }: Fault): Hold {
    const now = this.#clock.now();
    const key = holdKey(place, scope);
    const known = this.#holds.get(key);
    if (known !== undefined && known.until > now && !isRetest) {
      return { since: known.since, until: known.until, attempts: known.attempts, isNew: false, tell: false };
    }
    const { since = now, attempts: before = 0, toldAt = Number.NEGATIVE_INFINITY } = known ?? {};
    const attempts = before + 1;
    const until = now + Math.min(this.#options.maxHoldMs, firstMs * 2 ** Math.min(attempts - 1, 20));
    const tell = toldAt + TELL_AGAIN_MS <= now;
    this.#holds.set(key, { since, until, attempts, reason, isOutage, toldAt: tell ? now : toldAt, isTried: false });
    return { since, until, attempts, isNew: known === undefined, tell };
  }

  told(place: Place, scope: HoldScope): void {
    const key = holdKey(place, scope);
    const known = this.#holds.get(key);
    if (known !== undefined) this.#holds.set(key, { ...known, toldAt: Number.POSITIVE_INFINITY });
  }

  release(place: Place, scopes: readonly HoldScope[]): readonly Released[] {
    const now = this.#clock.now();
    return scopes.flatMap((scope) => {
      const key = holdKey(place, scope);
      const hold = this.#holds.get(key);
      if (hold === undefined) return [];
      this.#holds.delete(key);
      const { since, reason, isOutage } = hold;
      if (isOutage && now - since >= this.#options.outageNoteMs) {
        this.#outages.set(place.workspace, { from: since, until: now, told: new Set() });
      }
      return [{ scope, reason, since, until: now }];
    });
  }

  /** Until when nothing goes there, and what is out of order. */
  #heldBy(request: AdmissionRequest, now: number) {
    let heldUntil = Math.max(now, this.#pauses.get(`${request.workspace} ${request.method}`) ?? 0);
    let held: Pick<Admission & { readonly kind: 'wait' }, 'held'> = {};
    for (const scope of HOLD_SCOPES) {
      const hold = this.#holds.get(holdKey(request, scope));
      if (hold === undefined) continue;
      if (held.held === undefined) held = { held: { reason: hold.reason, since: hold.since } };
      heldUntil = Math.max(heldUntil, hold.isTried ? Math.min(hold.until, now + ASK_AGAIN_MS) : hold.until);
    }
    return { heldUntil, held };
  }

  #goAhead(request: AdmissionRequest, now: number): Admission {
    const retests = HOLD_SCOPES.filter((scope) => this.#holds.has(holdKey(request, scope)));
    for (const scope of retests) {
      const hold = this.#holds.get(holdKey(request, scope));
      if (hold === undefined) continue;
      hold.until = now + this.#options.retestMs;
      hold.isTried = true;
    }
    const outage = this.#outageOf(request);
    if (outage === undefined || outage.told.has(request.channel)) {
      return { kind: 'go', retests, ...this.#hours.count(request, now) };
    }
    outage.told.add(request.channel);
    return { kind: 'go', retests, outage: { from: outage.from, until: outage.until } };
  }

  /** The last one, if the news waited through it. */
  #outageOf({ workspace, waitingSince }: AdmissionRequest) {
    const outage = this.#outages.get(workspace);
    return outage !== undefined && waitingSince <= outage.until ? outage : undefined;
  }

  /** The lines that the call must pass, where the caller waits no more. */
  #linesFor(request: Waiter, now: number) {
    return linesOf(this.#options.paces, request).map(({ name, pace }) => {
      const line = this.#lineOf(`${request.workspace} ${name}`, now);
      line.waiters.delete(request.holder);
      return { line, pace };
    });
  }

  #lineOf(name: string, now: number): Line {
    const line = this.#lines.get(name) ?? { nextAt: 0, waiters: new Map() };
    this.#lines.set(name, line);
    for (const [holder, { backAt }] of line.waiters) if (backAt + LATE_MS < now) line.waiters.delete(holder);
    return line;
  }

  #sweep(now: number): void {
    if (now - this.#sweptAt < 60_000) return;
    this.#sweptAt = now;
    this.#hours.sweep(now);
    deleteWhere(this.#pauses, (until) => until < now);
    deleteWhere(this.#holds, ({ until }) => until + GATE_KEPT_MS < now);
    deleteWhere(this.#outages, ({ until }) => until + OUTAGE_KEPT_MS < now);
    deleteWhere(this.#lines, ({ nextAt, waiters }) => nextAt < now && waiters.size === 0);
  }
}

function deleteWhere<T>(map: Map<string, T>, isOver: (value: T) => boolean): void {
  for (const [key, value] of map) if (isOver(value)) map.delete(key);
}

/**
 * The generic cell rate algorithm, where each place in line is a call that comes before. For going now only those count
 * who are about to come: who is late, or waits in vain because it has nothing to say any more, stands in nobody's way.
 */
function turnOf(
  { nextAt, waiters }: Line,
  pace: Pace,
  asked: { readonly holder: string; readonly urgency: number; readonly now: number; readonly heldUntil: number },
): { readonly at: number; readonly drainMs: number } {
  const { holder, urgency, now, heldUntil } = asked;
  const intervalMs = 1_000 / pace.perSecond;
  let all = 0;
  let coming = 0;
  for (const [other, waiter] of waiters) {
    const isAhead = waiter.urgency < urgency || (waiter.urgency === urgency && other < holder);
    if (!isAhead) continue;
    all += 1;
    if (waiter.backAt >= now - AWAITED_MS && waiter.backAt <= now + intervalMs) coming += 1;
  }
  const turnAfter = (ahead: number): number => Math.max(now, nextAt) + (ahead - pace.burst + 1) * intervalMs;
  const drainMs = turnAfter(all) - now;
  if (heldUntil > now) return { at: Math.max(turnAfter(all), heldUntil + Math.max(0, drainMs)), drainMs };
  return { at: turnAfter(coming) <= now ? now : turnAfter(all), drainMs };
}

function holdKey({ workspace, channel }: Place, scope: HoldScope): string {
  return scope === 'workspace' ? workspace : `${workspace} ${channel}`;
}

import type { Clock } from '../core/clock.ts';
import {
  type Admission,
  type AdmissionRequest,
  ASK_AGAIN_MS,
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
} from '../delivery/gate.ts';

interface Waiter {
  readonly urgency: number;
  readonly backAt: number;
}

interface Line {
  /** When the next call would go if all came evenly. */
  nextAt: number;
  readonly waiters: Map<string, Waiter>;
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
  #sweptAt = 0;

  constructor(options: GateOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  admit(request: AdmissionRequest): Admission {
    const now = this.#clock.now();
    this.#sweep(now);
    const heldUntil = this.#heldUntil(request, now);
    const lines = linesOf(this.#options.paces, request).map(({ name, pace }) => ({
      line: this.#lineOf(`${request.workspace} ${name}`, now),
      pace,
    }));
    for (const [index, { line, pace }] of lines.entries()) {
      line.waiters.delete(request.holder);
      const turn = turnOf(line, pace, { ...request, now, heldUntil });
      const isTooLong = index === 0 && turn.drainMs > (request.foldAfterMs ?? Number.POSITIVE_INFINITY);
      if (isTooLong) return { kind: 'fold' };
      if (turn.at <= now) continue;
      const waiter = { urgency: request.urgency, backAt: turn.at };
      for (const passed of lines.slice(0, index + 1)) passed.line.waiters.set(request.holder, waiter);
      return { kind: 'wait', until: Math.ceil(turn.at) };
    }
    for (const { line, pace } of lines) {
      line.waiters.delete(request.holder);
      line.nextAt = Math.max(now, line.nextAt) + 1_000 / pace.perSecond;
    }
    return this.#goAhead(request, now);
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

  #heldUntil(request: AdmissionRequest, now: number): number {
    const holds = HOLD_SCOPES.map((scope) => {
      const { until = 0, isTried = false } = this.#holds.get(holdKey(request, scope)) ?? {};
      return isTried ? Math.min(until, now + ASK_AGAIN_MS) : until;
    });
    return Math.max(now, this.#pauses.get(`${request.workspace} ${request.method}`) ?? 0, ...holds);
  }

  #goAhead(request: AdmissionRequest, now: number): Admission {
    const retests = HOLD_SCOPES.filter((scope) => this.#holds.has(holdKey(request, scope)));
    for (const scope of retests) {
      const hold = this.#holds.get(holdKey(request, scope));
      if (hold === undefined) continue;
      hold.until = now + this.#options.retestMs;
      hold.isTried = true;
    }
    const outage = this.#outages.get(request.workspace);
    if (outage === undefined || request.waitingSince > outage.until || outage.told.has(request.channel)) {
      return { kind: 'go', retests };
    }
    outage.told.add(request.channel);
    return { kind: 'go', retests, outage: { from: outage.from, until: outage.until } };
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
    deleteWhere(this.#pauses, (until) => until < now);
    deleteWhere(this.#holds, ({ until }) => until + GATE_KEPT_MS < now);
    deleteWhere(this.#outages, ({ until }) => until + OUTAGE_KEPT_MS < now);
    deleteWhere(this.#lines, ({ nextAt, waiters }) => nextAt < now && waiters.size === 0);
  }
}

function deleteWhere<T>(map: Map<string, T>, isOver: (value: T) => boolean): void {
  for (const [key, value] of map) if (isOver(value)) map.delete(key);
}

/** The generic cell rate algorithm, where each place in line is a call that comes before. */
function turnOf(
  { nextAt, waiters }: Line,
  pace: Pace,
  asked: { readonly holder: string; readonly urgency: number; readonly now: number; readonly heldUntil: number },
): { readonly at: number; readonly drainMs: number } {
  const { holder, urgency, now, heldUntil } = asked;
  let rank = 0;
  for (const [other, waiter] of waiters) {
    if (waiter.urgency < urgency || (waiter.urgency === urgency && other < holder)) rank += 1;
  }
  const aheadMs = ((rank - pace.burst + 1) * 1_000) / pace.perSecond;
  const drainedAt = Math.max(now, nextAt) + aheadMs;
  const at = heldUntil > now ? Math.max(drainedAt, heldUntil + Math.max(0, aheadMs)) : drainedAt;
  return { at, drainMs: drainedAt - now };
}

function holdKey({ workspace, channel }: Place, scope: HoldScope): string {
  return scope === 'workspace' ? workspace : `${workspace} ${channel}`;
}

import {
  type Admission,
  type AdmissionRequest,
  type Fault,
  GATE_KEPT_MS,
  type Gate,
  type GateOptions,
  HOLD_SCOPES,
  type Hold,
  type HoldScope,
  type HourlyUse,
  linesOf,
  OUTAGE_KEPT_MS,
  type Pace,
  type PacedMethod,
  type Place,
  type Released,
  TELL_AGAIN_MS,
  type Waiter,
} from '../delivery/gate.ts';
import type { StoreOperation } from '../metrics/store-metrics.ts';
import type { RedisConnection } from './redis-connection.ts';
import { asList, asNumber, asText } from './replies.ts';

/**
 * Where a line is so fast that asking for each place would cost more than it saves, a process asks for what may go in
 * this time at once, milliseconds. At Slack's own pace that is one place.
 */
const AHEAD_MS = 50;

interface Parts {
  readonly call: <T>(command: (connection: RedisConnection) => Promise<T>, operation?: StoreOperation) => Promise<T>;
  readonly keyPrefix: string;
  /** Only for places that were asked for ahead. */
  readonly clock: { now(): number };
}

/** Places that this process has left of those that it asked for ahead. */
interface Ahead {
  places: number;
  readonly until: number;
}

/** The gate that all processes on one Redis share. The workspace is the hash tag of its keys. */
export function createRedisGate(parts: Parts, options: GateOptions): Gate {
  return new RedisGate(parts, options);
}

class RedisGate implements Gate {
  readonly #parts: Parts;
  readonly #options: GateOptions;
  readonly #ahead = new Map<string, Ahead>();

  constructor(parts: Parts, options: GateOptions) {
    this.#parts = parts;
    this.#options = options;
  }

  async admit(request: AdmissionRequest): Promise<Admission> {
    const aheadKey = `${request.workspace} ${request.method} ${request.channel}`;
    const { counted } = request;
    if (counted === undefined && this.#takeAhead(aheadKey)) return { kind: 'go', retests: [] };
    const lines = linesOf(this.#options.paces, request);
    const wanted = counted === undefined ? placesAhead(lines.map(({ pace }) => pace)) : 1;
    const keys = [
      this.#key(request, `pause:${request.method}`),
      ...HOLD_SCOPES.map((scope) => this.#holdKey(request, scope)),
      ...this.#outageKeys(request),
      ...lines.flatMap(({ name }) => ['next', 'wait', 'back'].map((kind) => this.#key(request, `${kind}:${name}`))),
      ...(counted === undefined ? [] : [this.#key(request, `hour:${counted.tenant}`)]),
    ];
    const reply = await this.#parts.call(
      ({ callTogether }) =>
        callTogether('tocsinAdmit', request.workspace, [
          keys.length,
          ...keys,
          request.holder,
          request.urgency,
          wanted,
          this.#options.retestMs,
          request.channel,
          request.waitingSince,
          request.foldAfterMs ?? '',
          request.foldIfMissed === true ? '1' : '',
          ...lines.flatMap(({ pace }) => [1_000 / pace.perSecond, pace.burst]),
          ...(counted === undefined ? [] : [counted.most ?? '']),
        ]),
      'admit',
    );
    return this.#readAdmission(aheadKey, asList(reply));
  }

  async leave(waiter: Waiter): Promise<void> {
    const keys = linesOf(this.#options.paces, waiter).flatMap(({ name }) => [
      this.#key(waiter, `wait:${name}`),
      this.#key(waiter, `back:${name}`),
    ]);
    await this.#parts.call(({ client }) => Promise.all(keys.map((key) => client.zrem(key, waiter.holder))));
  }

  async pause(pause: { readonly workspace: string; readonly method: PacedMethod; readonly ms: number }): Promise<void> {
    const key = this.#key(pause, `pause:${pause.method}`);
    await this.#parts.call(({ client }) => client.tocsinPause(1, key, Math.ceil(pause.ms)));
  }

  async hold(fault: Fault): Promise<Hold> {
    const { scope, reason, firstMs, isOutage, isRetest } = fault;
    const reply = await this.#parts.call(({ client }) =>
      client.tocsinHold(
        1,
        this.#holdKey(fault, scope),
        reason,
        firstMs,
        this.#options.maxHoldMs,
        isOutage ? '1' : '',
        isRetest ? '1' : '',
        TELL_AGAIN_MS,
        GATE_KEPT_MS,
      ),
    );
    const [since, until, attempts, isNew, tell] = asList(reply);
    const times = { since: asNumber(since), until: asNumber(until), attempts: asNumber(attempts) };
    return { ...times, isNew: isNew === 1, tell: tell === 1 };
  }

  async told(place: Place, scope: HoldScope): Promise<void> {
    await this.#parts.call(({ client }) => client.tocsinTold(1, this.#holdKey(place, scope)));
  }

  async release(place: Place, scopes: readonly HoldScope[]): Promise<readonly Released[]> {
    const keys = [...this.#outageKeys(place), ...scopes.map((scope) => this.#holdKey(place, scope))];
    const reply = await this.#parts.call(({ client }) =>
      client.tocsinRelease(keys.length, ...keys, this.#options.outageNoteMs, OUTAGE_KEPT_MS),
    );
    const [now, ...facts] = asList(reply);
    return scopes.flatMap((scope, index) => {
      const since = facts[2 * index];
      if (since === null) return [];
      const reason = asText(facts[2 * index + 1]);
      return [{ scope, reason, since: asNumber(since), until: asNumber(now) }];
    });
  }

  #readAdmission(aheadKey: string, [kind, ...facts]: readonly unknown[]): Admission {
    if (kind === 'fold') return readFold(facts);
    if (kind === 'wait') return readWait(facts);
    const [further, scopes, from, until, ...use] = facts;
    const places = asNumber(further);
    if (places > 0) this.#ahead.set(aheadKey, { places, until: this.#parts.clock.now() + AHEAD_MS });
    const retests = asList(scopes).flatMap((scope) => HOLD_SCOPES.filter((known) => known === scope));
    if (from === null) return { kind: 'go', retests, ...(use[0] === null ? {} : { use: readUse(use) }) };
    return { kind: 'go', retests, outage: { from: asNumber(from), until: asNumber(until) } };
  }

  #takeAhead(key: string): boolean {
    const ahead = this.#ahead.get(key);
    if (ahead === undefined) return false;
    if (ahead.places === 0 || ahead.until < this.#parts.clock.now()) {
      this.#ahead.delete(key);
      return false;
    }
    ahead.places -= 1;
    return true;
  }

  #key({ workspace }: Pick<Place, 'workspace'>, name: string): string {
    return `${this.#parts.keyPrefix}{${workspace}}:${name}`;
  }

  #holdKey(place: Place, scope: HoldScope): string {
    return this.#key(place, scope === 'workspace' ? 'hold' : `hold:${place.channel}`);
  }

  #outageKeys(place: Pick<Place, 'workspace'>): readonly string[] {
    return [this.#key(place, 'outage'), this.#key(place, 'outage-told')];
  }
}

function readFold([why, ...use]: readonly unknown[]): Admission & { readonly kind: 'fold' } {
  if (why === 'messages_quota') return { kind: 'fold', why, use: readUse(use) };
  return { kind: 'fold', why: why === 'missed' ? why : 'storm' };
}

function readUse([used, until]: readonly unknown[]): HourlyUse {
  return { used: asNumber(used), until: asNumber(until) };
}

function readWait([until, held]: readonly unknown[]): Admission {
  if (held === null) return { kind: 'wait', until: asNumber(until) };
  const [reason, since] = asList(held);
  return { kind: 'wait', until: asNumber(until), held: { reason: asText(reason), since: asNumber(since) } };
}

function placesAhead(paces: readonly Pace[]): number {
  const slowest = Math.min(...paces.map(({ perSecond }) => perSecond));
  return Math.max(1, Math.floor((slowest * AHEAD_MS) / 1_000));
}

import type { Clock } from '../core/clock.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { RedisConnection } from './redis-connection.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** Leases that one call asks for. */
export interface LeaseRequest {
  readonly tenantId: TenantId;
  readonly ids: readonly GroupId[];
  readonly token: string;
  readonly leaseMs: number;
}

/** More calls than this are not under way at a time. */
const MAX_LOST = 1_024;

/**
 * Leases that Redis may have given without our hearing of it: it was frozen, or the connection broke. Nobody works under
 * them, so they are given back as soon as Redis answers; else their groups would wait for the leases to end.
 */
export class LostLeases {
  readonly #connection: RedisConnection;
  readonly #clock: Clock;
  readonly #keysOf: (tenantId: TenantId) => TenantKeys;
  /** Until when each matters. Redis may carry a call out after we gave it up, so one that is not there yet is kept. */
  readonly #lost = new Map<LeaseRequest, number>();

  constructor(parts: {
    readonly connection: RedisConnection;
    readonly clock: Clock;
    readonly keysOf: (tenantId: TenantId) => TenantKeys;
  }) {
    this.#connection = parts.connection;
    this.#clock = parts.clock;
    this.#keysOf = parts.keysOf;
  }

  /** Makes the call. Where it fails nobody knows what was leased. */
  async during<T>(request: LeaseRequest, call: () => Promise<T>): Promise<T> {
    await this.#connection.opened;
    const isSent = this.#connection.problem() === undefined;
    try {
      return await call();
    } catch (error) {
      const isRoom = this.#lost.size < MAX_LOST;
      if (isSent && isRoom && request.ids.length > 0) this.#lost.set(request, this.#clock.now() + request.leaseMs);
      throw error;
    }
  }

  /** Gives back what is known to be lost; returns whose it was. Rejects when Redis does not answer. */
  async giveBack(): Promise<ReadonlySet<TenantId>> {
    const now = this.#clock.now();
    const tenantIds = new Set<TenantId>();
    for (const [request, until] of this.#lost) {
      const given = await Promise.all(request.ids.map((id) => this.#giveBackOne(request, id)));
      if (given.includes(1)) tenantIds.add(request.tenantId);
      if (given.includes(1) || until <= now) this.#lost.delete(request);
    }
    return tenantIds;
  }

  #giveBackOne({ tenantId, token, leaseMs }: LeaseRequest, id: GroupId): Promise<unknown> {
    const keys = this.#keysOf(tenantId);
    return this.#connection.client.tocsinGiveBack(2, keys.group(id), keys.due, id, token, leaseMs);
  }
}

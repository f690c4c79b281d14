/**
 * Finds due groups and hands them to workers: tenants in turn, by their weights, a bounded number of groups at a time
 * over all and per tenant, so that a tenant's storm delays only itself.
 *
 * A tenant is looked at when a webhook was accepted here (`wake`), when the store said that its next group becomes due,
 * and when the sweep finds work that another process accepted or left behind.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Claim, ClaimResult, Store, Stored } from '../groups/store.ts';
import { Places, type PlacesOptions } from './places.ts';
import { type ReadyClaim, ReadyClaims } from './ready-claims.ts';
import type { Reservation } from './reservation.ts';
import { TenantAlarms } from './tenant-alarms.ts';
import { TenantLine } from './tenant-line.ts';
import { within } from './within.ts';

export interface DispatcherOptions extends PlacesOptions {
  readonly store: Store;
  readonly logger: Logger;
  readonly clock: Clock;
  /** All tenants that this process serves, asked anew at each sweep. */
  readonly tenantIds: () => readonly TenantId[];
  /** Delivers one claimed group; returns when it is due again by the store's clock, if it is. */
  readonly deliver: (claim: Claim, now: number) => Promise<number | undefined>;
  /** Gives back a claimed group that nobody has begun to deliver. */
  readonly release: (claim: Claim) => Promise<void>;
  readonly leaseMs: number;
  /** How long a claimed group may wait for a place, milliseconds: what the lease leaves beyond the longest delivery. */
  readonly readyMs: number;
  /** The last known document of a group; spares the store from sending it when it is still the same. */
  readonly known: (tenantId: TenantId, groupId: GroupId) => Stored | undefined;
  /** How often to look for work that this process was not told of. */
  readonly sweepMs: number;
}

/**
 * Groups claimed in one step where as many are due. Those that find no place free wait in line here, which under load
 * saves most of the claims; more than this would keep them from other processes for longer than it saves.
 */
const CLAIM_BATCH = 16;

export class Dispatcher {
  readonly #options: DispatcherOptions;
  /** Tenants to look at, in turn. */
  readonly #line: TenantLine;
  readonly #claiming = new Set<TenantId>();
  readonly #places: Places;
  readonly #ready = new ReadyClaims();
  /** Tenants of whom something may be due that no claim of this process has taken. */
  readonly #unclaimed = new Set<TenantId>();
  readonly #alarms: TenantAlarms;
  readonly #running = new Set<Promise<void>>();
  #sweeper: NodeJS.Timeout | undefined;
  #isStopped = false;
  #isStoreDown = false;

  constructor(options: DispatcherOptions) {
    this.#options = options;
    this.#places = new Places(options);
    this.#line = new TenantLine(options.weightOf);
    this.#alarms = new TenantAlarms(options.clock, (tenantIds) => this.#wakeAll(tenantIds));
  }

  start(): void {
    this.#sweeper = setInterval(() => this.#track(this.#sweep()), this.#options.sweepMs);
    this.#track(this.#sweep());
  }

  /** Something of this tenant's may be due now. */
  wake(tenantId: TenantId): void {
    this.#wakeAll([tenantId]);
  }

  /** Keeps places for groups that are about to be stored; undefined when they are needed for what waits already. */
  reserve(tenantId: TenantId, count: number): Reservation | undefined {
    const isBusy = this.#isStopped || this.#line.has(tenantId) || this.#claiming.has(tenantId);
    if (isBusy || this.#places.roomFor(tenantId) < count) return undefined;
    this.#places.occupy(tenantId, count);
    let left = count;
    return {
      leaseMs: this.#options.leaseMs,
      take: (claims, now) => {
        // Each delivery gives its own place back.
        left -= claims.length;
        this.#places.occupy(tenantId, Math.max(0, -left));
        left = Math.max(0, left);
        for (const claim of claims) this.#track(this.#deliverSoon(claim, now));
      },
      end: () => {
        this.#places.occupy(tenantId, -left);
        left = 0;
        this.#pump();
      },
    };
  }

  /** Claims nothing more, and gives back at once what it has claimed but not begun. */
  stopClaiming(): void {
    this.#isStopped = true;
    clearInterval(this.#sweeper);
    this.#alarms.stop();
    this.#line.clear();
    this.#giveBackReady();
  }

  /** Claims nothing more and ends what it has begun, at most `timeoutMs`; returns how much was left unfinished. */
  async stop(timeoutMs: number): Promise<number> {
    this.stopClaiming();
    await within(timeoutMs, this.#finish());
    return this.#running.size;
  }

  async #finish(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #giveBackReady(): void {
    for (const claim of this.#ready.takeAll()) this.#track(this.#options.release(claim));
  }

  /** What is claimed already does not answer this: it was claimed before. */
  #wakeAll(tenantIds: readonly TenantId[]): void {
    for (const tenantId of tenantIds) {
      this.#unclaimed.add(tenantId);
      this.#line.join(tenantId);
    }
    this.#pump();
  }

  #pump(): void {
    if (this.#isStopped) return;
    while (this.#passLine());
  }

  /** Gives places to those who wait, one turn each; whether somebody got one and another turn may follow. */
  #passLine(): boolean {
    let isAnyStarted = false;
    for (const tenantId of this.#line.inOrder()) {
      if (this.#places.isFull) return false;
      const room = Math.min(this.#places.roomFor(tenantId), this.#line.placesLeft(tenantId));
      if (room <= 0 || this.#claiming.has(tenantId)) continue;
      this.#line.leave(tenantId);
      if (this.#ready.has(tenantId)) {
        this.#startReady(tenantId, room);
        isAnyStarted = true;
      } else this.#track(this.#claim(tenantId, room));
    }
    return isAnyStarted;
  }

  /** Afterwards the tenant waits for the rest of its turn, or for its next one, if anything of it is left. */
  #startReady(tenantId: TenantId, room: number): void {
    const taken = this.#ready.take(tenantId, room);
    this.#line.took(tenantId, taken.length);
    for (const { claim, claimedAt } of taken) {
      const waitedMs = this.#options.clock.now() - claimedAt;
      if (waitedMs > this.#options.readyMs) {
        // Its lease may run out under a call that takes long: whoever claims it next delivers it.
        this.#alarmIn(tenantId, this.#options.leaseMs - waitedMs);
        continue;
      }
      this.#places.occupy(tenantId, 1);
      this.#track(this.#deliver(claim, claim.readAt + waitedMs));
    }
    const isLeft = this.#ready.has(tenantId) || this.#unclaimed.has(tenantId);
    if (isLeft) this.#line.join(tenantId);
    else this.#line.endTurn(tenantId);
  }

  async #claim(tenantId: TenantId, room: number): Promise<void> {
    const limit = Math.max(room, CLAIM_BATCH);
    this.#claiming.add(tenantId);
    this.#unclaimed.delete(tenantId);
    this.#places.occupy(tenantId, room);
    let result: ClaimResult;
    try {
      const { store, leaseMs, known } = this.#options;
      result = await store.claim({ tenantId, limit, leaseMs, known: (id) => known(tenantId, id) });
      this.#isStoreDown = false;
    } catch (error) {
      this.#reportStoreFailure(error);
      return;
    } finally {
      this.#places.occupy(tenantId, -room);
      this.#claiming.delete(tenantId);
    }
    const { claims, now, nextDueAt } = result;
    const claimedAt = this.#options.clock.now();
    this.#ready.add(
      tenantId,
      claims.map((claim): ReadyClaim => ({ claim, claimedAt })),
    );
    if (this.#isStopped) return this.#giveBackReady();
    if (nextDueAt !== undefined && nextDueAt <= now) this.#unclaimed.add(tenantId);
    else if (nextDueAt !== undefined) this.#alarms.set(tenantId, nextDueAt - now);
    this.#startReady(tenantId, room);
    this.#pump();
  }

  /** After whoever stored the group has been answered. */
  async #deliverSoon(claim: Claim, now: number): Promise<void> {
    await nextTurn();
    await this.#deliver(claim, now);
  }

  async #deliver(claim: Claim, now: number): Promise<void> {
    const startedAt = this.#options.clock.now();
    try {
      const dueAt = await this.#options.deliver(claim, now);
      if (dueAt !== undefined) this.#alarmIn(claim.tenantId, dueAt - now - (this.#options.clock.now() - startedAt));
    } catch (error) {
      this.#options.logger.error(
        { tenant: claim.tenantId, receiver: claim.group.receiver, group: claim.group.id, error },
        'delivery failed, the group is tried again when its lease ends',
      );
      this.#alarmIn(claim.tenantId, this.#options.leaseMs);
    }
    this.#places.occupy(claim.tenantId, -1);
    this.#pump();
  }

  #alarmIn(tenantId: TenantId, delayMs: number): void {
    if (delayMs <= 0) this.wake(tenantId);
    else this.#alarms.set(tenantId, delayMs);
  }

  async #sweep(): Promise<void> {
    try {
      const due = await this.#options.store.dueTenants(this.#options.tenantIds());
      this.#isStoreDown = false;
      this.#wakeAll(due);
    } catch (error) {
      this.#reportStoreFailure(error);
    }
  }

  /** Said once per outage; the sweep goes on trying. */
  #reportStoreFailure(error: unknown): void {
    if (!this.#isStoreDown) this.#options.logger.warn({ error }, 'the store does not answer, deliveries wait');
    this.#isStoreDown = true;
  }

  #track(work: Promise<void>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }
}

/**
 * Looks whether watchdogs are silent. It runs where webhooks come in, because only there is it known whether heartbeats
 * could come; each tenant is looked at every few seconds, and one process at a time acts on what it sees.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { TocsinError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Tenant, TenantSet, TenantWatchdog } from '../tenants/tenant.ts';
import type { Heartbeats, KnownWatchdog, Look } from './heartbeats.ts';
import { judge, lookTimes, roundedSilence, type Verdict } from './judge.ts';
import { listeners, type Teller, tellOver, tellSilent } from './tell-silence.ts';
import { WatchdogGauges } from './watchdog-gauges.ts';

export interface WatchOptions extends Teller {
  readonly heartbeats: Heartbeats;
  /** As configured now. */
  readonly tenants: () => TenantSet;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

/** Of all tenants together: each has its own turns, which are longer. */
const LOOK_MS = 250;

/** Tenants that are looked at together. */
const AT_A_TIME = 8;

export function startWatch(options: WatchOptions): { stop(): Promise<void> } {
  const watch = new Watch(options);
  const running = watch.run();
  return {
    async stop() {
      watch.stop();
      await running;
    },
  };
}

class Watch {
  readonly #options: WatchOptions;
  readonly #gauges: WatchdogGauges;
  readonly #stopped = new AbortController();
  /** When each tenant is looked at next, by this process's clock. A reload makes all of them anew. */
  readonly #nextAt = new WeakMap<Tenant, number>();
  /** What was told last of each silence, by tenant and watchdog. */
  readonly #told = new Map<string, string>();
  #isStoreAway = false;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#gauges = new WatchdogGauges(options.metrics);
  }

  async run(): Promise<void> {
    const { signal } = this.#stopped;
    while (!signal.aborted) {
      await this.#round();
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  stop(): void {
    this.#stopped.abort();
  }

  /** Never rejects: what went wrong is logged, and the next round tries again. */
  async #round(): Promise<void> {
    const { tenants, clock } = this.#options;
    const now = clock.now();
    const due = tenants()
      .all()
      .filter((tenant) => (this.#nextAt.get(tenant) ?? 0) <= now);
    this.#gauges.keepOnly(tenants().all());
    this.#isStoreAway = false;
    const next = async (): Promise<void> => {
      for (let tenant = due.shift(); tenant !== undefined && !this.#isOver(); tenant = due.shift()) {
        await this.#visit(tenant, now);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, next));
  }

  /** Where the store is away, the other tenants need not be tried in vain. */
  #isOver(): boolean {
    return this.#isStoreAway || this.#stopped.signal.aborted;
  }

  async #visit(tenant: Tenant, now: number): Promise<void> {
    const { heartbeats, logger } = this.#options;
    const { id, watchdogs } = tenant;
    const times = lookTimes(watchdogs);
    try {
      const names = watchdogs.map(({ name }) => name);
      const look = await heartbeats.look({ tenantId: id, names, ...times });
      this.#gauges.show(tenant, look);
      if (look.isTurn) await this.#act(tenant, look);
      const isWatching = watchdogs.length + look.watchdogs.length > 0;
      this.#nextAt.set(tenant, isWatching ? now + times.turnMs : Number.POSITIVE_INFINITY);
    } catch (error) {
      this.#gauges.drop(tenant);
      this.#isStoreAway = error instanceof TocsinError && error.reason === 'store_unavailable';
      if (this.#isStoreAway) logger.debug({ tenant: id, error }, 'watchdogs wait for the store');
      else logger.error({ tenant: id, error }, 'watchdogs could not be looked at, the next round tries again');
    }
  }

  async #act(tenant: Tenant, { now, watchdogs }: Look): Promise<void> {
    for (const known of watchdogs) {
      const watchdog = tenant.watchdogs.find(({ name }) => name === known.name);
      if (watchdog === undefined) await this.#dismiss(tenant, { known, now });
      else await this.#follow(tenant, watchdog, { known, now, verdict: judge(known, { ...watchdog, now }) });
    }
  }

  async #follow(tenant: Tenant, watchdog: TenantWatchdog, { known, now, verdict }: Judged): Promise<void> {
    if (verdict.kind === 'silent') return await this.#tellSilent(tenant, watchdog, { known, now, verdict });
    if (verdict.kind === 'alive') return;
    const { heartbeats, logger } = this.#options;
    const { silence, at } = verdict;
    await tellOver(this.#options, { tenant, name: known.name, silence }, { at, by: 'heard' });
    await heartbeats.tell(tenant.id, known.name, undefined);
    const silentMs = at - silence.since;
    logger.info({ tenant: tenant.id, watchdog: known.name, silentMs }, 'a watchdog is heard again');
  }

  /** Remembered first, told then: who was told is told when it is over, whatever ends in between. */
  async #tellSilent(
    tenant: Tenant,
    watchdog: TenantWatchdog,
    { known, now, verdict: { since } }: Judged & { readonly verdict: Silent },
  ): Promise<void> {
    const { name, severity, everyMs } = watchdog;
    const { heartbeats, logger } = this.#options;
    const silence = known.silence ?? { since, severity, receivers: listeners(tenant, watchdog) };
    if (known.silence === undefined) {
      await heartbeats.tell(tenant.id, name, silence);
      logger.warn({ tenant: tenant.id, watchdog: name, silentMs: now - since }, 'a watchdog is silent');
    }
    const lastsMs = roundedSilence(now - since);
    const key = keyOf(tenant, name);
    const text = `${since} ${lastsMs}`;
    if (this.#told.get(key) === text) return;
    await tellSilent(this.#options, { tenant, name, silence }, { lastsMs, everyMs });
    this.#told.set(key, text);
  }

  /** It left the configuration: nobody shall wait for it any more. */
  async #dismiss(
    tenant: Tenant,
    { known, now }: { readonly known: KnownWatchdog; readonly now: number },
  ): Promise<void> {
    const { name, silence } = known;
    if (silence !== undefined) await tellOver(this.#options, { tenant, name, silence }, { at: now, by: 'dropped' });
    await this.#options.heartbeats.forget(tenant.id, name);
    this.#told.delete(keyOf(tenant, name));
  }
}

type Silent = Verdict & { readonly kind: 'silent' };

interface Judged {
  readonly known: KnownWatchdog;
  /** The store's clock. */
  readonly now: number;
  readonly verdict: Verdict;
}

function keyOf({ id }: Tenant, name: string): string {
  return `${id}\0${name}`;
}

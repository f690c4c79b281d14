/**
 * The canary: every few minutes one process fires an alert of its own and resolves it, and measures how long each takes
 * until Slack shows it. It takes the way of every alert from where a webhook was read: store, claim, plan, render, pace,
 * send, commit.
 */
import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { CanaryConfig } from '../config/canary-settings.ts';
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import { groupIdOf, isTenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { CANARY_RECEIVER, type OwnWord, ownAlert, ownNotification } from '../core/own-groups.ts';
import type { Acceptor } from '../groups/acceptor.ts';
import type { Store } from '../groups/store.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { CanaryOutcome } from '../metrics/watchdog-metrics.ts';
import type { Tenant, TenantSet } from '../tenants/tenant.ts';

export interface CanaryOptions {
  readonly canary: CanaryConfig | undefined;
  readonly accept: Acceptor;
  readonly store: Pick<Store, 'accept' | 'read'>;
  /** As of webhooks. */
  readonly dedupeMs: number;
  /** As configured now. */
  readonly tenants: () => TenantSet;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
}

/** What is measured is up to this much too long. */
const LOOK_MS = 50;
/** How soon a turn is seen to have come. */
const TURN_LOOK_MS = 500;
/** Ours: half a minute is three times the objective, and what takes longer has failed it anyway. */
const LONGEST_MS = 30_000;

const LABELS = { alertname: 'TocsinCanary', severity: 'info' };

/** Does nothing where none is configured. */
export function startCanary({ canary, ...options }: CanaryOptions): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const { signal } = stopped;
  const running = canary === undefined ? Promise.resolve() : new Canary({ ...options, canary, signal }).run();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

interface Parts extends CanaryOptions {
  readonly canary: CanaryConfig;
  readonly signal: AbortSignal;
}

class Canary {
  readonly #parts: Parts;
  #turn: number | undefined;
  #outcome: CanaryOutcome = 'ok';

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async run(): Promise<void> {
    const { canary, clock, signal } = this.#parts;
    while (!signal.aborted) {
      const turn = Math.floor(clock.now() / canary.everyMs);
      if (turn !== this.#turn) await this.#take(turn);
      this.#turn = turn;
      await pause(TURN_LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  async #take(turn: number): Promise<void> {
    const { canary, store, tenants, logger } = this.#parts;
    const tenant = isTenantId(canary.tenant) ? tenants().get(canary.tenant) : undefined;
    if (tenant?.receivers.get(CANARY_RECEIVER) === undefined) return;
    try {
      const dedupeKey = hash('sha256', `canary\0${turn}`, 'base64url');
      const request = { tenantId: tenant.id, dedupeKey, dedupeMs: canary.everyMs, peer: 'canary', writes: [] };
      if ((await store.accept(request)).outcome === 'duplicate') return;
      const outcome = await this.#fly(tenant);
      if (outcome !== undefined) this.#report(outcome);
    } catch (error) {
      const isStoreAway = error instanceof TocsinError && error.reason === 'store_unavailable';
      if (!isStoreAway) logger.error({ error }, 'the canary could not be sent');
      this.#report({ outcome: 'failed', reason: isStoreAway ? 'store_unavailable' : 'internal' });
    }
  }

  /** Undefined when it was cut off by a stop. */
  async #fly(tenant: Tenant): Promise<Result | undefined> {
    const startsAt = this.#parts.clock.now();
    for (const status of ['firing', 'resolved'] as const) {
      const now = this.#parts.clock.now();
      const result = await this.#show(tenant, { startsAt, ...(status === 'firing' ? {} : { endsAt: now }) });
      if (result?.outcome !== 'ok') return result;
      this.#parts.metrics.canaryLatency.observe({ status }, (this.#parts.clock.now() - now) / 1_000);
    }
    return { outcome: 'ok' };
  }

  /** Sends a word of the canary's, and waits until its message shows it. */
  async #show(tenant: Tenant, times: Pick<OwnWord, 'startsAt' | 'endsAt'>): Promise<Result | undefined> {
    const { accept, store, dedupeMs, clock, canary, signal } = this.#parts;
    const sentAt = clock.now();
    const language = tenant.renderer.language(tenant);
    const summary = language.phrase(times.endsAt === undefined ? 'canary.flies' : 'canary.landed');
    const alert = ownAlert({ labels: LABELS, annotations: { summary }, ...times });
    const notification = ownNotification(alert, sentAt);
    const byReceiver = new Map([[CANARY_RECEIVER, [alert]]]);
    await accept({ tenantId: tenant.id, notification, byReceiver, dedupeMs });
    const groupId = groupIdOf({ ...notification, receiver: CANARY_RECEIVER });
    let group: Group | undefined;
    while (clock.now() - sentAt < Math.min(LONGEST_MS, canary.everyMs / 2)) {
      if (signal.aborted) return undefined;
      group = (await store.read(tenant.id, groupId))?.group;
      const shown = group?.marks[alert.fingerprint]?.shown;
      if (shown?.status === alert.status && shown.startsAt === alert.startsAt) return { outcome: 'ok' };
      await pause(LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
    return { outcome: 'late', ...(group?.failure === undefined ? {} : { reason: group.failure.reason }) };
  }

  #report({ outcome, reason = '' }: Result): void {
    const { metrics, logger, clock, canary } = this.#parts;
    metrics.canaryRuns.inc({ outcome });
    const fields = { tenant: canary.tenant, outcome, reason };
    if (outcome === 'ok') metrics.canaryLastSuccess.set(clock.now() / 1_000);
    else logger.warn(fields, 'the canary was not shown in time');
    if (outcome === 'ok' && this.#outcome !== 'ok') logger.info(fields, 'the canary is shown in time again');
    this.#outcome = outcome;
  }
}

interface Result {
  readonly outcome: CanaryOutcome;
  /** Why, where that is known: of a delivery that failed, or of the store. */
  readonly reason?: string;
}

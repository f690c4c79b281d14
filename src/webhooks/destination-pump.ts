/**
 * Brings a tenant's events to one destination, in their order, at least once each.
 *
 * A turn takes the destination's lease with the events behind its place, sends those that it wants, and moves the place
 * behind each that was taken. A webhook that is not taken holds up those behind it, and no other destination; it is tried
 * again after pauses that double, until its event is too old, or for a few times only where the destination itself says
 * that it does not want it. Then it is parked: left out, counted and logged. Nothing of this is remembered but the place:
 * a process that takes over tries at once.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Hold, Outbox, ReaderName } from '../actions/outbox.ts';
import { webhookIdOf, webhookKindOf, webhookPayload } from '../actions/webhook-payload.ts';
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { WebhookKind } from '../core/webhook-kinds.ts';
import type { PlacedEvent } from '../groups/event.ts';
import type { Store } from '../groups/store.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TenantWebhook } from '../tenants/tenant.ts';
import { type Posted, startAtZero, type WebhookPoster } from './post-webhook.ts';
import { signatureHeaders } from './sign.ts';

/** How soon another process notices that the one that had the lease is gone. */
const LEASE_MS = 30_000;
const EVENTS_AT_ONCE = 100;

export interface Pauses {
  /** How soon a new event is seen. */
  readonly lookMs: number;
  /** How soon it is noticed that the process that had the lease gave it back. */
  readonly othersMs: number;
  /** Before the second try; doubled before each further one, up to `maxMs`. */
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Ours: a destination that is mended is noticed within five minutes. */
export const PAUSES: Pauses = { lookMs: 1_000, othersMs: 5_000, firstMs: 2_000, maxMs: 300_000 };

/** A webhook that the destination refuses is tried so often: a mistake there is mended within a minute, or not soon. */
const REFUSED_TRIES = 5;

export interface PumpParts {
  readonly outbox: Outbox;
  readonly store: Pick<Store, 'read'>;
  readonly policyOf: (tenantId: TenantId, receiver: string) => ReceiverPolicy;
  readonly poster: WebhookPoster;
  /** This process's name among those that share the store. */
  readonly holder: string;
  readonly pauses: Pauses;
  /** What a destination has not taken for so long is left out. */
  readonly giveUpMs: number;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

export class DestinationPump {
  readonly #parts: PumpParts;
  readonly #tenantId: TenantId;
  /** As configured now; undefined when it is not any more. */
  readonly #webhook: () => TenantWebhook | undefined;
  readonly #name: ReaderName;
  readonly #labels: { readonly tenant: string; readonly destination: string };
  readonly #stopped = new AbortController();
  /** Tries of the webhook that stands first. */
  #tries = 0;

  constructor(
    parts: PumpParts,
    {
      tenantId,
      name,
      webhook,
    }: { readonly tenantId: TenantId; readonly name: string; readonly webhook: () => TenantWebhook | undefined },
  ) {
    this.#parts = parts;
    this.#tenantId = tenantId;
    this.#webhook = webhook;
    this.#name = { tenantId, reader: `webhook:${name}` };
    this.#labels = { tenant: parts.metrics.tenantLabel(tenantId), destination: name };
  }

  /** Runs until it is stopped or its destination is gone from the configuration. */
  async run(): Promise<void> {
    startAtZero(this.#parts.metrics, this.#labels);
    while (!this.#stopped.signal.aborted) {
      const webhook = this.#webhook();
      if (webhook === undefined) break;
      const pauseMs = await this.#turn(webhook);
      await pause(pauseMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    }
    this.#parts.metrics.webhookLag.remove(this.#labels);
    await this.#whileStored(() => this.#keep({ leaseMs: 0 }));
  }

  /** What is under way ends, and the lease is given back. */
  stop(): void {
    this.#stopped.abort();
  }

  /** How long to wait for the next one, milliseconds. */
  async #turn(webhook: TenantWebhook): Promise<number> {
    const pauseMs = await this.#whileStored(async () => {
      const taken = await this.#parts.outbox.take({ ...this.#name, ...this.#hold(), limit: EVENTS_AT_ONCE });
      if (taken === undefined) {
        this.#parts.metrics.webhookLag.set(this.#labels, 0);
        return this.#parts.pauses.othersMs;
      }
      if (taken.hasGap) this.#lost();
      return await this.#deliver(webhook, taken.events);
    });
    return pauseMs ?? this.#parts.pauses.lookMs;
  }

  /** Undefined when the store is away: what is waiting waits on. */
  async #whileStored<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TocsinError) || error.reason !== 'store_unavailable') throw error;
      this.#parts.logger.debug({ ...this.#where(), error }, 'webhooks wait for the store');
      return undefined;
    }
  }

  async #deliver(webhook: TenantWebhook, events: readonly PlacedEvent[]): Promise<number> {
    /** The place of the last event that was not for this destination, while the reader's own is before it. */
    let passed: string | undefined;
    this.#tellLag(webhook, events);
    for (const placed of events) {
      if (this.#stopped.signal.aborted) break;
      const kind = wantedKind(webhook, placed);
      if (kind === undefined) {
        passed = placed.place;
        continue;
      }
      const pauseMs = await this.#bring(webhook, placed, { kind, passed });
      if (pauseMs !== undefined) return pauseMs;
      passed = undefined;
    }
    if (passed !== undefined) await this.#keep({ leaseMs: LEASE_MS, place: passed });
    return events.length === EVENTS_AT_ONCE ? 0 : this.#parts.pauses.lookMs;
  }

  /** Undefined when the next event may follow; else when to go on, milliseconds from now. */
  async #bring(
    webhook: TenantWebhook,
    placed: PlacedEvent,
    { kind, passed }: { readonly kind: WebhookKind; readonly passed: string | undefined },
  ): Promise<number | undefined> {
    const pauseMs = await this.#tell(webhook, placed, kind);
    if (pauseMs === undefined) {
      const isOurs = await this.#keep({ leaseMs: LEASE_MS, place: placed.place });
      return isOurs ? undefined : this.#parts.pauses.lookMs;
    }
    // The lease lasts until the next try, so that no other process tries meanwhile.
    await this.#keep({ leaseMs: pauseMs + LEASE_MS, place: passed });
    return pauseMs;
  }

  /** Undefined when it is done with, one way or the other; else when to try again, milliseconds from now. */
  async #tell(webhook: TenantWebhook, placed: PlacedEvent, kind: WebhookKind): Promise<number | undefined> {
    const posted = await this.#post(webhook, placed, kind);
    if (posted.outcome === 'taken') {
      this.#tries = 0;
      this.#parts.metrics.webhooksOut.inc({ ...this.#labels, outcome: 'sent', reason: '' });
      return undefined;
    }
    return this.#failed(placed, kind, posted);
  }

  #failed(
    { event }: PlacedEvent,
    kind: WebhookKind,
    { outcome, reason, detail, retryAfterMs = 0 }: Exclude<Posted, { outcome: 'taken' }>,
  ): number | undefined {
    const { metrics, clock, giveUpMs, logger, pauses } = this.#parts;
    this.#tries += 1;
    const isTooOld = clock.now() - event.at >= giveUpMs;
    const isParked = isTooOld || (outcome === 'refused' && this.#tries >= REFUSED_TRIES);
    metrics.webhooksOut.inc({ ...this.#labels, outcome: isParked ? 'parked' : 'failed', reason });
    const fields = { ...this.#where(), group: event.group, operation: kind, reason, detail, attempts: this.#tries };
    if (isParked) {
      logger.error(fields, 'a webhook was given up');
      this.#tries = 0;
      return undefined;
    }
    logger.warn(fields, 'a webhook was not taken');
    return Math.max(Math.min(pauses.firstMs * 2 ** (this.#tries - 1), pauses.maxMs), retryAfterMs);
  }

  async #post(webhook: TenantWebhook, placed: PlacedEvent, kind: WebhookKind): Promise<Posted> {
    const { store, policyOf, poster, clock } = this.#parts;
    const { event } = placed;
    const stored = await store.read(this.#tenantId, event.group);
    const body = webhookPayload({
      tenantId: this.#tenantId,
      kind,
      event,
      group: stored?.group,
      policy: policyOf(this.#tenantId, event.receiver),
      sendsLabels: webhook.sendsLabels,
    });
    const id = webhookIdOf(this.#tenantId, placed);
    return await poster.post(webhook.url, {
      headers: signatureHeaders(webhook.secrets, { id, at: clock.now(), body }),
      body,
    });
  }

  #keep({ leaseMs, place }: { readonly leaseMs: number; readonly place?: string | undefined }): Promise<boolean> {
    const { holder } = this.#parts;
    return this.#parts.outbox.keep({ ...this.#name, holder, leaseMs, ...(place === undefined ? {} : { place }) });
  }

  #hold(): Hold {
    return { holder: this.#parts.holder, leaseMs: LEASE_MS };
  }

  /** How long the oldest webhook has been waiting. */
  #tellLag(webhook: TenantWebhook, events: readonly PlacedEvent[]): void {
    const { metrics, clock } = this.#parts;
    const first = events.find((placed) => wantedKind(webhook, placed) !== undefined);
    const lagMs = first === undefined ? 0 : Math.max(0, clock.now() - first.event.at);
    metrics.webhookLag.set(this.#labels, lagMs / 1_000);
  }

  #lost(): void {
    this.#parts.metrics.webhooksOut.inc({ ...this.#labels, outcome: 'lost', reason: '' });
    this.#parts.logger.error(this.#where(), 'events left the history before a destination was told of them');
  }

  #where(): { readonly tenant: TenantId; readonly destination: string } {
    return { tenant: this.#tenantId, destination: this.#labels.destination };
  }
}

/** What the event is to the destination; nothing when it does not want to know. */
function wantedKind({ kinds }: TenantWebhook, { event }: PlacedEvent): WebhookKind | undefined {
  const kind = webhookKindOf(event);
  return kind !== undefined && kinds.has(kind) ? kind : undefined;
}

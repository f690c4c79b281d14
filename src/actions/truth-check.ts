import { hash } from 'node:crypto';
import { ALERTMANAGER_REASONS, TocsinError } from '../core/errors.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { checkTenant, type RoundStart, type TruthParts } from './truth-round.ts';

export interface TruthCheckOptions extends TruthParts {
  /** As configured now. Those without Alertmanagers are left out. */
  readonly tenants: () => { all(): readonly Pick<Tenant, 'id' | 'alertmanagers'>[] };
  readonly logger: Logger;
}

/** Where `isAsking` is false other processes ask. */
export function startTruthCheck({
  isAsking,
  ...options
}: TruthCheckOptions & { readonly isAsking: boolean }): TruthCheck {
  const check = new TruthCheck(options);
  if (isAsking) check.start();
  return check;
}

/** Rounds that run at a time: a tenant whose Alertmanagers do not answer holds up at most as many as these. */
const AT_A_TIME = 4;

/** Rounds that are asked for come no faster than this, however often they are. */
const SOON_MS = 5_000;

/**
 * Asks the tenants' Alertmanagers what they do not tell by themselves, each tenant once an interval, and one process for
 * all. Tenants have their turns spread over the interval. Keeps a few words for each tenant, and no more.
 */
export class TruthCheck {
  readonly #options: TruthCheckOptions;
  readonly #lastTurn = new Map<TenantId, string>();
  readonly #starts = new Map<TenantId, RoundStart>();
  readonly #outcomes = new Map<TenantId, string>();
  readonly #undone = new Map<TenantId, string>();
  readonly #soon = new Map<TenantId, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | undefined;
  #isBusy = false;

  constructor(options: TruthCheckOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.#tick(), Math.max(100, this.#options.intervalMs / 20));
  }

  /** Begins nothing more, and waits for what has begun. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    for (const timer of this.#soon.values()) clearTimeout(timer);
    this.#soon.clear();
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** The tenant has a round within five seconds, one for all that ask until then. */
  soon(tenantId: TenantId): void {
    if (this.#soon.has(tenantId)) return;
    const now = this.#options.clock.now();
    // At the end of what is one turn for all processes: so no word is lost that comes while another of them asks.
    const turn = Math.floor(now / SOON_MS) + 1;
    const timer = setTimeout(
      () => {
        this.#soon.delete(tenantId);
        this.#track(this.#round(tenantId, `soon ${turn}`, SOON_MS));
      },
      turn * SOON_MS - now,
    );
    this.#soon.set(tenantId, timer);
  }

  #tick(): void {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#track(
      this.#turns().finally(() => {
        this.#isBusy = false;
      }),
    );
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  async #turns(): Promise<void> {
    const { clock, intervalMs, tenants } = this.#options;
    const asked = tenants()
      .all()
      .filter(({ alertmanagers }) => alertmanagers.length > 0);
    const due = Array.from(asked, ({ id }) => id).filter(
      (tenantId) => this.#lastTurn.get(tenantId) !== turnAt(clock.now(), tenantId, intervalMs),
    );
    const next = async (): Promise<void> => {
      for (let tenantId = due.shift(); tenantId !== undefined; tenantId = due.shift()) {
        const turn = turnAt(clock.now(), tenantId, intervalMs);
        this.#lastTurn.set(tenantId, turn);
        await this.#round(tenantId, turn, intervalMs);
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, next));
  }

  /** Never rejects: what went wrong is logged once, and counted. */
  async #round(tenantId: TenantId, turn: string, turnMs: number): Promise<void> {
    const { store, metrics, logger } = this.#options;
    try {
      const dedupeKey = hash('sha256', `truth check\0${turn}`, 'base64url');
      const taken = await store.accept({ tenantId, dedupeKey, dedupeMs: turnMs, peer: 'truth check', writes: [] });
      if (taken.outcome === 'duplicate') return;
      const { next, outcome, undone } = await checkTenant(this.#options, tenantId, this.#starts.get(tenantId) ?? {});
      this.#starts.set(tenantId, next);
      if (outcome !== 'idle') this.#report(tenantId, outcome, { count: undone.length > 0 ? 'partial' : outcome });
      this.#reportUndone(tenantId, undone);
    } catch (error) {
      if (isAlertmanagers(error)) return this.#report(tenantId, 'failed', { count: 'failed', error });
      metrics.truthChecks.inc({ tenant: metrics.tenantLabel(tenantId), outcome: 'failed' });
      logger.error({ tenant: tenantId, error }, 'the truth check failed, the next round tries again');
    }
  }

  /** An Alertmanager that stays out of reach is one line in the log, not one a minute. */
  #report(
    tenantId: TenantId,
    outcome: RoundOutcome,
    { count, error }: { readonly count: RoundOutcome; readonly error?: TocsinError },
  ): void {
    const { metrics, logger } = this.#options;
    metrics.truthChecks.inc({ tenant: metrics.tenantLabel(tenantId), outcome: count });
    const known = error === undefined ? outcome : `${outcome} ${error.reason}`;
    if (this.#outcomes.get(tenantId) === known) return;
    const isFirst = !this.#outcomes.has(tenantId);
    this.#outcomes.set(tenantId, known);
    if (error !== undefined) {
      const fields = { tenant: tenantId, reason: error.reason };
      logger.warn(fields, 'the Alertmanagers of the tenant cannot be asked: what they do not tell is not known');
      // Another server's own words may quote labels.
      logger.debug({ ...fields, problem: error.message }, 'what an Alertmanager answered');
    } else if (outcome === 'partial') logger.warn({ tenant: tenantId }, 'not all Alertmanagers of the tenant answer');
    else if (!isFirst) logger.info({ tenant: tenantId }, 'the Alertmanagers of the tenant answer again');
  }

  /** The same trouble is one line, however many silences and rounds it has. */
  #reportUndone(tenantId: TenantId, [first, ...others]: readonly unknown[]): void {
    if (first === undefined) {
      this.#undone.delete(tenantId);
      return;
    }
    const { logger } = this.#options;
    const known = isAlertmanagers(first) ? first.reason : String(first);
    if (this.#undone.get(tenantId) === known) return;
    this.#undone.set(tenantId, known);
    const fields = { tenant: tenantId, silences: 1 + others.length };
    if (isAlertmanagers(first)) logger.warn({ ...fields, reason: first.reason }, NOT_CHANGED);
    else logger.error({ ...fields, error: first }, NOT_CHANGED);
  }
}

type RoundOutcome = 'ok' | 'partial' | 'failed';

const NOT_CHANGED = 'silences that last as long as their group fires could not be changed, the next round tries again';

/** The name of the turn at that time: tenants change theirs at different moments of the interval. */
function turnAt(now: number, tenantId: TenantId, intervalMs: number): string {
  const share = Number.parseInt(hash('sha256', tenantId).slice(0, 8), 16) / 0xffff_ffff;
  return String(Math.floor(now / intervalMs + share));
}

function isAlertmanagers(error: unknown): error is TocsinError {
  return error instanceof TocsinError && ALERTMANAGER_REASONS.some((reason) => reason === error.reason);
}

/**
 * Posts each tenant's weekly report: once, by whichever process has the turn.
 *
 * After its time there are turns, one every ten minutes for some hours, each taken by one process. All but the first look
 * whether the report stands in the channel already; so it comes late where every process was away, and not twice where one
 * ended right after the post. Nothing else remembers it.
 */
import { hash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import { DELIVERY_REASONS } from '../core/errors.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { readNoiseReport } from '../groups/noise-report.ts';
import type { Store } from '../groups/store.ts';
import { lastWeekly } from '../routing/weekly.ts';
import type { Tenant, TenantReport, TenantSet } from '../tenants/tenant.ts';
import type { Sender } from './sender.ts';

export interface WeeklyReportOptions {
  readonly store: Pick<Store, 'accept' | 'events'>;
  readonly sender: Pick<Sender, 'post' | 'find'>;
  /** As configured now. */
  readonly tenants: () => TenantSet;
  readonly clock: Clock;
  readonly logger: Logger;
}

const LOOK_MS = 15_000;
const TURN_MS = 10 * 60_000;
/** Ours: a report that could not be posted in the morning is of no use at night. */
const LATEST_MS = 6 * 3_600_000;
const WEEK_MS = 7 * 24 * 3_600_000;

/** Verdicts on a look that may go well the next time. */
const PASSING: ReadonlySet<string> = new Set(['retry', 'ambiguous']);

export function startWeeklyReports(options: WeeklyReportOptions): { stop(): Promise<void> } {
  const stopped = new AbortController();
  const reports = new WeeklyReports(options);
  const run = async () => {
    while (!stopped.signal.aborted) {
      await reports.round(stopped.signal);
      await pause(LOOK_MS, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  };
  const running = run();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

interface Turn {
  readonly tenant: Tenant;
  readonly report: TenantReport;
  /** When the report is of, epoch milliseconds. */
  readonly moment: number;
  /** 0 is the first one. */
  readonly number: number;
}

/** What a process remembers of the newest report of a tenant. */
interface Memory {
  readonly moment: number;
  readonly turn: number;
  /** `failed`: Slack did not take it, for sure. */
  readonly state: 'done' | 'failed' | 'unknown';
}

export class WeeklyReports {
  readonly #options: WeeklyReportOptions;
  readonly #memory = new Map<TenantId, Memory>();

  constructor(options: WeeklyReportOptions) {
    this.#options = options;
  }

  /** Never rejects: what went wrong is logged, and tried again in a later turn. A stop waits for one tenant at most. */
  async round(stopped?: AbortSignal): Promise<void> {
    for (const tenant of this.#options.tenants().all()) {
      if (stopped?.aborted) return;
      const turn = this.#turnOf(tenant);
      if (turn === undefined) continue;
      const { moment, number } = turn;
      try {
        const state = (await this.#take(turn)) ? await this.#tell(turn) : 'unknown';
        this.#memory.set(tenant.id, { moment, turn: number, state });
      } catch (error) {
        this.#memory.set(tenant.id, { moment, turn: number, state: 'unknown' });
        this.#options.logger.warn({ tenant: tenant.id, error }, 'the weekly report is not made, it is tried again');
      }
    }
  }

  /** Undefined when there is nothing to do now. */
  #turnOf(tenant: Tenant): Turn | undefined {
    const { report } = tenant;
    if (report === undefined) return undefined;
    const now = this.#options.clock.now();
    const moment = lastWeekly(report.weekly, report.zone, now);
    if (now - moment >= LATEST_MS) return undefined;
    const number = Math.floor((now - moment) / TURN_MS);
    const known = this.#knownOf(tenant, moment);
    if (known?.state === 'done' || known?.turn === number) return undefined;
    return { tenant, report, moment, number };
  }

  #knownOf({ id }: Tenant, moment: number): Memory | undefined {
    const known = this.#memory.get(id);
    return known?.moment === moment ? known : undefined;
  }

  async #take({ tenant, moment, number }: Turn): Promise<boolean> {
    const dedupeKey = hash('sha256', `report\0${moment}\0${number}`, 'base64url');
    const request = { tenantId: tenant.id, dedupeKey, dedupeMs: 2 * TURN_MS, peer: 'report', writes: [] };
    return (await this.#options.store.accept(request)).outcome === 'stored';
  }

  async #tell(turn: Turn): Promise<Memory['state']> {
    const { tenant, moment } = turn;
    const known = this.#knownOf(tenant, moment);
    // Where another process had a turn in between, it may have posted.
    const isSafe = turn.number === 0 || (known?.state === 'failed' && known.turn === turn.number - 1);
    if (isSafe) return await this.#post(turn);
    const { channel } = turn.report;
    const found = await this.#options.sender.find({ tenantId: tenant.id, channel, since: moment - TURN_MS });
    // Where nobody may look, a report that is missed is better than one every ten minutes.
    if (!found.ok) return PASSING.has(DELIVERY_REASONS[found.reason].verdict) ? 'unknown' : 'done';
    const isThere = found.messages.some(({ deliveryId }) => deliveryId === deliveryIdOf(turn));
    return isThere ? 'done' : await this.#post(turn);
  }

  async #post(turn: Turn): Promise<Memory['state']> {
    const { tenant, moment } = turn;
    const { channel } = turn.report;
    const { store, sender, logger } = this.#options;
    const report = await readNoiseReport(store, { tenantId: tenant.id, from: moment - WEEK_MS, until: moment });
    const notice = { kind: 'report', report, tenant: tenant.name } as const;
    const { content } = tenant.renderer.renderNotice(notice, { ...tenant, mentions: [] });
    const sent = await sender.post({ tenantId: tenant.id, channel, content, deliveryId: deliveryIdOf(turn) });
    if (sent.ok) {
      logger.info({ tenant: tenant.id, channel }, 'the weekly report is posted');
      return 'done';
    }
    const { reason, detail } = sent;
    logger.warn({ tenant: tenant.id, channel, reason, detail }, 'the weekly report is not posted, it is tried again');
    return DELIVERY_REASONS[reason].verdict === 'ambiguous' ? 'unknown' : 'failed';
  }
}

function deliveryIdOf({ moment }: Turn): string {
  return `report.${moment}`;
}

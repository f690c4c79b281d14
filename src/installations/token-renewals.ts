/**
 * Renews tokens that end. A refresh token is good once, so of all processes one renews: under a lock, from what the store
 * holds and not from memory, and with a mark in the store before Slack is asked. What Slack gave is written until it is
 * stored. Whoever finds a mark, because a process died between the two, asks again with the same refresh token: Slack
 * takes it a second time for a short while; when it does not, people are told while the present token still works.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics, RENEWAL_OUTCOMES } from '../metrics/metrics.ts';
import { type Installation, type InstallationRecord, openInstallation, sealTokens } from './installation.ts';
import type { Installations } from './installations.ts';
import type { KeyRing } from './key-ring.ts';
import type { OauthFailure, SlackOauth } from './slack-oauth.ts';
import type { Workspaces } from './workspaces.ts';

/** Slack's tokens live twelve hours (using token rotation); its own library renews as early. */
export const RENEW_BEFORE_MS = 2 * 60 * 60_000;
/** How often it is looked for tokens that end soon, milliseconds. */
const LOOK_MS = 30_000;
/** Longer than a call to Slack and the tries to store what came of it. */
const LOCK_MS = 120_000;
/** For how long a new token is tried to be stored under the lock, and the pause between two tries. */
const STORE_FOR_MS = 45_000;
const STORE_PAUSE_MS = 250;
/** When Slack refuses, a person must act: to ask again soon is of no use. */
const REFUSED_PAUSE_MS = 30 * 60_000;

/** `idle`: another process does it, or did. */
export type RenewalOutcome = (typeof RENEWAL_OUTCOMES)[number] | 'idle';

export interface RenewalParts {
  readonly workspaces: Workspaces;
  readonly installations: Installations;
  readonly ring: KeyRing;
  readonly oauth: Pick<SlackOauth, 'renew'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** New tokens that could not be stored yet. */
interface Unsaved {
  readonly record: InstallationRecord;
  readonly expectedVersion: number;
}

export class TokenRenewals {
  readonly #parts: RenewalParts;
  readonly #unsaved = new Map<TenantId, Unsaved>();
  readonly #notBefore = new Map<TenantId, number>();
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: RenewalParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setTimeout(() => {
      this.#running = this.look().finally(() => {
        if (!this.#stopping.signal.aborted) this.start();
      });
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** Ends what is under way: what Slack gave is tried to be stored once more. */
  async close(): Promise<void> {
    this.#stopping.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  /** Renews whatever ends soon, one tenant after the other. Never rejects: what fails now is tried the next time. */
  async look(): Promise<void> {
    for (const { id } of this.#parts.workspaces.installable()) {
      if (this.#stopping.signal.aborted) return;
      if (this.#isDue(id)) await this.#tryRenewal(id);
    }
  }

  #isDue(tenantId: TenantId): boolean {
    const { workspaces, clock } = this.#parts;
    const installation = workspaces.installationOf(tenantId);
    if (installation === undefined || (this.#notBefore.get(tenantId) ?? 0) > clock.now()) return false;
    return endsSoon(installation, clock.now());
  }

  async #tryRenewal(tenantId: TenantId): Promise<void> {
    try {
      await this.renew(tenantId);
    } catch (error) {
      if (!(error instanceof TocsinError) || error.reason !== 'store_unavailable') throw error;
      this.#parts.logger.warn({ tenant: tenantId, error }, 'a token could not be renewed now: no word from the store');
    }
  }

  /** Renews the tenant's token if it still ends soon and nobody else does. Rejects with `store_unavailable`. */
  async renew(tenantId: TenantId): Promise<RenewalOutcome> {
    const { installations, workspaces } = this.#parts;
    const holder = randomUUID();
    if (!(await installations.lock(tenantId, { holder, ms: LOCK_MS }))) return 'idle';
    try {
      return await this.#renewLocked(tenantId);
    } finally {
      await installations.unlock(tenantId, holder);
      await workspaces.reread(tenantId);
    }
  }

  async #renewLocked(tenantId: TenantId): Promise<RenewalOutcome> {
    const { installations, ring, oauth, clock } = this.#parts;
    const unsaved = this.#unsaved.get(tenantId);
    if (unsaved !== undefined) return await this.#save(tenantId, unsaved);
    const stored = await installations.read(tenantId);
    const opened = stored && openInstallation(ring, tenantId, stored.record);
    if (stored === undefined || opened?.ok !== true || !endsSoon(opened.installation, clock.now())) return 'idle';
    const { refreshToken } = opened.installation.tokens;
    if (refreshToken === undefined) return 'idle';
    const { record, version } = stored;
    const marked = { ...record, renewingSince: record.renewingSince ?? clock.now() };
    if (!(await installations.write(tenantId, marked, version))) return 'idle';
    const answer = await oauth.renew(refreshToken);
    if (!answer.ok) return this.#failed(tenantId, record, answer);
    const { renewingSince: _ended, ...rest } = marked;
    const { expiresAt, ...tokens } = answer.tokens;
    const sealed = sealTokens(ring, { tenantId, teamId: record.teamId }, tokens);
    return await this.#save(tenantId, { record: { ...rest, expiresAt, sealed }, expectedVersion: version + 1 });
  }

  /** The refresh token is used up: what came of it must not be lost, so it is tried for as long as the lock lasts. */
  async #save(tenantId: TenantId, unsaved: Unsaved): Promise<RenewalOutcome> {
    const { installations, clock } = this.#parts;
    this.#unsaved.set(tenantId, unsaved);
    const until = clock.now() + STORE_FOR_MS;
    for (;;) {
      try {
        const isWritten = await installations.write(tenantId, unsaved.record, unsaved.expectedVersion);
        this.#unsaved.delete(tenantId);
        // Not written: somebody installed the app anew meanwhile, or an earlier try was taken without an answer.
        return this.#end(tenantId, isWritten ? 'renewed' : 'idle');
      } catch (error) {
        if (this.#stopping.signal.aborted || clock.now() + STORE_PAUSE_MS > until) throw error;
        await pause(STORE_PAUSE_MS);
      }
    }
  }

  #failed(tenantId: TenantId, record: InstallationRecord, { kind, detail }: OauthFailure): RenewalOutcome {
    const { logger, clock } = this.#parts;
    const endsAt = new Date(record.expiresAt ?? 0).toISOString();
    const isBroken = record.renewingSince !== undefined;
    const facts = { tenant: tenantId, detail, endsAt, isBroken };
    if (kind === 'unknown') {
      logger.warn(facts, 'a token could not be renewed now, it is tried again');
      return this.#end(tenantId, 'failed');
    }
    this.#notBefore.set(tenantId, clock.now() + REFUSED_PAUSE_MS);
    logger.error(
      facts,
      'Slack does not renew a token: install the app anew before it ends (tocsin slack install-link)',
    );
    return this.#end(tenantId, 'refused');
  }

  #end(tenantId: TenantId, outcome: RenewalOutcome): RenewalOutcome {
    const { metrics, logger } = this.#parts;
    if (outcome === 'idle') return outcome;
    metrics.tokenRenewals.inc({ tenant: metrics.tenantLabel(tenantId), outcome });
    if (outcome === 'renewed') logger.info({ tenant: tenantId }, 'a token was renewed');
    return outcome;
  }
}

function endsSoon({ expiresAt, parked, tokens }: Installation, now: number): boolean {
  if (expiresAt === undefined || parked !== undefined || tokens.refreshToken === undefined) return false;
  return expiresAt - now < RENEW_BEFORE_MS;
}

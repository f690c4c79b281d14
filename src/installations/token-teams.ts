/** Which workspace Slack says each tenant's own token is of. A tenant's file may name any; the token decides. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';
import type { TeamId, TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { Tenant, TenantSet } from '../tenants/tenant.ts';

/** The workspace and the organization of a token; undefined when Slack does not tell, or does not take it. */
export type AskTeams = (botToken: Secret) => Promise<readonly TeamId[] | undefined>;

/** How soon a token that a reload brought is asked about, milliseconds. */
const LOOK_MS = 5_000;
/** After Slack did not tell: deliveries find out sooner what is wrong. */
const RETRY_MS = 60_000;

export interface AskingParts {
  readonly ask: AskTeams;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** How often it is looked for new tokens, milliseconds; five seconds when absent. */
  readonly lookMs?: number;
}

/** A tenant with a token of its own, and what its token is known by. */
interface Named {
  readonly id: TenantId;
  readonly teamId: TeamId;
  readonly botToken: Secret;
  readonly key: string;
}

export class TokenTeams {
  readonly #tenants: () => TenantSet;
  readonly #clock: Clock;
  /** By token. What Slack has said of a token once holds for as long as the token does. */
  readonly #teams = new Map<string, readonly TeamId[]>();
  readonly #notBefore = new Map<string, number>();
  /** Tenants of which it was said already, with the workspace that they named. */
  readonly #told = new Map<TenantId, TeamId>();

  constructor({ tenants, clock }: { readonly tenants: () => TenantSet; readonly clock: Clock }) {
    this.#tenants = tenants;
    this.#clock = clock;
  }

  /** Without those whose token is of another workspace; those of which that is proven before those not asked about yet. */
  trusted(tenants: readonly Tenant[]): readonly Tenant[] {
    const judged = tenants.map((tenant) => ({ tenant, isOwn: this.#isOwn(namedOf(tenant)) }));
    return [true, undefined].flatMap((wanted) =>
      judged.flatMap(({ tenant, isOwn }) => (isOwn === wanted ? [tenant] : [])),
    );
  }

  /** For operators; names nobody, because whoever reaches the relay may read it. */
  warnings(): readonly string[] {
    const count = this.#wrong().length;
    if (count === 0) return [];
    const whose =
      count === 1 ? 'of a tenant is not that of its token' : `of ${count} tenants is not that of their tokens`;
    return [`slack.team_id ${whose}: see tocsin_slack_wrong_workspace`];
  }

  /** Asks about tokens that are not known, one after the other, now and from then on, until `stop` is called. */
  start(parts: AskingParts): { stop(): Promise<void> } {
    const stopping = new AbortController();
    const { signal } = stopping;
    const run = async () => {
      while (!signal.aborted) {
        await this.#look(parts, signal);
        // Rejects when it is called off, which ends the loop.
        await pause(parts.lookMs ?? LOOK_MS, undefined, { ref: false, signal }).catch(() => undefined);
      }
    };
    const running = run();
    return {
      stop: async () => {
        stopping.abort();
        await running;
      },
    };
  }

  async #look(parts: AskingParts, signal: { readonly aborted: boolean }): Promise<void> {
    const all = this.#tenants().all().flatMap(namedOf);
    this.#forget(new Set(all.map(({ key }) => key)));
    for (const { key, botToken } of all) {
      if (signal.aborted) return;
      if (this.#teams.has(key) || (this.#notBefore.get(key) ?? 0) > this.#clock.now()) continue;
      const teams = await parts.ask(botToken);
      if (teams === undefined) this.#notBefore.set(key, this.#clock.now() + RETRY_MS);
      else this.#teams.set(key, teams);
    }
    this.#show(all, parts);
  }

  #show(all: readonly Named[], { metrics, logger }: AskingParts): void {
    for (const named of all) {
      const isWrong = this.#isOwn([named]) === false;
      metrics.wrongWorkspace.set({ tenant: metrics.tenantLabel(named.id) }, isWrong ? 1 : 0);
      if (isWrong) this.#tell(named, logger);
      else this.#told.delete(named.id);
    }
  }

  #tell({ id, teamId, key }: Named, logger: Logger): void {
    if (this.#told.get(id) === teamId) return;
    this.#told.set(id, teamId);
    const detail = `Slack says ${this.#teams.get(key)?.join(', ')}`;
    const words = 'the bot token is of another workspace than slack.team_id: the tenant gets no clicks from there';
    logger.error({ tenant: id, team: teamId, detail }, words);
  }

  #wrong(): readonly Named[] {
    return this.#tenants()
      .all()
      .flatMap(namedOf)
      .filter((named) => this.#isOwn([named]) === false);
  }

  /** Undefined while it is not known. */
  #isOwn([named]: readonly Named[]): boolean | undefined {
    const teams = named && this.#teams.get(named.key);
    return teams?.includes(named?.teamId as TeamId);
  }

  #forget(keys: ReadonlySet<string>): void {
    for (const known of [this.#teams, this.#notBefore])
      for (const key of known.keys()) if (!keys.has(key)) known.delete(key);
  }
}

/** None for a tenant whose workspace comes by an installation: Slack has proven that one. */
function namedOf({ id, slack }: Tenant): readonly Named[] {
  if (slack.install !== 'token') return [];
  const { teamId, botToken } = slack;
  return [{ id, teamId, botToken, key: botToken.digest().toString('hex') }];
}

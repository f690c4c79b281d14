import type { AlertmanagerAnswer, Alertmanagers, Silence, Survey, Unanswered } from '../actions/alertmanagers.ts';
import { joinAlerts, joinSilences } from '../actions/join-answers.ts';
import { isSpokenFor } from '../actions/truth.ts';
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { TenantId } from '../core/ids.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TenantAlertmanager } from '../tenants/tenant.ts';
import { type AlertmanagerApi, type Asked, createAlertmanagerApi } from './alertmanager-api.ts';
import { alertmanagerGuard } from './alertmanager-guard.ts';
import type { ApiStatus } from './api-answers.ts';
import { askAll, goodOnes } from './ask-all.ts';
import { ClusterMemory, clusterOf } from './cluster-memory.ts';
import { createHttpCaller } from './http-call.ts';
import type { Answer } from './judge-answer.ts';
import { groupingOf, MAX_CONFIGURATION_CHARS } from './upstream-routes.ts';
import { createSilence, expireSilence, updateSilence } from './write-silences.ts';

/** Ours: a modal that is opened and changed asks once; a changed configuration counts a minute later. */
const CONFIGURATION_KEPT_MS = 60_000;

export interface AlertmanagersOptions {
  /** The tenant's Alertmanagers as configured now: the only addresses that are ever called. */
  readonly alertmanagersOf: (tenantId: TenantId) => readonly TenantAlertmanager[];
  /** Bounds a whole call. */
  readonly timeoutMs: number;
  /** Networks in CIDR form that may be called although they are the machine's own, its link or metadata. */
  readonly allowNetworks: readonly string[];
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Alertmanagers over HTTP. `close` cuts off what is under way. */
export function createAlertmanagers(options: AlertmanagersOptions): Alertmanagers & { close(): Promise<void> } {
  const { timeoutMs, allowNetworks } = options;
  const caller = createHttpCaller({ timeoutMs, guard: alertmanagerGuard(allowNetworks) });
  const turns = new Turns(options.alertmanagersOf);
  const api = remembering(createAlertmanagerApi({ caller, metrics: options.metrics }), turns);
  const configurations = new Map<TenantId, { readonly original: string; readonly until: number }>();

  const configurationOf = async (tenantId: TenantId): Promise<string> => {
    const known = configurations.get(tenantId);
    const now = options.clock.now();
    if (known !== undefined && known.until > now) return known.original;
    const answers = await askAll(turns.of(tenantId), (asked) => api.status(asked), { isHurried: true });
    const told = goodOnes(answers)[0]?.value.config.original ?? '';
    // One that is too large to be read is not kept either.
    const original = told.length > MAX_CONFIGURATION_CHARS ? '' : told;
    configurations.set(tenantId, { original, until: now + CONFIGURATION_KEPT_MS });
    return original;
  };

  const silencesOf = async (tenantId: TenantId) => {
    const answers = await askAll(turns.of(tenantId), (asked) => api.silences(asked), { isHurried: true });
    const good = goodOnes(answers);
    return { silences: joinSilences(good.map(({ value }) => value)), heard: good.map(({ asked }) => asked) };
  };

  return {
    alerts: async (tenantId, query = {}) => {
      const answers = await askAll(turns.of(tenantId), (asked) => api.alerts(asked, query), { isHurried: true });
      return joinAlerts(goodOnes(answers).map(({ value }) => value));
    },
    silences: async (tenantId, { expired = false } = {}) => {
      const { silences } = await silencesOf(tenantId);
      return expired ? silences : silences.filter(isAlive);
    },
    silencesHeard: async (tenantId) => {
      const { silences, heard } = await silencesOf(tenantId);
      return { silences: silences.filter(isAlive), unanswered: turns.unheard(tenantId, heard) };
    },
    createSilence: async (tenantId, draft) => await createSilence(api, turns.of(tenantId), draft),
    updateSilence: async (tenantId, place, change) =>
      await updateSilence(api, turns.from(tenantId, place.alertmanager), { ...place, ...change }),
    expireSilence: async (tenantId, place) => await expireSilence(api, turns.from(tenantId, place.alertmanager), place),
    groupBy: async (tenantId, group) => groupingOf(await configurationOf(tenantId), group),
    survey: async (tenantId, query = {}) => {
      const answers = await askAll(turns.of(tenantId), (asked) => surveyOne(api, asked, query), { isHurried: false });
      const good = goodOnes(answers).map(({ value }) => value);
      const unanswered = answers.flatMap(({ asked, answer }) => (answer.ok ? [] : [turns.missed(asked)]));
      return { answers: good, unanswered } satisfies Survey;
    },
    only: (tenantId, name) =>
      options
        .alertmanagersOf(tenantId)
        .filter((each) => name === undefined || each.name === name)
        .map(({ only }) => only),
    close: () => caller.close(),
  };
}

function isAlive({ state }: Silence): boolean {
  return state !== 'expired';
}

/** The silences are asked for before the alerts: one that hides an alert is then among them. */
async function surveyOne(
  api: AlertmanagerApi,
  asked: Asked,
  query: Parameters<AlertmanagerApi['alerts']>[1],
): Promise<Answer<AlertmanagerAnswer>> {
  const [silences, status] = await Promise.all([api.silences(asked), api.status(asked)]);
  if (!silences.ok) return silences;
  if (!status.ok) return status;
  const alerts = await api.alerts(asked, query);
  if (!alerts.ok) return alerts;
  const cluster = clusterOf(status.value);
  return {
    ok: true,
    value: {
      alertmanager: asked.alertmanager.name,
      alerts: alerts.value,
      silences: silences.value,
      startedAt: status.value.uptime,
      only: asked.alertmanager.only,
      ...(cluster === undefined ? {} : { cluster }),
    },
  };
}

/**
 * Who answered last is asked first, by tenant, and what they said last of their cluster. Grows with the tenants that have
 * Alertmanagers, not with calls.
 */
class Turns {
  readonly #alertmanagersOf: AlertmanagersOptions['alertmanagersOf'];
  readonly #first = new Map<TenantId, string>();
  readonly #clusters = new ClusterMemory();

  constructor(alertmanagersOf: AlertmanagersOptions['alertmanagersOf']) {
    this.#alertmanagersOf = alertmanagersOf;
  }

  /** Throws when the tenant has none. */
  of(tenantId: TenantId): readonly Asked[] {
    return this.from(tenantId, this.#first.get(tenantId));
  }

  /** With this one first, if it is still there. */
  from(tenantId: TenantId, name: string | undefined): readonly Asked[] {
    const all = this.#alertmanagersOf(tenantId);
    if (all.length === 0) {
      throw new TocsinError('alertmanager_missing', 'no Alertmanager is named in tenant.yaml, under alertmanagers');
    }
    const isFirst = (each: TenantAlertmanager) => each.name === name;
    return [...all.filter(isFirst), ...all.filter((each) => !isFirst(each))].map((alertmanager) => ({
      tenantId,
      alertmanager,
    }));
  }

  learn({ tenantId, alertmanager }: Asked, { ok }: Answer<unknown>): void {
    if (ok) this.#first.set(tenantId, alertmanager.name);
    else if (this.#first.get(tenantId) === alertmanager.name) this.#first.delete(tenantId);
  }

  learnStatus(asked: Asked, answer: Answer<ApiStatus>): void {
    this.learn(asked, answer);
    if (!answer.ok) return;
    this.#clusters.learn({ asked, configured: this.#alertmanagersOf(asked.tenantId), status: answer.value });
  }

  /** Names of those that were not heard, and for which nobody speaks who was last known in the same cluster. */
  unheard(tenantId: TenantId, heard: readonly Asked[]): readonly string[] {
    const names = new Set(heard.map(({ alertmanager }) => alertmanager.name));
    const clusters = heard.flatMap((asked) => this.#clusters.lastOf(asked) ?? []);
    return this.of(tenantId)
      .filter(({ alertmanager }) => !names.has(alertmanager.name))
      .map((asked) => this.missed(asked))
      .filter((missed) => !isSpokenFor(missed, clusters))
      .map(({ alertmanager }) => alertmanager);
  }

  missed(asked: Asked): Unanswered {
    const lastCluster = this.#clusters.lastOf(asked);
    return { alertmanager: asked.alertmanager.name, ...(lastCluster === undefined ? {} : { lastCluster }) };
  }
}

function remembering(api: AlertmanagerApi, turns: Turns): AlertmanagerApi {
  const learnt = async <T>(asked: Asked, answer: Promise<Answer<T>>): Promise<Answer<T>> => {
    const settled = await answer;
    turns.learn(asked, settled);
    return settled;
  };
  return {
    alerts: (asked, query) => learnt(asked, api.alerts(asked, query)),
    silences: (asked) => learnt(asked, api.silences(asked)),
    create: (asked, draft) => learnt(asked, api.create(asked, draft)),
    status: async (asked) => {
      const answer = await api.status(asked);
      turns.learnStatus(asked, answer);
      return answer;
    },
    silence: (asked, id) => api.silence(asked, id),
    change: (asked, silence, endsAt) => api.change(asked, silence, endsAt),
    expire: (asked, id) => api.expire(asked, id),
  };
}

/** Alertmanager's API v2, as far as it is used: one Alertmanager, one request. */
import type {
  AlertQuery,
  Matcher,
  ReportedAlert,
  Silence,
  SilenceChange,
  SilenceDraft,
} from '../actions/alertmanagers.ts';
import { filterText, quoteRegex } from '../actions/matchers.ts';
import { isWithinOnly, withOnly } from '../actions/only-matchers.ts';
import { fingerprint, type TenantId } from '../core/ids.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TenantAlertmanager } from '../tenants/tenant.ts';
import { ApiAlerts, ApiCreated, ApiNothing, ApiSilence, ApiSilences, ApiStatus } from './api-answers.ts';
import type { Call, HttpCaller } from './http-call.ts';
import { type Answer, judgeAnswer, NO_SUCH_SILENCE } from './judge-answer.ts';
import { ORIGIN_ANNOTATION, originMark, readOrigin, withLatestEnd, withoutMark } from './origin-mark.ts';

/** One of a tenant's Alertmanagers. */
export interface Asked {
  readonly tenantId: TenantId;
  readonly alertmanager: TenantAlertmanager;
}

export interface AlertmanagerApi {
  alerts(asked: Asked, query: AlertQuery): Promise<Answer<readonly ReportedAlert[]>>;
  silences(asked: Asked): Promise<Answer<readonly Silence[]>>;
  /** As Alertmanager has it, to be sent back; one beyond the entry's `only` counts as gone. */
  silence(asked: Asked, id: string): Promise<Answer<ApiSilence>>;
  create(asked: Asked, draft: SilenceDraft): Promise<Answer<string>>;
  /** The new id, where it could not be changed in place. */
  change(asked: Asked, silence: ApiSilence, change: SilenceChange): Promise<Answer<string>>;
  expire(asked: Asked, id: string): Promise<Answer<void>>;
  status(asked: Asked): Promise<Answer<ApiStatus>>;
}

export function createAlertmanagerApi(parts: {
  readonly caller: HttpCaller;
  readonly metrics: Metrics;
}): AlertmanagerApi {
  const ask = async <T>(
    { tenantId, alertmanager }: Asked,
    call: Call,
    schema: Parameters<typeof judgeAnswer<T>>[2],
  ): Promise<Answer<T>> => {
    const { metrics } = parts;
    const stopTimer = metrics.alertmanagerRequestSeconds.startTimer();
    const answer = judgeAnswer(alertmanager, await parts.caller.call(alertmanager, call), schema);
    stopTimer();
    const outcome = answer.ok ? 'ok' : answer.reason;
    metrics.alertmanagerRequests.inc({ tenant: metrics.tenantLabel(tenantId), outcome });
    return answer;
  };
  const post = async (asked: Asked, body: unknown): Promise<Answer<string>> => {
    const call = { method: 'POST', path: '/api/v2/silences', body: JSON.stringify(body) } as const;
    return mapped(await ask(asked, call, ApiCreated), ({ silenceID }) => silenceID);
  };
  return {
    alerts: async (asked, query) =>
      mapped(await ask(asked, get(`/api/v2/alerts?${alertParams(query, asked)}`), ApiAlerts), (all) =>
        all.map(reportedAlert),
      ),
    silences: async (asked) =>
      mapped(await ask(asked, get('/api/v2/silences'), ApiSilences), (all) =>
        all
          .filter(({ matchers }) => isWithinOnly(matchers, asked.alertmanager.only))
          .map((silence) => silenceOf(asked.alertmanager, silence)),
      ),
    silence: async (asked, id) => ownSilence(asked, await ask(asked, get(silencePath(id)), ApiSilence)),
    create: (asked, draft) =>
      post(asked, draftBody({ ...draft, matchers: withOnly(draft.matchers, asked.alertmanager.only) })),
    change: (asked, silence, change) => post(asked, changedBody(silence, change)),
    expire: (asked, id) => ask(asked, { method: 'DELETE', path: silencePath(id) }, ApiNothing),
    status: (asked) => ask(asked, get('/api/v2/status'), ApiStatus),
  };
}

function get(path: string): Call {
  return { method: 'GET', path };
}

function silencePath(id: string): string {
  return `/api/v2/silence/${encodeURIComponent(id)}`;
}

function mapped<T, U>(answer: Answer<T>, map: (value: T) => U): Answer<U> {
  return answer.ok ? { ok: true, value: map(answer.value) } : answer;
}

/** Of a silence that reaches beyond what the tenant may see there, the same is said as of none. */
function ownSilence({ alertmanager }: Asked, answer: Answer<ApiSilence>): Answer<ApiSilence> {
  if (!answer.ok || isWithinOnly(answer.value.matchers, alertmanager.only)) return answer;
  return { ok: false, reason: 'silence_gone', message: `Alertmanager ${alertmanager.name}: ${NO_SUCH_SILENCE}` };
}

function alertParams({ matchers = [], upstreamReceivers = [] }: AlertQuery, { alertmanager }: Asked): string {
  const params = new URLSearchParams();
  for (const matcher of withOnly(matchers, alertmanager.only)) params.append('filter', filterText(matcher));
  if (upstreamReceivers.length > 0) params.set('receiver', upstreamReceivers.map(quoteRegex).join('|'));
  return params.toString();
}

function reportedAlert({ status, receivers, fingerprint: name, ...alert }: ApiAlerts[number]): ReportedAlert {
  return { ...alert, ...status, fingerprint: fingerprint(name), receivers: receivers.map((each) => each.name) };
}

/** For people's browsers. */
export function silencePage({ externalUrl }: TenantAlertmanager, id: string): string {
  return `${externalUrl}/#/silences/${encodeURIComponent(id)}`;
}

function silenceOf(alertmanager: TenantAlertmanager, silence: ApiSilence): Silence {
  const { id, matchers, startsAt, endsAt, updatedAt, createdBy, comment, annotations, status } = silence;
  const origin = readOrigin(annotations?.[ORIGIN_ANNOTATION] ?? comment);
  return {
    id,
    alertmanager: alertmanager.name,
    matchers,
    startsAt: Date.parse(startsAt),
    endsAt,
    updatedAt,
    createdBy,
    comment: origin?.isUncommented ? '' : withoutMark(comment),
    state: status.state,
    url: silencePage(alertmanager, id),
    ...(origin === undefined ? {} : { origin }),
  };
}

function changedBody(silence: ApiSilence, { endsAt, limit }: SilenceChange) {
  const { id, matchers, startsAt, createdBy, comment, annotations } = silence;
  const mark = annotations?.[ORIGIN_ANNOTATION];
  const limited = (text: string) => (limit === undefined ? text : withLatestEnd(text, limit.latestEndsAt));
  return {
    ...{ id, matchers, startsAt, createdBy },
    endsAt: new Date(endsAt).toISOString(),
    comment: limited(comment),
    ...(annotations == null ? {} : { annotations }),
    ...(mark === undefined ? {} : { annotations: { ...annotations, [ORIGIN_ANNOTATION]: limited(mark) } }),
  };
}

function draftBody({ matchers, startsAt, endsAt, createdBy, comment, origin }: SilenceDraft) {
  const mark = originMark(origin);
  return {
    matchers: matchers.map(({ name, value, isRegex, isEqual }: Matcher) => ({ name, value, isRegex, isEqual })),
    startsAt: new Date(startsAt).toISOString(),
    endsAt: new Date(endsAt).toISOString(),
    createdBy,
    comment: `${comment} ${mark}`.trimStart(),
    annotations: { [ORIGIN_ANNOTATION]: mark },
  };
}

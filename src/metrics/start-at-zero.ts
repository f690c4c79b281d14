import { ALERTMANAGER_REASONS, DEAD_LETTER_REASONS, DELIVERY_REASONS } from '../core/errors.ts';
import { FOLD_REASONS } from '../core/fold.ts';
import { API_OPERATIONS, API_OUTCOMES, OIDC_OUTCOMES, TOKEN_OUTCOMES } from './api-metrics.ts';
import {
  CHANGE_OUTCOMES,
  DEAD_LETTER_ENDS,
  DOUBT_OUTCOMES,
  DUPLICATE_CAUSES,
  INSTALLATION_EVENTS,
  type Metrics,
  OPERATIONS,
  RENEWAL_OUTCOMES,
  SHORTENED,
  WEBHOOK_OUTCOMES,
} from './metrics.ts';
import { SILENCE_OPERATIONS, SILENCE_OUTCOMES } from './silence-outcomes.ts';
import { CANARY_OUTCOMES } from './watchdog-metrics.ts';

/** A tenant as its series need it. */
export interface MeasuredTenant {
  readonly id: string;
  readonly receivers: readonly { readonly name: string; readonly template: string | undefined }[];
}

/** What a receiver that names no template draws with, as long as no label asks for another. */
const TEMPLATES_BY_SEVERITY = ['critical', 'warning', 'info', 'default'] as const;

/** What slash commands ask for; `unknown`: words that are none of ours. */
const COMMANDS = ['list', 'silences', 'ack', 'who', 'help', 'unknown'] as const;

/** Of all series, those that may be nothing but zeros: the rest is for what happens. */
const ZERO_SHARE = 0.75;

/** Series of one tenant, and of one receiver, that can start at zero: more rather than less. */
const ZEROS_A_TENANT = 150;
const ZEROS_A_RECEIVER = 125;

/** What people are called for: others answer the rest at their leisure, and its series begin with the first answer. */
const ANSWERED_SEVERITIES = ['critical', 'error', 'warning'] as const;

/** Of each severity two histograms of 15 series, and two targets that can be missed. */
const ZEROS_OF_ANSWERS = ANSWERED_SEVERITIES.length * 32;

/**
 * Creates bounded series at zero, so that a first failure is an increase and not a new series. With many tenants and
 * receivers that would be a page of nothing but zeros: then how soon people answer begins with the first answer, then the
 * series of single receivers begin with their first event (with the default budget from about 400 receivers on), then all of
 * tenants but those that the objective and the alerts on webhooks and tokens rest on (from 400 tenants on).
 */
export function startAtZero(metrics: Metrics, tenants: readonly MeasuredTenant[]): void {
  metrics.budget.keepFor(tenants.length);
  for (const outcome of CANARY_OUTCOMES) metrics.canaryRuns.inc({ outcome }, 0);
  startApiAtZero(metrics);
  const receiverCount = tenants.reduce((sum, { receivers }) => sum + receivers.length, 0);
  const room = metrics.budget.max * ZERO_SHARE;
  const ofTenants = tenants.length * ZEROS_A_TENANT;
  for (const { id } of tenants) startObjectiveAtZero(metrics, metrics.tenantLabel(id));
  if (ofTenants > room) return;
  const hasReceivers = ofTenants + receiverCount * ZEROS_A_RECEIVER <= room;
  for (const { id, receivers } of tenants) {
    const tenant = metrics.tenantLabel(id);
    startTenantAtZero(metrics, tenant);
    for (const { name, template } of receivers) {
      startFailuresAtZero(metrics, tenant, template);
      if (hasReceivers) startDeliveriesAtZero(metrics, tenant, name);
    }
  }
  const begun = metrics.budget.max - metrics.budget.left;
  if (begun + tenants.length * ZEROS_OF_ANSWERS <= room) startAnswersAtZero(metrics, tenants);
}

function startAnswersAtZero(metrics: Metrics, tenants: readonly MeasuredTenant[]): void {
  const labels = tenants.flatMap(({ id }) =>
    ANSWERED_SEVERITIES.map((severity) => ({ tenant: metrics.tenantLabel(id), severity })),
  );
  for (const each of labels) {
    metrics.timeToAcknowledge.begin(each);
    metrics.timeToResolve.begin(each);
    for (const target of ['acknowledge', 'resolve']) metrics.targetsMissed.inc({ ...each, target }, 0);
  }
}

function startApiAtZero({ apiRequests, signIns }: Metrics): void {
  for (const operation of API_OPERATIONS) {
    for (const outcome of API_OUTCOMES) apiRequests.inc({ operation, outcome }, 0);
  }
  for (const outcome of TOKEN_OUTCOMES) signIns.inc({ way: 'token', outcome }, 0);
  for (const outcome of OIDC_OUTCOMES) signIns.inc({ way: 'oidc', outcome }, 0);
}

function startObjectiveAtZero(metrics: Metrics, tenant: string): void {
  for (const outcome of WEBHOOK_OUTCOMES) metrics.webhooks.inc({ tenant, outcome }, 0);
  for (const outcome of CHANGE_OUTCOMES) metrics.changes.inc({ tenant, outcome }, 0);
  startInstallationsAtZero(metrics, tenant);
}

function startFailuresAtZero(metrics: Metrics, tenant: string, template: string | undefined): void {
  const templates = template === undefined ? TEMPLATES_BY_SEVERITY : [template];
  for (const each of templates) metrics.templateFailures.inc({ tenant, template: each }, 0);
}

function startTenantAtZero(metrics: Metrics, tenant: string): void {
  metrics.deliveryLatency.begin({ tenant });
  for (const cause of DUPLICATE_CAUSES) metrics.duplicates.inc({ tenant, cause }, 0);
  for (const outcome of DOUBT_OUTCOMES) metrics.doubts.inc({ tenant, outcome }, 0);
  startHoldsAtZero(metrics, tenant);
  startEscalationsAtZero(metrics, tenant);
  for (const why of FOLD_REASONS) metrics.folded.inc({ tenant, why }, 0);
  for (const status of ['firing', 'resolved']) metrics.alerts.inc({ tenant, status }, 0);
  startDeadLettersAtZero(metrics, tenant);
  startSilencesAtZero(metrics, tenant);
  startTruthAtZero(metrics, tenant);
  startCommandsAtZero(metrics, tenant);
  for (const what of SHORTENED) metrics.shortened.inc({ tenant, what }, 0);
  for (const method of ['chat.postMessage', 'chat.update']) {
    metrics.slackRateLimited.inc({ tenant, method }, 0);
    metrics.pacingWaits.inc({ tenant, method }, 0);
  }
}

function startEscalationsAtZero(metrics: Metrics, tenant: string): void {
  for (const why of ['unanswered', 'pressed']) metrics.escalations.inc({ tenant, why }, 0);
  for (const to of ['channel', 'person']) {
    for (const outcome of ['sent', 'failed']) metrics.pings.inc({ tenant, to, outcome }, 0);
  }
}

function startInstallationsAtZero(metrics: Metrics, tenant: string): void {
  for (const event of INSTALLATION_EVENTS) metrics.installations.inc({ tenant, event }, 0);
  for (const outcome of RENEWAL_OUTCOMES) metrics.tokenRenewals.inc({ tenant, outcome }, 0);
}

function startDeadLettersAtZero(metrics: Metrics, tenant: string): void {
  for (const reason of DEAD_LETTER_REASONS) metrics.deadLetters.inc({ tenant, reason }, 0);
  for (const outcome of DEAD_LETTER_ENDS) metrics.deadLettersEnded.inc({ tenant, outcome }, 0);
}

function startCommandsAtZero(metrics: Metrics, tenant: string): void {
  for (const operation of COMMANDS) metrics.commands.inc({ tenant, operation }, 0);
}

function startTruthAtZero(metrics: Metrics, tenant: string): void {
  for (const outcome of ['ok', ...ALERTMANAGER_REASONS]) metrics.alertmanagerRequests.inc({ tenant, outcome }, 0);
  for (const outcome of ['ok', 'partial', 'failed']) metrics.truthChecks.inc({ tenant, outcome }, 0);
  for (const kind of ['hidden', 'reported', 'refired', 'resolved']) metrics.truthFindings.inc({ tenant, kind }, 0);
}

function startSilencesAtZero(metrics: Metrics, tenant: string): void {
  for (const operation of SILENCE_OPERATIONS) {
    for (const outcome of SILENCE_OUTCOMES) metrics.silences.inc({ tenant, operation, outcome }, 0);
  }
}

/** Which reasons make a channel's hold and which a workspace's is the delivery's to say: all are few. */
function startHoldsAtZero(metrics: Metrics, tenant: string): void {
  for (const [reason, { verdict }] of Object.entries(DELIVERY_REASONS)) {
    if (verdict === 'plain' || verdict === 'repost') continue;
    const scope = verdict === 'channel' ? 'channel' : 'workspace';
    for (const event of ['begun', 'ended']) metrics.holds.inc({ tenant, scope, reason, event }, 0);
  }
}

function startDeliveriesAtZero(metrics: Metrics, tenant: string, receiver: string): void {
  for (const operation of OPERATIONS) {
    for (const outcome of ['sent', 'unchanged', 'plain', 'found']) {
      metrics.deliveries.inc({ tenant, receiver, operation, outcome, reason: '' }, 0);
    }
    for (const reason of Object.keys(DELIVERY_REASONS)) {
      metrics.deliveries.inc({ tenant, receiver, operation, outcome: 'failed', reason }, 0);
    }
  }
}

/**
 * Alertmanager's webhook, version 4 (0.22 to 0.34), and Grafana's superset of it (version 1), made into our words.
 * Lenient: unknown fields are ignored, optional ones may be missing. What cannot be understood is named by its path.
 * The work is bounded by what is kept: alerts beyond the limit are not read, and the first broken alert ends it.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Alert, LabelSet, Notification } from '../core/alert.ts';
import { fingerprint } from '../core/ids.ts';
import { mostImportant } from './most-important.ts';
import { parseTime } from './rfc3339.ts';
import { describeFaults } from './webhook-faults.ts';

/** Names one fault, and not each of a million. */
const Labels = z.custom<LabelSet>().superRefine((value: unknown, context) => {
  if (!isRecord(value)) {
    context.addIssue('must be record');
    return;
  }
  for (const name of Object.keys(value)) {
    if (typeof value[name] === 'string') continue;
    context.addIssue({ code: 'custom', path: [name], message: 'must be string' });
    return;
  }
});

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The list alone; its alerts are read one by one. */
const UnreadAlerts = z.custom<readonly unknown[]>().superRefine((value: unknown, context) => {
  if (!Array.isArray(value)) context.addIssue('must be array');
  else if (value.length === 0) context.addIssue('must not be empty or negative');
});

const WebhookAlert = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: Labels,
  annotations: Labels.nullish(),
  startsAt: z.string(),
  endsAt: z.string().nullish(),
  generatorURL: z.string().nullish(),
  fingerprint: z.string().nullish(),
  /** Grafana's. */
  dashboardURL: z.string().nullish(),
});
type WebhookAlert = z.infer<typeof WebhookAlert>;

const Webhook = z.object({
  version: z.enum(['4', '1']),
  groupKey: z.string().min(1),
  receiver: z.string().min(1),
  truncatedAlerts: z.number().int().nonnegative().nullish(),
  groupLabels: Labels.nullish(),
  externalURL: z.string().nullish(),
  notification_reason: z.string().nullish(),
  alerts: UnreadAlerts,
});

export type ParsedWebhook =
  | { readonly ok: true; readonly notification: Notification }
  /** One line: where and why, without the data. */
  | { readonly ok: false; readonly reason: string };

/** What Go's `regexp.QuoteMeta` escapes; Alertmanager applies it to the receiver's name. */
const ESCAPED = /\\([\\.+*?()|[\]{}^$])/g;

/** Reads at most `maxAlerts` alerts, the most important ones; the others are counted as dropped. */
export function parseWebhook(body: unknown, receivedAt: number, maxAlerts = Number.POSITIVE_INFINITY): ParsedWebhook {
  const parsed = Webhook.safeParse(body);
  if (!parsed.success) return { ok: false, reason: describeFaults(parsed.error) };
  const webhook = parsed.data;
  const alerts: Alert[] = [];
  for (const index of mostImportant(webhook.alerts, maxAlerts)) {
    const alert = readAlert(webhook.alerts[index], `alerts[${index}]`, receivedAt);
    if (typeof alert === 'string') return { ok: false, reason: alert };
    alerts.push(alert);
  }
  const reason = webhook.notification_reason;
  return {
    ok: true,
    notification: {
      upstreamReceiver: webhook.receiver.replace(ESCAPED, '$1'),
      groupKey: webhook.groupKey,
      groupLabels: webhook.groupLabels ?? {},
      externalURL: webhook.externalURL ?? '',
      truncatedAlerts: webhook.truncatedAlerts ?? 0,
      droppedAlerts: webhook.alerts.length - alerts.length,
      ...(reason === undefined || reason === null ? {} : { reason }),
      alerts,
      receivedAt,
    },
  };
}

/** The alert, or what is wrong with it. */
function readAlert(raw: unknown, at: string, receivedAt: number): Alert | string {
  const parsed = WebhookAlert.safeParse(raw);
  if (!parsed.success) return describeFaults(parsed.error, at);
  const reported = parsed.data;
  const startsAt = parseTime(reported.startsAt);
  if (Number.isNaN(startsAt)) return `${at}.startsAt: is not an RFC 3339 time`;
  const endsAt = parseEnd(reported.endsAt);
  if (Number.isNaN(endsAt)) return `${at}.endsAt: is not an RFC 3339 time`;
  const alert: Alert = {
    fingerprint: fingerprint(fingerprintOf(reported)),
    status: reported.status,
    startsAt,
    labels: reported.labels,
    annotations: annotationsOf(reported),
    generatorURL: reported.generatorURL ?? '',
  };
  if (reported.status === 'firing') return alert;
  // What has ended did not end later than now: a sender's clock that is ahead would be believed for ever.
  return { endsAt: Math.min(endsAt ?? receivedAt, receivedAt), ...alert };
}

/** Alertmanager sends the year 0001 for "not yet". */
function parseEnd(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || text === '') return undefined;
  const time = parseTime(text);
  return time <= 0 ? undefined : time;
}

/** More labels than `ingest.max_labels` allows to be kept: sorting a million of them would hold up everyone. */
const HASHED_LABELS = 1_000;

const FINGERPRINT = /^[0-9a-f]{8,64}$/i;

/** Alertmanager's own, or a hash over the labels where a sender gives none. */
function fingerprintOf({ fingerprint: given, labels }: WebhookAlert): string {
  if (typeof given === 'string' && FINGERPRINT.test(given)) return given.toLowerCase();
  const names = Object.keys(labels).slice(0, HASHED_LABELS).sort();
  const sorted = names.map((name) => [name, labels[name]]);
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

function annotationsOf({ annotations, dashboardURL }: WebhookAlert): LabelSet {
  const own = annotations ?? {};
  if (typeof dashboardURL !== 'string' || dashboardURL === '' || own.dashboard_url !== undefined) return own;
  return { ...own, dashboard_url: dashboardURL };
}

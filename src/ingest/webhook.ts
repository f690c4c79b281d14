/**
 * Alertmanager's webhook, version 4 (0.22 to 0.34), and Grafana's superset of it (version 1), made into our words.
 * Lenient: unknown fields are ignored, optional ones may be missing. What cannot be understood is named by its path.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Alert, LabelSet, Notification } from '../core/alert.ts';
import { fingerprint } from '../core/ids.ts';

const Labels = z.record(z.string(), z.string());

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
  alerts: z.array(WebhookAlert).min(1),
});

export type ParsedWebhook =
  | { readonly ok: true; readonly notification: Notification }
  /** One line: where and why, without the data. */
  | { readonly ok: false; readonly reason: string };

/** What Go's `regexp.QuoteMeta` escapes; Alertmanager applies it to the receiver's name. */
const ESCAPED = /\\([\\.+*?()|[\]{}^$])/g;

export function parseWebhook(body: unknown, receivedAt: number): ParsedWebhook {
  const parsed = Webhook.safeParse(body);
  if (!parsed.success) return { ok: false, reason: describe(parsed.error) };
  const webhook = parsed.data;
  const alerts: Alert[] = [];
  for (const [index, reported] of webhook.alerts.entries()) {
    const alert = toAlert(reported, receivedAt);
    if (typeof alert === 'string') return { ok: false, reason: `alerts[${index}].${alert}` };
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
      droppedAlerts: 0,
      ...(reason === undefined || reason === null ? {} : { reason }),
      alerts,
      receivedAt,
    },
  };
}

/** The alert, or what is wrong with it. */
function toAlert(reported: WebhookAlert, receivedAt: number): Alert | string {
  const startsAt = Date.parse(reported.startsAt);
  if (Number.isNaN(startsAt)) return 'startsAt: is not an RFC 3339 time';
  const endsAt = parseEnd(reported.endsAt);
  if (Number.isNaN(endsAt)) return 'endsAt: is not an RFC 3339 time';
  const alert: Alert = {
    fingerprint: fingerprint(fingerprintOf(reported)),
    status: reported.status,
    startsAt,
    labels: reported.labels,
    annotations: annotationsOf(reported),
    generatorURL: reported.generatorURL ?? '',
  };
  return reported.status === 'resolved' ? { ...alert, endsAt: endsAt ?? receivedAt } : alert;
}

/** Alertmanager sends the year 0001 for "not yet". */
function parseEnd(text: string | null | undefined): number | undefined {
  if (text === null || text === undefined || text === '') return undefined;
  const time = Date.parse(text);
  return time <= 0 ? undefined : time;
}

const FINGERPRINT = /^[0-9a-f]{8,64}$/i;

/** Alertmanager's own, or a hash over the labels where a sender gives none. */
function fingerprintOf({ fingerprint: given, labels }: WebhookAlert): string {
  if (typeof given === 'string' && FINGERPRINT.test(given)) return given.toLowerCase();
  const sorted = Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 16);
}

function annotationsOf({ annotations, dashboardURL }: WebhookAlert): LabelSet {
  const own = annotations ?? {};
  if (typeof dashboardURL !== 'string' || dashboardURL === '' || own.dashboard_url !== undefined) return own;
  return { ...own, dashboard_url: dashboardURL };
}

/** The first three faults in one line. */
function describe(error: z.ZodError): string {
  const shown = error.issues.slice(0, 3).map((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return `${path.replace(/^\./, '') || 'body'}: ${explain(issue)}`;
  });
  const more = error.issues.length - shown.length;
  return more > 0 ? `${shown.join('; ')}; and ${more} more` : shown.join('; ');
}

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_type') return `must be ${issue.expected}`;
  if (issue.code === 'invalid_value')
    return `must be ${issue.values.map((value) => JSON.stringify(value)).join(' or ')}`;
  if (issue.code === 'too_small') return 'must not be empty or negative';
  return issue.message;
}

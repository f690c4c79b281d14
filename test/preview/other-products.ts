/**
 * What others' messages look like for the same webhook; rebuilt from what their defaults draw where that is public
 * (Alertmanager, Grafana OnCall), else from the parts that are known to be in them, all at once, in the order that answers
 * most and on as few lines as possible (PagerDuty, incident.io). Sources: docs/message-design.md.
 */
import type { Notification } from '../../src/core/alert.ts';
import type { Shown } from './phone-lines.ts';
import { commonOf, firingOf } from './webhook-facts.ts';

export type Product = 'Alertmanager' | 'Grafana OnCall' | 'PagerDuty, at most' | 'incident.io, at most';

/** A product's message for the group that a webhook tells, taken by `by` if anybody has it. */
export type Layout = (webhook: Notification, by: string | undefined) => Shown;

const values = (labels: Readonly<Record<string, string>>, without: readonly string[]): readonly string[] =>
  Object.keys(labels)
    .filter((name) => !without.includes(name))
    .sort()
    .map((name) => labels[name] ?? '');

/** `__subject`: status with the number of firing alerts, the group's labels, in brackets the other common ones. */
function subject(webhook: Notification): string {
  const { groupLabels } = webhook;
  const names = Object.keys(groupLabels);
  const first = 'alertname' in groupLabels ? [groupLabels.alertname ?? ''] : [];
  const others = values(commonOf(webhook, 'labels'), names);
  const group = [...first, ...values(groupLabels, ['alertname'])].join(' ');
  return `[FIRING:${firingOf(webhook).length}] ${group}${others.length === 0 ? '' : ` (${others.join(' ')})`}`;
}

/** A coloured attachment with a title; its default text is empty. */
const alertmanager: Layout = (webhook) => ({ attachments: [{ title: subject(webhook), text: '' }] });

const mrkdwn = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
const button = (text: string) => ({ type: 'button', text: { type: 'plain_text', text } });

/**
 * The incident's title is Alertmanager's subject again; then urgency, as if it were the severity, the service, and who is
 * assigned, whether they know it yet or not.
 */
const pagerDuty: Layout = (webhook, by) => {
  const { severity = 'high', service = 'a service' } = commonOf(webhook, 'labels');
  const card = [
    `:red_circle: *<https://acme.example.com/incidents/1|${subject(webhook)}>*`,
    `*Urgency:* ${severity}`,
    `*Service:* ${service}`,
    `${ASSIGNED} ${by === undefined ? 'on call' : `<@${by}>`}`,
  ];
  return { blocks: [mrkdwn(card.join('\n')), { type: 'actions', elements: ['Acknowledge', 'Resolve'].map(button) }] };
};

/** What stands before who is to care, in others' words. */
export const ASSIGNED = 'Assigned:';

/**
 * An announcement with those of its fields that answer a question and need no setting up: the status with the severity,
 * the lead, when it was reported, as if that were when it began, and the summary. The title is the alert's.
 */
const incidentIo: Layout = (webhook, by) => {
  const { severity = 'major' } = commonOf(webhook, 'labels');
  const { summary = '' } = commonOf(webhook, 'annotations');
  const since = Math.min(...firingOf(webhook).map(({ startsAt }) => startsAt)) / 1_000;
  const fields = [
    `*Status*: Investigating (${severity})`,
    `*Reported*: <!date^${since}^{date_short_pretty} {time}|then>`,
    `*Lead*: ${ASSIGNED} ${by === undefined ? 'nobody' : `<@${by}>`}`,
    summary,
  ];
  return {
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: `🔥 ${subject(webhook)}` } },
      mrkdwn(fields.join('\n')),
      { type: 'actions', elements: ['Join channel', 'Homepage'].map(button) },
    ],
  };
};

const list = (title: string, labels: Readonly<Record<string, string>>): readonly string[] => [
  `${title}:`,
  ...Object.entries(labels).map(([name, value]) => `- ${name}: ${value}`),
];

const oncall: Layout = (webhook, by) => {
  const { groupLabels, externalURL } = webhook;
  const { runbook_url: runbook, ...annotations } = commonOf(webhook, 'annotations');
  const group = values(groupLabels, ['alertname']);
  const firing = firingOf(webhook).length;
  const title = `[firing:${firing}] ${groupLabels.alertname ?? ''} ${group.length === 0 ? '' : `(${group.join(', ')})`}`;
  const severity = groupLabels.severity === undefined ? [] : [`Severity: ${groupLabels.severity} :rotating_light:`];
  const message = [
    ...severity,
    'Status: firing :fire: (on the source)',
    `Firing alerts – ${firing}`,
    `Resolved alerts – ${webhook.alerts.length - firing}`,
    ...(runbook === undefined ? [] : [`<${runbook}|:book: Runbook:link:>`]),
    ...list('GroupLabels', groupLabels),
    ...list('CommonLabels', commonOf(webhook, 'labels')),
    ...list('Annotations', annotations),
  ];
  const buttons = [by === undefined ? 'Acknowledge' : 'Unacknowledge', 'Resolve', 'Silence', 'Responders'].map(button);
  return {
    blocks: [
      mrkdwn(`*<https://oncall.example.com/1|#1 ${title}>* via Alertmanager (*<${externalURL}|source>*)`),
      mrkdwn(message.join('\n')),
    ],
    attachments: [
      { blocks: [{ type: 'actions', elements: buttons }] },
      ...(by === undefined ? [] : [{ text: `Acknowledged by <@${by}>` }]),
    ],
  };
};

export const LAYOUTS: Readonly<Record<Product, Layout>> = {
  Alertmanager: alertmanager,
  'Grafana OnCall': oncall,
  'PagerDuty, at most': pagerDuty,
  'incident.io, at most': incidentIo,
};

/** Whether the layout is the most that a product may answer, and not what its default draws. */
export const isAtMost = (product: Product): boolean => product.endsWith(', at most');

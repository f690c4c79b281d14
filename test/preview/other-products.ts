/**
 * What others' default messages look like for the same webhook, as far as that is public; rebuilt from what their defaults
 * draw, and where a line break is in doubt, with fewer lines than they may have. Sources: docs/message-design.md.
 */
import type { Notification } from '../../src/core/alert.ts';
import type { Shown } from './phone-lines.ts';
import { commonOf, firingOf } from './webhook-facts.ts';

export type Product = 'Alertmanager' | 'Grafana OnCall' | "PagerDuty's title";

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

/** The incident's title, which is Alertmanager's subject again. What else stands on the card is not public as text. */
const pagerDutyTitle: Layout = (webhook) => ({
  blocks: [{ type: 'section', text: { type: 'mrkdwn', text: subject(webhook) } }],
});

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
  const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });
  const button = (text: string) => ({ type: 'button', text: { type: 'plain_text', text } });
  const buttons = [by === undefined ? 'Acknowledge' : 'Unacknowledge', 'Resolve', 'Silence', 'Responders'].map(button);
  return {
    blocks: [
      section(`*<https://oncall.example.com/1|#1 ${title}>* via Alertmanager (*<${externalURL}|source>*)`),
      section(message.join('\n')),
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
  "PagerDuty's title": pagerDutyTitle,
};

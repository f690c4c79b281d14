/** What a webhook says, worked out without the product's own code. */
import type { Alert, LabelSet, Notification } from '../../src/core/alert.ts';
import type { Life } from '../../src/preview/life.ts';

export const firingOf = ({ alerts }: Notification): readonly Alert[] =>
  alerts.filter(({ status }) => status === 'firing');

/** What all alerts of the webhook have alike. */
export function commonOf({ alerts }: Notification, kind: 'labels' | 'annotations'): LabelSet {
  const [first, ...others] = alerts.map((alert) => alert[kind]);
  const entries = Object.entries(first ?? {}).filter(([name, value]) => others.every((each) => each[name] === value));
  return Object.fromEntries(entries);
}

/** How things stand after a step: the newest webhook, and who has the group. */
export interface Standing {
  readonly webhook: Notification;
  readonly acknowledgedBy: string | undefined;
}

/** After each step of a life whose webhooks are whole; the group is taken once and kept. */
export function standings({ steps }: Life): readonly Standing[] {
  const standing: Standing[] = [];
  for (const step of steps) {
    const before = standing.at(-1);
    const webhook = 'notification' in step ? step.notification : before?.webhook;
    if (webhook === undefined) throw new Error('a life begins with a webhook');
    const acknowledgedBy = 'acknowledgedBy' in step ? step.acknowledgedBy : before?.acknowledgedBy;
    standing.push({ webhook, acknowledgedBy });
  }
  return standing;
}

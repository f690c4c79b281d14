/** A fixture: the life of an alert group as a file, `templates/fixtures/<name>.json`. */
import { z } from 'zod';

/** What can happen to a group, in the words that the preview shows, in the order in which it mostly does. */
export const StepName = z.enum(['fired', 'changed', 'reminded', 'acknowledged', 'resolved']);
export type StepName = z.infer<typeof StepName>;

const AfterMs = z.int().nonnegative();

/** Alertmanager's own fields, and whatever else it sends: `parseWebhook` judges them. */
const Webhook = z.looseObject({ alerts: z.array(z.looseObject({ count: z.int().min(1).max(5_000).optional() })) });

const WebhookStep = z.strictObject({
  name: StepName.exclude(['acknowledged']),
  afterMs: AfterMs,
  webhook: Webhook,
});

const AcknowledgedStep = z.strictObject({
  name: z.literal('acknowledged'),
  afterMs: AfterMs,
  /** Slack's id of the person, `U…`. */
  acknowledgedBy: z.string().regex(/^[UW][A-Z0-9]+$/, "must be a person's id in Slack, such as U0MARIA"),
});

/**
 * `afterMs` counts from the step before; that of the first step from the beginning of its oldest alert. An alert with
 * `count` stands for so many alike, in whose texts `{n}` is the number, from 1.
 */
export const FixtureFile = z.strictObject({
  /** Editors' own. */
  $schema: z.string().optional(),
  title: z.string().min(1),
  /** Made to break messages, and like nothing that happens: the page's summary of all fixtures leaves it out. */
  hostile: z.boolean().optional(),
  steps: z.array(z.discriminatedUnion('name', [WebhookStep, AcknowledgedStep])).min(1),
});
export type FixtureFile = z.infer<typeof FixtureFile>;

/** The webhook's body with every `count` written out. */
export function withCounts(webhook: z.infer<typeof Webhook>): object {
  return { ...webhook, alerts: webhook.alerts.flatMap(written) };
}

function written({ count, ...alert }: z.infer<typeof Webhook>['alerts'][number]): readonly unknown[] {
  if (count === undefined) return [alert];
  return Array.from({ length: count }, (_, index) => numbered(alert, String(index + 1)));
}

function numbered(value: unknown, n: string): unknown {
  if (typeof value === 'string') return value.replaceAll('{n}', n);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, numbered(item, n)]));
}

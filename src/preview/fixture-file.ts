/** A fixture: the life of an alert group as a file, `templates/fixtures/<name>.json`. */
import { z } from 'zod';

/** What can happen to a group, in the words that the preview shows. */
const StepName = z.enum(['fired', 'changed', 'reminded', 'acknowledged', 'resolved', 'silenced', 'checked', 'waited']);
export type StepName = z.infer<typeof StepName>;

const AfterMs = z.int().nonnegative();
const Ms = z.int().positive();
const Person = z.string().regex(/^[UW][A-Z0-9]+$/, "must be a person's id in Slack, such as U0MARIA");

/** Alertmanager's own fields, and whatever else it sends: `parseWebhook` judges them. */
const Webhook = z.looseObject({ alerts: z.array(z.looseObject({ count: z.int().min(1).max(5_000).optional() })) });

const WebhookStep = z.strictObject({
  name: StepName.extract(['fired', 'changed', 'reminded', 'resolved']),
  afterMs: AfterMs,
  webhook: Webhook,
});

const AcknowledgedStep = z.strictObject({
  name: z.literal('acknowledged'),
  afterMs: AfterMs,
  /** Slack's id of the person, `U…`. */
  acknowledgedBy: Person,
});

/** A person silences what matches, from Slack. */
const SilencedStep = z.strictObject({
  name: z.literal('silenced'),
  afterMs: AfterMs,
  silencedBy: Person,
  /** As in the form: one a line, or parted by commas. */
  matchers: z.string().min(1),
  forMs: Ms,
  whileFiring: z.boolean().optional(),
  comment: z.string().optional(),
});
export type SilencedStep = z.infer<typeof SilencedStep>;

/** How long before the answer Alertmanager was asked for the first time: what is missing must be so twice. */
export const ROUND_MS = 60_000;

/**
 * What Alertmanager's API lists when it is asked, twice in a row. The group's silences that have not ended hold, for the alerts that
 * they match: those need not be named by `silencedBy`.
 */
const CheckedStep = z.strictObject({
  name: z.literal('checked'),
  afterMs: AfterMs.gt(ROUND_MS),
  listed: z.array(
    z.strictObject({
      fingerprint: z.string().min(1),
      labels: z.record(z.string(), z.string()),
      startsAt: z.iso.datetime(),
      /** Fingerprint of the alert that inhibits it: one that is listed, too, has a name. */
      inhibitedBy: z.string().min(1).optional(),
      /** The time interval's name. */
      mutedBy: z.string().min(1).optional(),
      /** It is led to another receiver, and of interest only for what it inhibits. */
      isElsewhere: z.boolean().optional(),
    }),
  ),
});
export type CheckedStep = z.infer<typeof CheckedStep>;

/** Nothing but time passes: what is due then happens. */
const WaitedStep = z.strictObject({ name: z.literal('waited'), afterMs: AfterMs });

/** What happens while nobody has the group, or who has it says nothing. */
const Louder = z.strictObject({
  /** Each from when people were told; `people` are mentioned in the thread. */
  steps: z.array(z.strictObject({ afterMs: Ms, people: z.array(Person).min(1) })).min(1),
  /** How long somebody has it before they are asked, and how long they have to answer. */
  acknowledgement: z.strictObject({ timeoutMs: Ms, graceMs: Ms }),
  targets: z.strictObject({ acknowledgeMs: Ms, resolveMs: Ms }),
});
export type Louder = z.infer<typeof Louder>;

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
  /** Its receiver has an escalation policy, and targets for alerts of each severity. */
  escalation: Louder.optional(),
  steps: z
    .array(z.discriminatedUnion('name', [WebhookStep, AcknowledgedStep, SilencedStep, CheckedStep, WaitedStep]))
    .min(1),
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

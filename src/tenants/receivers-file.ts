import { z } from 'zod';
import { durationBetween } from '../config/duration.ts';
import { SlackChannelName } from '../config/slack-channel-name.ts';
import { SEVERITIES } from '../core/severity.ts';
import { LocaleTag, ZoneName } from './locale-and-zone.ts';

/** A group of people, a person, or everybody, as Slack writes it in a message. */
const MENTION = /^<(?:!subteam\^S[A-Z0-9]+(?:\|[^<>|]{1,80})?|@[UW][A-Z0-9]+|!here|!channel|!everyone)>$/;
const MENTION_WORDS =
  "must be a mention as Slack writes it; such as '<!subteam^S0123ABCD>', '<@U0123ABCD>' or '<!here>'";

const Mentions = z.partialRecord(z.enum(SEVERITIES), z.array(z.string().regex(MENTION, MENTION_WORDS)).min(1).max(10));

const SlackReceiver = z.strictObject({
  channel: SlackChannelName.describe("The channel's id, or `'#name'`, whose id is learnt from Slack's first answer."),
  fallback_channel: SlackChannelName.optional().describe(
    'Where to say that the channel takes no messages, for instance because it was archived; once, and again when it does. The app must be able to post there.',
  ),
  locale: LocaleTag.optional().describe("Language of messages; the tenant's when absent."),
  time_zone: ZoneName.optional().describe(
    "Time zone of times that can't be shown in the reader's own; the tenant's when absent.",
  ),
  template: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, "must be the name of a template's folder; lower-case letters, digits, - and _")
    .optional()
    .describe(
      "Folder in `templates/` or in the tenant's own `templates/`. When absent, each group decides by its label `alert_type` or its severity: see docs/templates.md.",
    ),
  color_bar: z
    .boolean()
    .default(true)
    .describe('A bar in the colour of the severity beside the message. Without it all blocks stand plainly.'),
  thread_updates: z
    .boolean()
    .optional()
    .describe('Say in the thread what changed. When absent, `receiver_defaults` of tocsin.yaml (true).'),
  on_repeat: z
    .enum(['ignore', 'thread', 'repost'])
    .optional()
    .describe(
      'When Alertmanager repeats: do nothing, say so in the thread, or post the message anew. When absent, `receiver_defaults` of tocsin.yaml (thread).',
    ),
  reopen_window: durationBetween('0', '7d')
    .optional()
    .describe(
      'A group that fires again within this time after it resolved reopens its message. When absent, `receiver_defaults` of tocsin.yaml (30m).',
    ),
  unreported_timeout: durationBetween('1m', '30d')
    .optional()
    .describe(
      'An alert that Alertmanager has left out for so long leaves the message as not confirmed. When absent, `receiver_defaults` of tocsin.yaml (24h).',
    ),
  storm_after: durationBetween('1s', '7d')
    .optional()
    .describe(
      'When posting all that waits for the channel would take longer than this, new groups are told in one summary. When absent, `receiver_defaults` of tocsin.yaml (1m).',
    ),
  missed: z
    .enum(['summary', 'each', 'none'])
    .optional()
    .describe(
      'Groups that fired and resolved while Slack could not be reached: one summary, a message each, or nothing. When absent, `receiver_defaults` of tocsin.yaml (summary).',
    ),
  mentions: Mentions.default({}).describe("Whom the first post of a firing group calls, by the group's severity."),
});

const Receiver = z.strictObject({
  name: z.string().min(1).max(120).describe('How routes refer to it; unique here. It is also a metric label.'),
  slack: SlackReceiver.describe('Where its messages go and what they are like.'),
  escalation: z
    .string()
    .min(1)
    .optional()
    .describe(
      'What happens while nobody takes a group: the name of a policy in escalation.yaml. When absent, nothing.',
    ),
});

/** `receivers.yaml`: where alerts go and how they look there. */
export const ReceiversFile = z.strictObject({
  receivers: z.array(Receiver).min(1).max(1_000).describe("The tenant's receivers."),
});
export type ReceiversFile = z.output<typeof ReceiversFile>;

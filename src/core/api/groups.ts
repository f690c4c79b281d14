/** Alert groups as the console lists and shows them. */
import { z } from 'zod';
import { FOLD_REASONS } from '../fold.ts';
import { SEVERITIES } from '../severity.ts';
import { HistoryEvent } from './events.ts';
import {
  AlertCounts,
  Cursor,
  GroupState,
  Labels,
  limitOf,
  SeverityName,
  ShownAlert,
  SlackContent,
  SlackMessage,
  Time,
} from './parts.ts';

export const GROUP_FILTERS = [
  'open',
  'resolved',
  'free',
  'acknowledged',
  'silenced',
  'failing',
  'in_summary',
  'dead',
] as const;

/** Ours: each is looked for in all labels of thousands of groups. */
const MOST_WORDS = 10;

/** `GET /api/v1/groups`. */
export const GroupQuery = z.strictObject({
  tenant: z.string().max(63).optional().describe('Only of this tenant; of all that the caller may see without it.'),
  state: z
    .enum(GROUP_FILTERS)
    .optional()
    .describe(
      '`free`: open, nobody has it and no silence covers it. `failing`: Slack does not take it at present. `dead`: given up.',
    ),
  severity: z.enum(SEVERITIES).optional(),
  receiver: z.string().max(200).optional(),
  acknowledgedBy: z.string().max(100).optional(),
  text: z
    .string()
    .max(200)
    .refine((text) => text.trim().split(/\s+/).length <= MOST_WORDS, `may have ${MOST_WORDS} words at most`)
    .optional()
    .describe(
      "Up to 10 words that must all occur, in any case, in the group's labels, those of its alerts, its receiver or its id.",
    ),
  after: Cursor.optional(),
  limit: limitOf(50, 200),
});
export type GroupQuery = z.input<typeof GroupQuery>;

export const GroupSummary = z
  .object({
    tenant: z.string(),
    id: z.string(),
    receiver: z.string(),
    title: z.string().describe('The `alertname`, or what the group is grouped by.'),
    groupLabels: Labels,
    severity: SeverityName,
    state: GroupState,
    counts: AlertCounts,
    startedAt: Time,
    resolvedAt: Time.optional(),
    acknowledged: z.object({ by: z.string(), at: Time }).optional(),
    silencedUntil: Time.optional().describe('Set while silences hide every alert of it that fires.'),
    inSummary: z.enum(FOLD_REASONS).optional().describe('Why a summary tells it instead of a message of its own.'),
    failure: z
      .object({
        reason: z.string(),
        detail: z.string().optional(),
        attempts: z.int(),
        since: Time,
        heldUntil: Time.optional(),
      })
      .optional()
      .describe('Set while Slack does not take it.'),
    deadSince: Time.optional().describe('Given up then: a dead letter.'),
    message: SlackMessage.optional(),
  })
  .meta({ id: 'GroupSummary' });
export type GroupSummary = z.infer<typeof GroupSummary>;

export const GroupList = z
  .object({
    groups: z.array(GroupSummary).describe('The most urgent first.'),
    total: z.int().describe('So many fit the query, of those that were looked at.'),
    isPartial: z
      .boolean()
      .describe('Some tenant has more groups than are looked at: name the tenant and more of what you look for.'),
    next: z.string().optional(),
  })
  .meta({ id: 'GroupList' });
export type GroupList = z.infer<typeof GroupList>;

/** What the relay would do with the group now, and why. */
export const Decision = z
  .object({
    steps: z.array(z.string()).describe('`post`, `update`, `reply`, `tell`, `fold`, `escalate` …; empty: nothing.'),
    why: z
      .enum([
        'given_up',
        'failing',
        'muted',
        'in_summary',
        'not_told_yet',
        'new_story',
        'changed',
        'escalation',
        'over',
        'waits',
      ])
      .describe(
        '`failing`: left alone until the next try. `muted`: a time interval keeps the receiver quiet. `not_told_yet`: no message yet. `new_story`: it fires again after its message was over. `changed`: the message is out of date. `over`: resolved, told, and forgotten later. `waits`: open and told.',
      ),
    lookAt: Time.optional().describe('When it looks again if nothing happens before.'),
    mutedUntil: Time.optional(),
    retryAt: Time.optional(),
  })
  .meta({ id: 'Decision' });
export type Decision = z.infer<typeof Decision>;

/** `GET /api/v1/tenants/{tenantId}/groups/{groupId}`. */
export const GroupDetails = GroupSummary.extend({
  upstreamReceiver: z.string(),
  groupKey: z.string(),
  peers: z.array(z.string()).describe('The Alertmanagers that reported it.'),
  alerts: z.array(ShownAlert).describe('The most important first.'),
  silences: z.array(
    z.object({
      id: z.string(),
      alertmanager: z.string(),
      by: z.string(),
      comment: z.string(),
      startsAt: Time,
      endsAt: Time,
    }),
  ),
  drawn: z
    .object({
      content: SlackContent,
      template: z.string(),
      locale: z.string(),
      failure: z.string().optional().describe('Why the template failed, where the plain message stands in.'),
    })
    .optional()
    .describe('The message as it would be drawn now; absent where the receiver is gone.'),
  decision: Decision,
  wakeUpAt: Time.optional().describe(
    'When it is looked at next, as the store has it; absent: not before something happens.',
  ),
  history: z.array(HistoryEvent).describe('The newest first.'),
  isHistoryWhole: z
    .boolean()
    .describe('False where older events left the history, which is bounded, or were too many.'),
  version: z.int().describe('Grows with every stored change.'),
  document: z.record(z.string(), z.unknown()).describe('As stored.'),
}).meta({ id: 'GroupDetails' });
export type GroupDetails = z.infer<typeof GroupDetails>;

/** `POST …/groups/{groupId}/comment`. */
export const CommentBody = z.strictObject({ text: z.string().trim().min(1).max(2_000) });
export type CommentBody = z.infer<typeof CommentBody>;

/** What an action on a group is answered. Why it cannot be done is a problem of status 403 or 409. */
export const ActionDone = z
  .object({ outcome: z.enum(['done', 'repeated']).describe('`repeated`: it was done before; nothing changed.') })
  .meta({ id: 'ActionDone' });
export type ActionDone = z.infer<typeof ActionDone>;

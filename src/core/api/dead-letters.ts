/** Groups that could not be told. */
import { z } from 'zod';
import { DEAD_LETTER_REASONS } from '../errors.ts';
import {
  AlertCounts,
  Cursor,
  GroupState,
  Labels,
  limitOf,
  SeverityName,
  ShownAlert,
  SlackMessage,
  Time,
} from './parts.ts';

export const DeadLetterReasonName = z.enum(DEAD_LETTER_REASONS as [string, ...string[]]);

/** `GET /api/v1/tenants/{tenantId}/dead-letters`. */
export const DeadLetterQuery = z.strictObject({
  limit: limitOf(50, 500),
  after: Cursor.optional(),
  reason: DeadLetterReasonName.optional(),
});

export const DeadLetter = z
  .object({
    id: z.string(),
    receiver: z.string(),
    groupLabels: Labels,
    state: GroupState,
    severity: SeverityName,
    counts: AlertCounts,
    reason: z.string(),
    detail: z.string(),
    givenUpAt: Time,
    failingSince: Time.optional().describe('Absent when it was given up without a failure.'),
    lastTriedAt: Time.optional(),
    attempts: z.int(),
    hasNews: z.boolean().describe('There is news of it since, and it is being tried once more.'),
    message: SlackMessage.optional().describe(
      'The message that shows it, out of date; absent when it was never posted.',
    ),
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetter = z.infer<typeof DeadLetter>;

export const DeadLetterDetails = DeadLetter.extend({
  upstreamReceiver: z.string(),
  groupKey: z.string(),
  peers: z.array(z.string()),
  alerts: z.array(ShownAlert),
}).meta({ id: 'DeadLetterDetails' });
export type DeadLetterDetails = z.infer<typeof DeadLetterDetails>;

export const DeadLetterList = z
  .object({
    total: z.int().describe('Of the tenant, whatever was asked for.'),
    deadLetters: z.array(DeadLetter).describe('The newest first.'),
    next: z.string().optional(),
  })
  .meta({ id: 'DeadLetterList' });
export type DeadLetterList = z.infer<typeof DeadLetterList>;

export const Replayed = z.object({ replayed: z.int() }).meta({ id: 'Replayed' });
export type Replayed = z.infer<typeof Replayed>;

export const Dropped = z
  .object({ dropped: z.int(), busy: z.int().describe('Those that were being sent at that moment.') })
  .meta({ id: 'Dropped' });
export type Dropped = z.infer<typeof Dropped>;

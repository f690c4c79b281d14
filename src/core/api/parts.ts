/** What requests and answers of the admin API, `/api/v1`, are made of. The console's page imports the types. */
import { z } from 'zod';
import { SEVERITIES } from '../severity.ts';

export const Time = z.iso.datetime().describe('ISO 8601, UTC.');

export const Labels = z.record(z.string(), z.string());
export type Labels = z.infer<typeof Labels>;

export const SeverityName = z.enum(SEVERITIES);
export type SeverityName = z.infer<typeof SeverityName>;

export const GroupState = z.enum(['open', 'resolved']);
export type GroupState = z.infer<typeof GroupState>;

/** As RFC 9457 has it. */
export const Problem = z
  .object({
    type: z.literal('about:blank'),
    status: z.int(),
    title: z.string(),
    detail: z.string().describe('One line: what is wrong and what to do.'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof Problem>;

export const AlertCounts = z.object({
  firing: z.int(),
  unreported: z.int().describe('Firing when last heard of, but left out of notifications by now.'),
  resolved: z.int(),
  truncated: z.int().describe('In the group, but left out of notifications for their size.'),
});
export type AlertCounts = z.infer<typeof AlertCounts>;

export const SlackMessage = z
  .object({ team: z.string(), channel: z.string(), ts: z.string(), postedAt: Time })
  .describe('Where it stands in Slack.');
export type SlackMessage = z.infer<typeof SlackMessage>;

export const ShownAlert = z
  .object({
    fingerprint: z.string(),
    status: z.enum(['firing', 'unreported', 'resolved']),
    startsAt: Time,
    endsAt: Time.optional(),
    labels: Labels,
    annotations: Labels,
    generatorURL: z.string(),
  })
  .meta({ id: 'Alert' });
export type ShownAlert = z.infer<typeof ShownAlert>;

/** What Slack is sent. */
export const SlackContent = z
  .object({
    text: z.string().describe('What notifications and screen readers say.'),
    blocks: z.array(z.unknown()).describe('Block Kit.'),
    attachments: z.array(z.unknown()).optional(),
  })
  .meta({ id: 'SlackContent' });
export type SlackContent = z.infer<typeof SlackContent>;

/** A place in a list: what an answer's `next` holds and the next request's `after` brings back. */
export const Cursor = z.string().min(1).max(400);

/** A number of rows in a query. */
export function limitOf(usual: number, most: number) {
  const words = `must be a whole number from 1 to ${most}`;
  return z.coerce
    .number(words)
    .int(words)
    .min(1, words)
    .max(most, words)
    .default(usual)
    .describe(`So many at most, 1 to ${most}.`);
}

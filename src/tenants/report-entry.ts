import { z } from 'zod';
import { SlackChannelName } from '../config/slack-channel-name.ts';
import { readWeekly } from '../routing/weekly.ts';

/** `report` in `tenant.yaml`. */
export const ReportEntry = z.strictObject({
  channel: SlackChannelName.describe("Where it is posted: the channel's id, or `'#name'`."),
  on: z
    .string()
    .refine((text) => readWeekly(text) !== undefined, 'must be a day and a time such as monday 09:00')
    .default('monday 09:00')
    .describe("When, by the tenant's clock: a day of the week in English and a time of 24 hours."),
});
export type ReportEntry = z.output<typeof ReportEntry>;

import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { SlackChannelName } from './slack-channel-name.ts';

/** `canary` in tocsin.yaml. */
export const CanarySettings = z
  .strictObject({
    tenant: z
      .string()
      .min(1)
      .describe("Whose language and Slack workspace it uses, and in whose history it stands: the platform's own."),
    every: durationBetween('5s', '1d').prefault('5m').describe('How often it runs.'),
    channel: SlackChannelName.optional().describe(
      "Where its one message stands: the channel's id, or `'#name'`. A channel that nobody has to read.",
    ),
    dry: z.literal(true).optional().describe('Instead of a channel: take the whole way but the calls to Slack.'),
  })
  .superRefine(({ channel, dry }, context) => {
    if ((channel === undefined) === (dry === undefined)) context.addIssue('needs exactly one of channel, dry');
  });

/** {@link CanarySettings} as it is used. */
export interface CanaryConfig {
  readonly tenant: string;
  readonly everyMs: number;
  /** Absent: Slack is not called. */
  readonly channel: string | undefined;
}

export function canaryOf(file: z.output<typeof CanarySettings> | undefined): CanaryConfig | undefined {
  return file && { tenant: file.tenant, everyMs: file.every, channel: file.channel };
}

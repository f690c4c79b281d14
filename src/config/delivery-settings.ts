import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { wholeBetween } from './whole-between.ts';

/** `delivery` in tocsin.yaml. */
export const DeliverySettings = z.strictObject({
  concurrency: wholeBetween(1, 1_000).default(32).describe('Groups that are brought to Slack at the same time.'),
  tenant_concurrency: wholeBetween(1, 1_000)
    .default(4)
    .describe(
      "Of these, at most so many of one tenant, so that its storm doesn't hold up the others; twice as many of a tenant of tier premium, four times of enterprise. A quarter of all places stays for tenants with nothing under way.",
    ),
  lease: durationBetween('5s', '10m')
    .prefault('60s')
    .describe(
      'How long a process holds a group before another may take it over. More than four times slack.timeout: so many calls may follow each other.',
    ),
  sweep_interval: durationBetween('100ms', '1m')
    .prefault('1s')
    .describe('How often to look for work that another process accepted or left behind.'),
  dead_after: durationBetween('1s', '30d')
    .prefault('24h')
    .describe(
      'A group of which nothing could be told for so long becomes a dead letter: it is left alone until there is news of it or somebody has it sent again. See docs/operations.md.',
    ),
  dead_letters_kept: durationBetween('1m', '1y')
    .prefault('30d')
    .describe('How long a dead letter is kept. Then it is dropped, which is counted.'),
  channel_posts_per_second: z
    .number()
    .min(0.1)
    .max(10_000)
    .default(1)
    .describe("New messages and thread replies per channel. Slack's limit is 1; more is for stand-ins."),
  channel_burst: wholeBetween(1, 10_000).default(3).describe('Posts to one channel that may go out at once.'),
  workspace_posts_per_minute: wholeBetween(1, 1_000_000)
    .default(300)
    .describe("New messages and thread replies per workspace. Slack allows 'several hundred'."),
  workspace_updates_per_minute: wholeBetween(1, 1_000_000)
    .default(50)
    .describe("Changed messages per workspace. Slack's limit for chat.update is about 50."),
  max_retest_interval: durationBetween('100ms', '1h')
    .prefault('5m')
    .describe(
      'A channel or a workspace that takes no messages is left alone and tried again after a minute at first, then more and more seldom, but at least as often as this.',
    ),
  outage_note_after: durationBetween('0', '7d')
    .prefault('5m')
    .describe('Channels are told afterwards that Slack could not be reached, if it was for as long as this.'),
});

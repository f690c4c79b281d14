import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { Networks } from './networks.ts';

/** `webhooks` in `tocsin.yaml`. */
export const WebhookSettings = z.strictObject({
  allow_networks: Networks.describe(
    'Private networks that tenants may have webhooks sent to. Any other private, link-local or loopback address is refused, whatever name leads to it.',
  ),
  timeout: durationBetween('1s', '30s').prefault('10s').describe('How long to wait for an answer of a destination.'),
  give_up_after: durationBetween('1m', '14d')
    .prefault('3d')
    .describe('What a destination has not taken for so long is left out, and it is told what came after.'),
});

/** {@link WebhookSettings} in the words of those who use it; durations are milliseconds. */
export interface WebhookConfig {
  readonly allowNetworks: readonly string[];
  readonly timeoutMs: number;
  readonly giveUpMs: number;
}

export function webhooksOf(file: z.output<typeof WebhookSettings>): WebhookConfig {
  return { allowNetworks: file.allow_networks, timeoutMs: file.timeout, giveUpMs: file.give_up_after };
}

import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { Networks } from './networks.ts';

/** `alertmanager` in `tocsin.yaml`. */
export const AlertmanagerSettings = z.strictObject({
  timeout: durationBetween('100ms', '1m').prefault('5s').describe('How long to wait for an answer of an Alertmanager.'),
  allow_networks: Networks.describe(
    "Networks that tenants' `alertmanagers` may lie in although calls to them are refused otherwise: the machine itself (127.0.0.0/8, ::1/128), its link (169.254.0.0/16, fe80::/10) and the metadata services of clouds, whatever name leads there. Private networks such as 10.0.0.0/8 need no entry.",
  ),
});

/** {@link AlertmanagerSettings} in the words of those who use it; the duration is milliseconds. */
export interface AlertmanagerConfig {
  readonly timeoutMs: number;
  readonly allowNetworks: readonly string[];
}

export function alertmanagerOf(file: z.output<typeof AlertmanagerSettings>): AlertmanagerConfig {
  return { timeoutMs: file.timeout, allowNetworks: file.allow_networks };
}

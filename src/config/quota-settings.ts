import { z } from 'zod';
import type { Quotas, TierQuotas } from '../core/quotas.ts';
import { wholeBetween } from './whole-between.ts';

const share = () => z.union([wholeBetween(1, 1_000_000), z.literal('none')]).optional();

/** `quotas`, of a tenant and of a tier. */
export const QuotaSettings = z.strictObject({
  messages_per_hour: share().describe(
    'New messages of the tenant in an hour, over all its channels; `none` for no bound. Beyond it new groups are told in a summary until the hour is over, critical ones beyond twice as many. An hour begins with the first message after the last one.',
  ),
  open_groups: share().describe(
    'Groups of the tenant that are open at a time; `none` for no bound. While more are, new ones are told in a summary, critical ones while twice as many are.',
  ),
});
export type QuotaSettings = z.output<typeof QuotaSettings>;

const TierEntry = z
  .strictObject({
    quotas: QuotaSettings.prefault({}).describe('For each of its tenants, where tenant.yaml says nothing else.'),
  })
  .prefault({});

/** `tiers` in tocsin.yaml. */
export const TierSettings = z.strictObject({
  free: TierEntry.describe('Tenants of tier free.'),
  premium: TierEntry.describe('Tenants of tier premium.'),
  enterprise: TierEntry.describe('Tenants of tier enterprise.'),
});
export type TierSettings = z.output<typeof TierSettings>;

export function tierQuotasOf({ free, premium, enterprise }: TierSettings): TierQuotas {
  return { free: quotasOf(free.quotas), premium: quotasOf(premium.quotas), enterprise: quotasOf(enterprise.quotas) };
}

/** What the settings say, and what holds otherwise where they say nothing. */
export function quotasOf(settings: QuotaSettings, otherwise: Quotas = {}): Quotas {
  const messagesPerHour = settled(settings.messages_per_hour, otherwise.messagesPerHour);
  const openGroups = settled(settings.open_groups, otherwise.openGroups);
  return {
    ...(messagesPerHour === undefined ? {} : { messagesPerHour }),
    ...(openGroups === undefined ? {} : { openGroups }),
  };
}

function settled(own: number | 'none' | undefined, otherwise: number | undefined): number | undefined {
  return own === 'none' ? undefined : (own ?? otherwise);
}

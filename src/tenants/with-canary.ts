import type { CanaryConfig } from '../config/canary-settings.ts';
import type { Fault } from '../core/fault.ts';
import { channelId, isTenantId } from '../core/ids.ts';
import { nameHint } from '../core/name-hint.ts';
import { CANARY_RECEIVER, DRY_CHANNEL } from '../core/own-groups.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { createTenantSet, type Tenant, type TenantReceiver, type TenantSet } from './tenant.ts';

/** A week: the canary's message is the same one for as long as it runs at all. */
const REOPEN_WINDOW_MS = 7 * 24 * 3_600_000;

/** The tenants, of which one has a receiver for the canary. Faults say where in tocsin.yaml, `file`, they are. */
export function withCanary(
  tenants: TenantSet,
  { canary, defaults, file }: { canary: CanaryConfig | undefined; defaults: ReceiverPolicy; file: string },
): { readonly tenants: TenantSet; readonly faults: readonly Fault[] } {
  if (canary === undefined) return { tenants, faults: [] };
  if (!isTenantId(canary.tenant) || tenants.get(canary.tenant) === undefined) {
    const names = tenants.all().map(({ id }) => id);
    const hint = nameHint(canary.tenant, names);
    return { tenants, faults: [{ file, path: 'canary.tenant', reason: 'there is no such tenant', hint }] };
  }
  const all = tenants.all().map((tenant) => {
    if (tenant.id !== canary.tenant) return tenant;
    const receiver = receiverOf(tenant, canary, defaults);
    return { ...tenant, receivers: new Map([...tenant.receivers, [receiver.name, receiver] as const]) };
  });
  return { tenants: createTenantSet(all), faults: [] };
}

/** One message, updated: no thread, nobody called, nothing told of what was missed. */
function receiverOf({ locale, timeZone }: Tenant, { channel }: CanaryConfig, defaults: ReceiverPolicy): TenantReceiver {
  return {
    name: CANARY_RECEIVER,
    channel: channel === undefined ? DRY_CHANNEL : channelId(channel),
    fallbackChannel: undefined,
    template: undefined,
    colorBar: true,
    locale,
    timeZone,
    mentions: {},
    policy: {
      ...defaults,
      threadUpdates: false,
      onRepeat: 'ignore',
      missed: 'none',
      reopenWindowMs: REOPEN_WINDOW_MS,
    },
  };
}

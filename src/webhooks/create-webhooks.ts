import { randomUUID } from 'node:crypto';
import type { TenantId } from '../core/ids.ts';
import { AddressGuard } from '../network/address-guard.ts';
import type { TenantSet, TenantWebhook } from '../tenants/tenant.ts';
import { DestinationPump, PAUSES, type PumpParts } from './destination-pump.ts';
import { createWebhookPoster } from './post-webhook.ts';

/** How soon a destination that a reload brought is begun with. */
const LOOK_AROUND_MS = 1_000;

export interface WebhookOptions extends Omit<PumpParts, 'poster' | 'holder' | 'pauses'> {
  readonly tenants: () => TenantSet;
  /** Bounds a whole request. */
  readonly timeoutMs: number;
  /** Private networks that may be reached, in CIDR form. */
  readonly allowNetworks: readonly string[];
}

/**
 * Tells all tenants' destinations, each by a loop of its own, so that one that is slow holds up no other. `close` stops
 * and waits for what is under way, no longer than it is told.
 */
export function startWebhooks(options: WebhookOptions): { close(patienceMs: number): Promise<void> } {
  const { tenants, timeoutMs, allowNetworks, logger } = options;
  const poster = createWebhookPoster({
    timeoutMs,
    guard: new AddressGuard({ refused: 'private', allowed: allowNetworks }),
  });
  const parts: PumpParts = { ...options, poster, holder: randomUUID(), pauses: PAUSES };
  const running = new Map<string, { readonly pump: DestinationPump; readonly ended: Promise<void> }>();

  function begin(key: string, tenantId: TenantId, { name }: TenantWebhook): void {
    const webhook = () =>
      tenants()
        .get(tenantId)
        ?.webhooks.find((each) => each.name === name);
    const pump = new DestinationPump(parts, { tenantId, name, webhook });
    const ended = pump
      .run()
      .catch((error: unknown) => logger.error({ tenant: tenantId, destination: name, error }, 'webhooks stopped'))
      .then(() => void running.delete(key));
    running.set(key, { pump, ended });
  }

  function lookAround(): void {
    for (const { id, webhooks } of tenants().all()) {
      for (const webhook of webhooks) {
        const key = `${id}/${webhook.name}`;
        if (!running.has(key)) begin(key, id, webhook);
      }
    }
  }

  lookAround();
  const timer = setInterval(lookAround, LOOK_AROUND_MS);
  return {
    async close(patienceMs) {
      clearInterval(timer);
      const all = [...running.values()];
      for (const { pump } of all) pump.stop();
      const cut = setTimeout(() => void poster.close(), patienceMs);
      await Promise.all(all.map(({ ended }) => ended));
      clearTimeout(cut);
      await poster.close();
    },
  };
}

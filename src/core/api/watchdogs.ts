/** Heartbeat alerts that a tenant expects. */
import { z } from 'zod';
import { Time } from './parts.ts';

export const WatchdogShown = z
  .object({
    tenant: z.string(),
    name: z.string(),
    everySeconds: z.number().describe('How often it is expected.'),
    graceSeconds: z.number().describe('How late it may be.'),
    state: z.enum(['alive', 'silent', 'waiting']).describe('`waiting`: not heard of yet.'),
    lastSeenAt: Time.optional(),
    silentSince: Time.optional(),
  })
  .meta({ id: 'Watchdog' });
export type WatchdogShown = z.infer<typeof WatchdogShown>;

/** `GET /api/v1/tenants/{tenantId}/watchdogs`. */
export const WatchdogList = z.object({ watchdogs: z.array(WatchdogShown) }).meta({ id: 'WatchdogList' });
export type WatchdogList = z.infer<typeof WatchdogList>;

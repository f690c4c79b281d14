/** The silences of a tenant's Alertmanagers. */
import { z } from 'zod';
import { Time } from './parts.ts';

export const SilenceShown = z
  .object({
    id: z.string(),
    alertmanager: z.string().describe('Its name in `tenant.yaml`.'),
    matchers: z.array(z.string()).describe('As Alertmanager writes them.'),
    startsAt: Time,
    endsAt: Time,
    createdBy: z.string(),
    comment: z.string(),
    state: z.enum(['active', 'pending', 'expired']),
    url: z.string().describe('Its page in Alertmanager.'),
    group: z.string().optional().describe('Of one that was made from a message: its group.'),
    whileFiring: z.boolean().describe('It is extended while the group fires, and ended when that is over.'),
  })
  .meta({ id: 'Silence' });
export type SilenceShown = z.infer<typeof SilenceShown>;

/** `GET /api/v1/tenants/{tenantId}/silences`; 409 where the tenant names no Alertmanager. */
export const SilenceQuery = z.strictObject({
  expired: z.enum(['true', 'false']).default('false').describe('Whether those that ended are listed too.'),
});

export const SilenceList = z.object({ silences: z.array(SilenceShown) }).meta({ id: 'SilenceList' });
export type SilenceList = z.infer<typeof SilenceList>;

/** `POST …/silences/{alertmanager}/{silenceId}/expire`. */
export const Expired = z.object({ expired: z.literal(true) }).meta({ id: 'Expired' });
export type Expired = z.infer<typeof Expired>;

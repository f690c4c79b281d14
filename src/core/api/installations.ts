/** Installations of the Slack app, for operators. */
import { z } from 'zod';
import { limitOf, Time } from './parts.ts';

/** `POST /api/v1/tenants/{tenantId}/slack/install-links`. */
export const InstallLinkQuery = z.strictObject({
  hours: limitOf(24, 168).describe('For so many hours the link is good, 1 to 168.'),
});

export const InstallLinkMade = z.object({ url: z.string(), expiresAt: Time }).meta({ id: 'InstallLink' });
export type InstallLinkMade = z.infer<typeof InstallLinkMade>;

export const InstallationShown = z
  .object({
    tenant: z.string(),
    state: z.string().describe('`in_order`, `not_installed`, or what is the matter.'),
    parked: z.string().optional().describe('Why it ended.'),
    team: z.string().optional(),
    teamName: z.string().optional(),
    scopes: z.array(z.string()).optional(),
    installedBy: z.string().optional(),
    installedAt: Time.optional(),
    tokenEndsInSeconds: z.int().optional().describe('Absent where tokens do not end.'),
    keyId: z.string().optional().describe('Of the key that seals it.'),
  })
  .meta({ id: 'Installation' });
export type InstallationShown = z.infer<typeof InstallationShown>;

export const InstallationList = z
  .object({ installations: z.array(InstallationShown) })
  .meta({ id: 'InstallationList' });
export type InstallationList = z.infer<typeof InstallationList>;

/** How noisy a tenant's alerts were, and how soon people answered. */
import { z } from 'zod';
import { SeverityName, Time } from './parts.ts';

export const ReportQuery = z.strictObject({
  since: z
    .string()
    .regex(/^\d{1,3}[hd]$/, 'must be a number of hours or days such as 24h or 7d')
    .default('7d')
    .describe('How far back it goes, such as 24h or 7d; the history keeps 30 days at most.'),
  locale: z.string().min(1).max(35).optional().describe("The text's language; the tenant's without it."),
});

/** Alerts of one name at one receiver. Durations are seconds. */
export const NoisyAlert = z
  .object({
    alert: z.string().describe('Its name; empty where none was known.'),
    receiver: z.string(),
    severity: SeverityName.describe('The worst that it had.'),
    opened: z.int().describe('How often its groups opened.'),
    reopened: z.int().describe('How often one opened again within an hour after it had resolved.'),
    acknowledged: z.int().describe('How often somebody took it.'),
    messages: z.int().describe('Posts, replies in threads and calls elsewhere; updates make no sound.'),
  })
  .meta({ id: 'NoisyAlert' });
export type NoisyAlert = z.infer<typeof NoisyAlert>;

/** Of `GET /api/v1/tenants/{tenantId}/report`. */
export const NoiseReport = z
  .object({
    tenant: z.string(),
    from: Time,
    until: Time,
    historyFrom: Time.optional().describe('Where the history reaches less far back than asked: when it begins.'),
    opened: z.int(),
    resolved: z.int(),
    acknowledged: z.int().describe('Of those that opened.'),
    messages: z.int(),
    secondsToAcknowledge: z.number().optional().describe('On average, from opened to taken; absent: nobody took any.'),
    secondsToResolve: z.number().optional().describe('On average, from opened to resolved; absent: none resolved.'),
    talkers: z.array(NoisyAlert).describe('What opened most often.'),
    flappers: z.array(NoisyAlert).describe('What opened again within an hour, three times or more.'),
    neverAcknowledged: z.array(NoisyAlert).describe('What nobody ever took, though its severity asks for somebody.'),
  })
  .meta({ id: 'NoiseReport' });
export type NoiseReport = z.infer<typeof NoiseReport>;

export const ReportAnswer = z
  .object({ report: NoiseReport, text: z.string().describe('The same for people.') })
  .meta({ id: 'ReportAnswer' });

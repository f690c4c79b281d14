/** What happened to groups: the tenant's history, which is its audit too. */
import { z } from 'zod';
import { Cursor, limitOf, Time } from './parts.ts';

export const HistoryEvent = z
  .object({
    place: z.string().describe("Its place in the tenant's history: opaque, never given twice."),
    at: Time,
    kind: z.string().describe('`received`, `posted`, `acknowledged` …: docs/admin-api.md lists them.'),
    group: z.string(),
    receiver: z.string(),
    by: z.string().optional().describe('Who did it: an id of Slack, or what an operator calls themselves.'),
    via: z
      .string()
      .optional()
      .describe('Of what was done over this API: the credential, such as `admin_token` or `tenant_token:ci`.'),
    detail: z.record(z.string(), z.union([z.string(), z.number()])),
  })
  .meta({ id: 'HistoryEvent' });
export type HistoryEvent = z.infer<typeof HistoryEvent>;

/** `GET /api/v1/tenants/{tenantId}/events`. */
export const EventQuery = z.strictObject({
  kind: z.string().max(400).optional().describe('Only these kinds, separated by commas.'),
  actor: z.string().max(100).optional().describe('Only what this person did.'),
  group: z.string().max(64).optional().describe('Only of this group.'),
  since: Time.optional(),
  until: Time.optional(),
  after: Cursor.optional().describe('Goes on behind an earlier answer: its `next`.'),
  limit: limitOf(100, 1_000),
});
export type EventQuery = z.input<typeof EventQuery>;

export const EventList = z
  .object({
    events: z.array(HistoryEvent).describe('The newest first.'),
    next: z
      .string()
      .optional()
      .describe('There may be more. A page may have fewer events than asked for, or none, and yet others behind it.'),
  })
  .meta({ id: 'EventList' });
export type EventList = z.infer<typeof EventList>;

/** Tenants as operators and their own people see them: how they are now, and what they are configured as. */
import { z } from 'zod';
import { Time } from './parts.ts';

const Count = z.int().min(0);

export const OpenBySeverity = z
  .object({ critical: Count, error: Count, warning: Count, info: Count, none: Count })
  .describe('Open groups.');
export type OpenBySeverity = z.infer<typeof OpenBySeverity>;

/** Where groups wait because Slack takes nothing there. */
export const Parked = z.object({
  receiver: z.string(),
  reason: z.string().describe('As the runbook lists them: docs/operations.md.'),
  detail: z.string().optional().describe("Slack's own code, or the network's word."),
  since: Time,
  until: Time.describe('When it is tried again.'),
  groups: Count,
});
export type Parked = z.infer<typeof Parked>;

/** How soon what was accepted in the last hour stood in Slack. */
export const Objective = z.object({
  withinSeconds: z.number().describe('As soon as that it should stand there.'),
  shown: Count.describe('Changes that Slack shows.'),
  late: Count.describe('Those of them that took longer.'),
  p50Seconds: z.number().optional().describe('Absent where none was shown.'),
  p95Seconds: z.number().optional(),
  windowSeconds: z.number().describe('Of how long this tells: an hour, or less where too much happened in it.'),
});
export type Objective = z.infer<typeof Objective>;

export const TenantNow = z
  .object({
    id: z.string(),
    name: z.string(),
    tier: z.enum(['free', 'premium', 'enterprise']),
    locale: z.string(),
    groups: z.object({ open: Count, resolved: Count }),
    open: OpenBySeverity,
    unacknowledged: Count.describe('Open groups that nobody has and no silence covers.'),
    isPartial: z.boolean().describe('More groups are kept than are counted by severity: see docs/admin-api.md.'),
    due: Count.describe('Groups that wait to be looked at now.'),
    oldestDueSeconds: z.number().describe('How long the longest waiting of them has; 0 when none waits.'),
    parked: z.array(Parked),
    deadLetters: Count,
    objective: Objective,
    lastEventAt: Time.optional().describe('When anything last happened there.'),
  })
  .meta({ id: 'TenantNow' });
export type TenantNow = z.infer<typeof TenantNow>;

/** `GET /api/v1/tenants`. */
export const TenantList = z
  .object({ tenants: z.array(TenantNow), next: z.string().optional() })
  .meta({ id: 'TenantList' });
export type TenantList = z.infer<typeof TenantList>;

/** How the configuration in use came to be, for all tenants together. */
export const ConfigState = z.object({
  takenOverAt: Time.describe('When what is in use was read.'),
  isValid: z
    .boolean()
    .describe('Whether the files were in order when they were last read; if not, the old ones are used.'),
  faults: z.array(z.string()).describe('File, place, reason and what to do, where they were not.'),
  warnings: z.array(z.string()),
});
export type ConfigState = z.infer<typeof ConfigState>;

export const ReceiverShown = z.object({
  name: z.string(),
  channel: z.string(),
  fallbackChannel: z.string().optional(),
  template: z.string().optional().describe('Absent: the labels decide.'),
  locale: z.string(),
  timeZone: z.string(),
  colorBar: z.boolean(),
  mentions: z.record(z.string(), z.array(z.string())).describe('By severity.'),
  policy: z.record(z.string(), z.unknown()).describe('How it tells its groups; durations are milliseconds.'),
});

/** `GET /api/v1/tenants/{tenantId}`: the effective configuration, secrets left out. */
export const TenantDetails = z
  .object({
    now: TenantNow,
    config: ConfigState,
    timeZone: z.string(),
    receivers: z.array(ReceiverShown),
    routes: z
      .array(
        z.object({
          path: z.string().describe('Where in `routing.yaml`, such as `route.routes[1]`.'),
          receiver: z.string(),
          matchers: z.array(z.string()),
          continues: z.boolean(),
          muteTimeIntervals: z.array(z.string()),
          activeTimeIntervals: z.array(z.string()),
        }),
      )
      .describe('Parents before children.'),
    roles: z.array(
      z.object({
        name: z.string(),
        permissions: z.array(z.string()),
        everybody: z.boolean(),
        users: z.array(z.string()),
        userGroups: z.array(z.string()),
        receivers: z.array(z.string()).optional(),
      }),
    ),
    alertmanagers: z.array(z.object({ name: z.string(), url: z.string(), externalUrl: z.string() })),
    webhooks: z.array(z.object({ name: z.string(), kinds: z.array(z.string()) })),
    schedules: z.array(z.string()).describe('Names.'),
    tokens: z
      .array(
        z.object({
          use: z.enum(['ingest', 'api', 'slack']),
          name: z.string().optional(),
          role: z.string().optional(),
          digest: z.string().describe("The beginning of the token's SHA-256, to tell tokens apart."),
          since: Time.optional().describe('As far as it is known: see `sinceBy`. Absent: nothing is known of its age.'),
          sinceBy: z
            .enum(['created', 'file'])
            .optional()
            .describe('`created`: the configuration says that it was made then; `file`: its file was written then.'),
        }),
      )
      .describe('Tokens that are valid; never the tokens themselves.'),
    slack: z.object({
      install: z.enum(['token', 'oauth']),
      team: z.string().optional(),
      inDoubt: z.enum(['post_again', 'leave']),
      problem: z.string().optional().describe('Why the workspace cannot be reached; absent where it can.'),
    }),
  })
  .meta({ id: 'TenantDetails' });
export type TenantDetails = z.infer<typeof TenantDetails>;

/** Of the relay, not of a tenant. */
export const Health = z.object({
  ready: z.boolean(),
  problems: z.array(z.string()),
  warnings: z.array(z.string()),
  storeSeconds: z.number().describe('How long the store took to answer.'),
});
export type Health = z.infer<typeof Health>;

/** `GET /api/v1/events`, `event: fleet`: everything, when the stream begins or could not go on where it was. */
export const FleetNow = z
  .object({ at: Time, version: z.string(), health: Health, config: ConfigState, tenants: z.array(TenantNow) })
  .meta({ id: 'FleetNow' });
export type FleetNow = z.infer<typeof FleetNow>;

/** `event: change`: what is different since the event before. What is absent is as it was. */
export const FleetChange = z
  .object({
    at: Time,
    health: Health.optional(),
    config: ConfigState.optional(),
    tenants: z.array(TenantNow).describe('Those that are different, whole.'),
    gone: z.array(z.string()).describe('Ids of tenants that are no more.'),
  })
  .meta({ id: 'FleetChange' });
export type FleetChange = z.infer<typeof FleetChange>;

/** The answers of Alertmanager's API v2 (api/v2/openapi.yaml), as far as they are read. Unknown fields are nobody's fault. */
import { z } from 'zod';

/** RFC 3339, as Go writes it; epoch milliseconds. */
const Time = z
  .string()
  .transform((text) => Date.parse(text))
  .refine(Number.isFinite, 'is no time');

const Labels = z.record(z.string(), z.string());

/** `isEqual` is left out by Alertmanagers that know only `=` and `=~` (before 0.22). */
const ApiMatcher = z.object({
  name: z.string(),
  value: z.string(),
  isRegex: z.boolean(),
  isEqual: z.boolean().default(true),
});

export const ApiAlerts = z.array(
  z.object({
    fingerprint: z.string(),
    labels: Labels,
    annotations: Labels.default({}),
    startsAt: Time,
    endsAt: Time,
    updatedAt: Time,
    generatorURL: z.string().default(''),
    status: z.object({
      state: z.enum(['active', 'suppressed', 'unprocessed']),
      silencedBy: z.array(z.string()),
      inhibitedBy: z.array(z.string()),
      mutedBy: z.array(z.string()).default([]),
    }),
    receivers: z.array(z.object({ name: z.string() })),
  }),
);
export type ApiAlerts = z.output<typeof ApiAlerts>;

export const ApiSilence = z.object({
  id: z.string().min(1),
  matchers: z.array(ApiMatcher),
  /** As it was written: to change a silence in place its start must be sent back to the second. */
  startsAt: z.string().refine((text) => Number.isFinite(Date.parse(text)), 'is no time'),
  endsAt: Time,
  updatedAt: Time,
  createdBy: z.string().default(''),
  comment: z.string().default(''),
  annotations: Labels.nullish(),
  status: z.object({ state: z.enum(['active', 'pending', 'expired']) }),
});
export type ApiSilence = z.output<typeof ApiSilence>;

export const ApiSilences = z.array(ApiSilence);

export const ApiStatus = z.object({
  /** When the process began. */
  uptime: Time,
  /** Without a name where clustering is off. */
  cluster: z.object({
    status: z.string(),
    name: z.string().optional(),
    peers: z.array(z.object({ name: z.string() })).nullish(),
  }),
  config: z.object({ original: z.string() }),
});
export type ApiStatus = z.output<typeof ApiStatus>;

export const ApiCreated = z.object({ silenceID: z.string().min(1) });

/** An answer whose status says it all. */
export const ApiNothing = z.unknown().transform(() => undefined);

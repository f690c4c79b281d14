import { z } from 'zod';
import { ROLES, rolesIn, unknownRoles } from '../core/roles.ts';
import { isSafeAddress } from './safe-address.ts';

export const LOG_LEVELS = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const address = (protocols: RegExp, words: string) => z.url({ protocol: protocols, error: words });
const ROLES_WORDS = `must be one or several of ${ROLES.join(', ')}, separated by commas`;
/** Beyond this a machine's cores are not what limits: ours. */
const MAX_WORKERS = 64;
const WORKERS_WORDS = `must be a number of processes, 1 to ${MAX_WORKERS}`;
const OTLP_WORDS = 'must be an address such as http://otel-collector:4318';
const REDIS_WORDS = 'must be an address such as redis://host:6379/0, or rediss://host:6379 with TLS';

/** The process's variables. Names are the environment's own; every secret may come as `<NAME>_FILE` instead. */
export const EnvironmentVariables = z.object({
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'must be a port, 0 to 65535')
    .transform(Number)
    .refine((port) => port <= 65_535, 'must be a port, 0 to 65535')
    .prefault('9096')
    .describe('Port to listen on; 0 takes a free one.'),
  TOCSIN_CONFIG: z.string().prefault('config').describe('Folder with `tocsin.yaml` and `tenants/`.'),
  LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('Least important log lines to write.'),
  TOCSIN_ROLES: z
    .string()
    .refine((text) => unknownRoles(text).length === 0, ROLES_WORDS)
    .transform(rolesIn)
    .prefault(ROLES.join(','))
    .describe(
      'What this process does: `ingest` takes webhooks, `deliver` brings them to Slack, `console` takes clicks. Several are separated by commas. Fewer than all need `REDIS_URL`.',
    ),
  WORKERS: z
    .string()
    .regex(/^\d{1,2}$/, WORKERS_WORDS)
    .transform(Number)
    .refine((count) => count >= 1 && count <= MAX_WORKERS, WORKERS_WORDS)
    .prefault('1')
    .describe('Processes that share the port, so that more than one core is used. More than one need `REDIS_URL`.'),
  SLACK_API_URL: address(/^https?$/, 'must be an address such as https://slack.com/api/')
    .transform((url) => (url.endsWith('/') ? url : `${url}/`))
    .prefault('https://slack.com/api/')
    .describe("Slack's Web API, or a stand-in."),
  REDIS_URL: z
    .string()
    .regex(/^rediss?(?:\+sentinel|\+cluster)?:\/\/\S+$/, REDIS_WORDS)
    .optional()
    .describe(
      'Redis: `redis://[user:password@]host[:6379][/db]`, `redis+sentinel://[user:password@]host[:26379],…/master-name[?db=0]` or `redis+cluster://[user:password@]host[:6379],…`; `rediss` instead of `redis` for TLS. Without it groups live in memory and are lost at a restart.',
    ),
  REDIS_USERNAME: z.string().optional().describe('User; wins over the one in `REDIS_URL`.'),
  REDIS_PASSWORD: z.string().optional().describe('Password; wins over the one in `REDIS_URL`.'),
  REDIS_SENTINEL_USERNAME: z.string().optional().describe("User at the Sentinels, if it isn't Redis's."),
  REDIS_SENTINEL_PASSWORD: z.string().optional().describe('Password at the Sentinels.'),
  REDIS_CA_FILE: z
    .string()
    .optional()
    .describe("PEM file with the certificates that sign Redis's. Without it the system's own list counts."),
  SLACK_SIGNING_SECRET: z
    .string()
    .optional()
    .describe("Slack app's signing secret. Without it clicks are not accepted (`/slack/events` answers 404)."),
  SLACK_CLIENT_ID: z.string().optional().describe("Slack app's client id, for tenants with `install: oauth`."),
  SLACK_CLIENT_SECRET: z.string().optional().describe("Slack app's client secret, for tenants with `install: oauth`."),
  SLACK_APP_TOKEN: z
    .string()
    .regex(/^xapp-\S+$/, 'must be an app-level token, xapp-…; it stands under "Basic Information", "App-Level Tokens"')
    .optional()
    .describe(
      'App-level token, `xapp-…`: then clicks, commands and events come by Socket Mode, for one workspace without an address of its own on the internet (docs/slack.md).',
    ),
  TOCSIN_PUBLIC_URL: address(/^https?$/, 'must be an address such as https://tocsin.example.com')
    .refine(isSafeAddress, 'must be https, except on this machine; Slack and browsers send secrets there')
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe(
      'Where browsers reach the relay, such as `https://tocsin.example.com`; for links to install the app, and for sign-ins with a provider.',
    ),
  TOCSIN_ENCRYPTION_KEYS: z
    .string()
    .optional()
    .describe(
      "Keys that seal installations' tokens in the store: `ID:KEY`, the newest first, separated by commas or blanks; a key is 32 bytes in base64 (`openssl rand -base64 32`). The first one seals, all open.",
    ),
  TOCSIN_OIDC_CLIENT_SECRET: z
    .string()
    .optional()
    .describe('Secret of the client at the OpenID provider that `oidc` in `tocsin.yaml` names (docs/console.md).'),
  OTEL_EXPORTER_OTLP_ENDPOINT: address(/^https?$/, OTLP_WORDS)
    .optional()
    .describe('OpenTelemetry collector; traces go to `/v1/traces` below it. Switches tracing on (docs/tracing.md).'),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address(/^https?$/, OTLP_WORDS)
    .optional()
    .describe('Whole address for traces; wins over `OTEL_EXPORTER_OTLP_ENDPOINT`. Switches tracing on.'),
  OTEL_SERVICE_NAME: z.string().prefault('tocsin').describe('Name of this service in traces.'),
  OTEL_SDK_DISABLED: z.string().optional().describe('Switches tracing off when it is `true`, whatever else is set.'),
  TOCSIN_ADMIN_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters; make one with: openssl rand -hex 32')
    .optional()
    .describe(
      'Bearer token for operators: `POST /-/reload` and the API below `/api/v1/` (docs/admin-api.md). Without it the first is closed, and the API is open to tenants only that name `api.tokens`.',
    ),
});

/** Variables that may also come as `<NAME>_FILE`, the path of a file that holds the value. */
export const SECRET_VARIABLES = [
  'REDIS_URL',
  'REDIS_PASSWORD',
  'REDIS_SENTINEL_PASSWORD',
  'SLACK_SIGNING_SECRET',
  'SLACK_CLIENT_SECRET',
  'SLACK_APP_TOKEN',
  'TOCSIN_ENCRYPTION_KEYS',
  'TOCSIN_OIDC_CLIENT_SECRET',
  'TOCSIN_ADMIN_TOKEN',
] as const satisfies readonly (keyof typeof EnvironmentVariables.shape)[];

/** Variables that tenants' files may not name: they hold the process's own secrets, or lead to them. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  ...Object.keys(EnvironmentVariables.shape),
  ...SECRET_VARIABLES.map((name) => `${name}_FILE`),
  // Read by OpenTelemetry itself; collectors' tokens stand in them.
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
]);

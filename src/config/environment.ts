import type { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import { ROLES, type Roles } from '../core/roles.ts';
import { Secret } from '../core/secret.ts';
import { EnvironmentVariables, type LogLevel, SECRET_VARIABLES } from './environment-variables.ts';
import type { Checked } from './parse-config.ts';
import { plainWords } from './plain-words.ts';
import { readSecretFile } from './secret-file.ts';
import type { Env } from './substitute-env.ts';

/** How to reach Redis. */
export interface RedisSettings {
  readonly url: Secret;
  readonly username: string | undefined;
  readonly password: Secret | undefined;
  readonly sentinelUsername: string | undefined;
  readonly sentinelPassword: Secret | undefined;
  /** Path of a PEM file. */
  readonly caFile: string | undefined;
}

/** What it takes to have the app installed, and to use installations. What is missing is undefined. */
export interface InstallSettings {
  readonly clientId: string | undefined;
  readonly clientSecret: Secret | undefined;
  /** Without a slash at its end. */
  readonly publicUrl: string | undefined;
  readonly encryptionKeys: Secret | undefined;
}

/** What the process is told by its environment. */
export interface Environment {
  readonly port: number;
  readonly configDir: string;
  readonly logLevel: LogLevel;
  /** With a slash at its end. */
  readonly slackApiUrl: string;
  /** Absent: groups live in memory. */
  readonly redis: RedisSettings | undefined;
  /** What this process does. Without Redis it does everything. */
  readonly roles: Roles;
  /** Processes that share the port. Without Redis there is one. */
  readonly workers: number;
  readonly slackSigningSecret: Secret | undefined;
  /** For Socket Mode. */
  readonly slackAppToken: Secret | undefined;
  readonly install: InstallSettings;
  readonly adminToken: Secret | undefined;
  readonly oidcClientSecret: Secret | undefined;
  /** Where traces go, by OTLP over HTTP; absent: nothing is traced. */
  readonly tracing: { readonly url: string; readonly serviceName: string } | undefined;
}

/** Reads and checks the process's variables; an empty one counts as unset. Faults name the variable as their file. */
export async function readEnvironment(env: Env): Promise<Checked<Environment>> {
  const given = Object.keys(EnvironmentVariables.shape).filter((name) => isSet(env[name]));
  const values = Object.fromEntries(given.map((name) => [name, env[name]]));
  const fromFiles = await Promise.all(SECRET_VARIABLES.map((name) => readVariableFile(name, env)));
  const fileFaults = fromFiles.flatMap((file) => file.faults);
  for (const { name, secret } of fromFiles) if (secret !== undefined) values[name] = secret.reveal();

  const result = EnvironmentVariables.safeParse(values, { error: plainWords });
  const issues = result.error?.issues ?? [];
  const faults = [...fileFaults, ...issues.map((issue) => variableFault(String(issue.path[0]), issue.message))];
  if (!result.success || faults.length > 0) return { faults };
  const value = environmentOf(result.data);
  const alone = [...(value.redis === undefined ? faultsWithoutRedis(value) : []), ...socketFaults(value)];
  return alone.length === 0 ? { value, faults } : { faults: alone };
}

/** Groups in a process's memory are seen by no other process. */
function faultsWithoutRedis({ roles, workers }: Environment): readonly Fault[] {
  const faults: Fault[] = [];
  if (roles.size < ROLES.length) {
    const words = 'needs REDIS_URL: without it groups live in one process, which must do everything; set REDIS_URL';
    faults.push(variableFault('TOCSIN_ROLES', words));
  }
  if (workers > 1) {
    const words = 'needs REDIS_URL: without it groups live in the memory of one process; set REDIS_URL, or WORKERS=1';
    faults.push(variableFault('WORKERS', words));
  }
  return faults;
}

/** Slack gives an app so many sockets (using Socket Mode), and every worker opens one. */
const MAX_SOCKETS = 10;

function socketFaults({ slackAppToken, workers }: Environment): readonly Fault[] {
  if (slackAppToken === undefined || workers <= MAX_SOCKETS) return [];
  const words = `must be at most ${MAX_SOCKETS} with SLACK_APP_TOKEN; Slack gives an app no more sockets`;
  return [variableFault('WORKERS', words)];
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

async function readVariableFile(name: string, env: Env): Promise<{ name: string; secret?: Secret; faults: Fault[] }> {
  const variable = `${name}_FILE`;
  const path = env[variable];
  if (!isSet(path)) return { name, faults: [] };
  if (isSet(env[name])) return { name, faults: [variableFault(variable, `${name} is set too; set one of them`)] };
  const file = await readSecretFile(path);
  if ('secret' in file) return { name, secret: file.secret, faults: [] };
  // Not which file: people put the secret itself here by mistake.
  return { name, faults: [variableFault(variable, `the file that it names ${file.problem}`)] };
}

function variableFault(name: string, words: string): Fault {
  const [reason = words, hint] = words.split('; ');
  const fault = { file: `environment variable ${name}`, path: '', reason };
  return hint === undefined ? fault : { ...fault, hint };
}

function environmentOf(values: z.output<typeof EnvironmentVariables>): Environment {
  return {
    port: values.PORT,
    configDir: values.TOCSIN_CONFIG,
    logLevel: values.LOG_LEVEL,
    slackApiUrl: values.SLACK_API_URL,
    redis: redisOf(values),
    roles: values.TOCSIN_ROLES,
    workers: values.WORKERS,
    slackSigningSecret: secretOf(values.SLACK_SIGNING_SECRET),
    slackAppToken: secretOf(values.SLACK_APP_TOKEN),
    install: {
      clientId: values.SLACK_CLIENT_ID,
      clientSecret: secretOf(values.SLACK_CLIENT_SECRET),
      publicUrl: values.TOCSIN_PUBLIC_URL,
      encryptionKeys: secretOf(values.TOCSIN_ENCRYPTION_KEYS),
    },
    adminToken: secretOf(values.TOCSIN_ADMIN_TOKEN),
    oidcClientSecret: secretOf(values.TOCSIN_OIDC_CLIENT_SECRET),
    tracing: tracingOf(values),
  };
}

/** The first address is for traces and whole, the second for all signals: OpenTelemetry's OTLP exporter configuration. */
function tracingOf(values: z.output<typeof EnvironmentVariables>): Environment['tracing'] {
  const { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: own, OTEL_EXPORTER_OTLP_ENDPOINT: shared } = values;
  const url = own ?? (shared === undefined ? undefined : `${shared.replace(/\/+$/, '')}/v1/traces`);
  if (url === undefined || values.OTEL_SDK_DISABLED === 'true') return undefined;
  return { url, serviceName: values.OTEL_SERVICE_NAME };
}

function redisOf(values: z.output<typeof EnvironmentVariables>): RedisSettings | undefined {
  const url = secretOf(values.REDIS_URL);
  if (url === undefined) return undefined;
  return {
    url,
    username: values.REDIS_USERNAME,
    password: secretOf(values.REDIS_PASSWORD),
    sentinelUsername: values.REDIS_SENTINEL_USERNAME,
    sentinelPassword: secretOf(values.REDIS_SENTINEL_PASSWORD),
    caFile: values.REDIS_CA_FILE,
  };
}

function secretOf(value: string | undefined): Secret | undefined {
  return value === undefined ? undefined : new Secret(value);
}

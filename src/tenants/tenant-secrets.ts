import { dirname } from 'node:path';
import { type ConfigPath, valueAt } from '../config/config-path.ts';
import { type ConfigSource, faultAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import type { Secret } from '../core/secret.ts';
import { type AlertmanagerSecrets, alertmanagerFilePaths, readAlertmanagerSecrets } from './alertmanager-secrets.ts';
import { type ReadSecret, readSecret } from './read-secret.ts';
import type { TokenSince } from './tenant.ts';
import { readWebhookSecrets, type WebhookSecrets, webhookFilePaths } from './webhook-secrets.ts';

/** A token's SHA-256, and where it stands. */
export interface ReadDigest {
  readonly digest: Buffer;
  readonly path: ConfigPath;
  readonly since: TokenSince | undefined;
}

/** What `tenant.yaml` says of its secrets: read, as far as they could be. */
export interface TenantSecrets {
  /** Of each entry under `ingest.tokens` that is in order, its digest and where it stands. */
  readonly tokens: readonly ReadDigest[];
  /** Of each entry under `api.tokens` that is in order, likewise. */
  readonly apiTokens: readonly ReadDigest[];
  readonly botToken: Secret | undefined;
  readonly botTokenSince: TokenSince | undefined;
  /** Of each entry under `alertmanagers`. */
  readonly alertmanagers: readonly AlertmanagerSecrets[];
  /** Of each entry under `webhooks`. */
  readonly webhooks: readonly WebhookSecrets[];
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** Ours: 16 characters are 64 bits at the least; a shorter token can be guessed. */
const MIN_TOKEN_LENGTH = 16;

/** Where `tenant.yaml` has tokens of ours. */
const TOKEN_LISTS: readonly ConfigPath[] = [
  ['ingest', 'tokens'],
  ['api', 'tokens'],
];

/** A SHA-256 as people write it. */
export const SHA256_HEX = /^[0-9a-fA-F]{64}$/;

/**
 * Looks at the data as it stands, not at what the schema made of it, so that secrets' faults are told along with all
 * others. Values that are of a wrong type are left to the schema.
 */
export async function readTenantSecrets(source: ConfigSource, path: string): Promise<TenantSecrets> {
  const folder = dirname(path);
  const [ingest, api] = await Promise.all(
    TOKEN_LISTS.map((list) => Promise.all(entriesOf(source, list).map((at) => readToken(source, { folder, at })))),
  );
  const found = [...(ingest ?? []), ...(api ?? [])];
  const bot = await readSecret(source, { folder, at: ['slack'], key: 'bot_token' });
  const alertmanagers = await readAlertmanagerSecrets(source, folder);
  const webhooks = await readWebhookSecrets(source, folder);
  const botFault = bot.secret === undefined ? undefined : botTokenFault(source, bot.secret, bot.path);
  return {
    tokens: (ingest ?? []).flatMap(({ token }) => token ?? []),
    apiTokens: (api ?? []).flatMap(({ token }) => token ?? []),
    botToken: bot.secret,
    botTokenSince: sinceOf(bot),
    alertmanagers,
    webhooks,
    faults: [...found, bot, ...alertmanagers, ...webhooks].flatMap(({ faults }) => faults).concat(botFault ?? []),
    warnings: found.flatMap(({ warnings }) => warnings),
  };
}

/** The files that hold secrets, as they are written. */
export function secretFilesOf(source: ConfigSource): readonly string[] {
  const paths = TOKEN_LISTS.flatMap((list) => entriesOf(source, list)).map((at): ConfigPath => [...at, 'token_file']);
  return [...paths, ['slack', 'bot_token_file'], ...alertmanagerFilePaths(source), ...webhookFilePaths(source)]
    .map((path) => valueAt(source.value, path))
    .filter((name) => typeof name === 'string');
}

function entriesOf(source: ConfigSource, list: ConfigPath): readonly ConfigPath[] {
  const entries = valueAt(source.value, list);
  return Array.isArray(entries) ? Array.from(entries.keys(), (index) => [...list, index]) : [];
}

interface ReadToken {
  readonly token?: ReadDigest;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

async function readToken(
  source: ConfigSource,
  { folder, at }: { readonly folder: string; readonly at: ConfigPath },
): Promise<ReadToken> {
  const hex = valueAt(source.value, [...at, 'token_sha256']);
  const created = createdAt(source, at);
  if (typeof hex === 'string') {
    if (!SHA256_HEX.test(hex)) return { faults: [], warnings: [] };
    const path = [...at, 'token_sha256'];
    return { token: { digest: Buffer.from(hex, 'hex'), path, since: created }, faults: [], warnings: [] };
  }
  const read = await readSecret(source, { folder, at, key: 'token' });
  const { secret, path, faults } = read;
  if (secret === undefined) return { faults, warnings: [] };
  const isShort = secret.reveal().length < MIN_TOKEN_LENGTH;
  const advice = 'make one with: openssl rand -hex 32';
  const warning = faultAt(source, path, `the token has fewer than ${MIN_TOKEN_LENGTH} characters`, advice);
  const token = { digest: secret.digest(), path, since: created ?? sinceOf(read) };
  return { token, faults, warnings: isShort ? [warning] : [] };
}

/** As whoever made the token wrote it beside it. */
function createdAt(source: ConfigSource, at: ConfigPath): TokenSince | undefined {
  const written = valueAt(source.value, [...at, 'created']);
  const day = typeof written === 'string' ? Date.parse(written) : Number.NaN;
  return Number.isNaN(day) ? undefined : { at: day, by: 'created' };
}

function sinceOf({ writtenAt }: ReadSecret): TokenSince | undefined {
  return writtenAt === undefined ? undefined : { at: writtenAt, by: 'file' };
}

/** The mix-ups that Slack would only answer with `invalid_auth`. */
function botTokenFault(source: ConfigSource, secret: Secret, path: ConfigPath): Fault | undefined {
  const mixUps = [
    ['xoxp-', 'this is a user token'],
    ['xapp-', 'this is an app-level token'],
    ['https://', 'this is the address of an incoming webhook'],
  ] as const;
  const found = mixUps.find(([prefix]) => secret.reveal().startsWith(prefix));
  return found && faultAt(source, path, found[1], 'take the bot token, xoxb-…, from "OAuth & Permissions" of your app');
}

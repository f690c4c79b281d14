import { type ConfigPath, valueAt } from '../config/config-path.ts';
import { type ConfigSource, faultAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import type { Secret } from '../core/secret.ts';
import { readSecret } from './read-secret.ts';

/** What an entry under `webhooks` is signed with, as far as it could be read. */
export interface WebhookSecrets {
  readonly secrets: readonly Secret[];
  readonly faults: readonly Fault[];
}

/** As Standard Webhooks writes secrets: this before the base64 of 24 to 64 bytes (its specification, "Signature scheme"). */
const PREFIX = 'whsec_';
const MIN_BYTES = 24;
const MAX_BYTES = 64;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** One for each entry, in their order. */
export async function readWebhookSecrets(source: ConfigSource, folder: string): Promise<readonly WebhookSecrets[]> {
  return await Promise.all(listAt(source, ['webhooks']).map((at) => readEntry(source, { folder, at })));
}

/** Where the files are named that entries have their secrets in. */
export function webhookFilePaths(source: ConfigSource): readonly ConfigPath[] {
  return listAt(source, ['webhooks'])
    .flatMap((at) => listAt(source, [...at, 'secrets']))
    .map((at) => [...at, 'secret_file']);
}

function listAt(source: ConfigSource, path: ConfigPath): readonly ConfigPath[] {
  const entries = valueAt(source.value, path);
  return Array.isArray(entries) ? entries.map((_, index) => [...path, index]) : [];
}

async function readEntry(
  source: ConfigSource,
  { folder, at }: { readonly folder: string; readonly at: ConfigPath },
): Promise<WebhookSecrets> {
  const places = listAt(source, [...at, 'secrets']);
  const read = await Promise.all(places.map((place) => readSecret(source, { folder, at: place, key: 'secret' })));
  const secrets: Secret[] = [];
  const faults: Fault[] = [];
  for (const { secret, path, faults: own } of read) {
    const wrong = secret === undefined ? undefined : faultOf(source, secret, path);
    if (secret !== undefined && wrong === undefined) secrets.push(secret);
    faults.push(...own, ...(wrong === undefined ? [] : [wrong]));
  }
  return { secrets, faults };
}

function faultOf(source: ConfigSource, secret: Secret, path: ConfigPath): Fault | undefined {
  const text = secret.reveal();
  const key = text.slice(PREFIX.length);
  const bytes = Buffer.from(key, 'base64').length;
  if (text.startsWith(PREFIX) && BASE64.test(key) && bytes >= MIN_BYTES && bytes <= MAX_BYTES) return undefined;
  const reason = `the secret must be ${PREFIX} and ${MIN_BYTES} to ${MAX_BYTES} bytes in base64`;
  return faultAt(source, path, reason, `make one with: printf ${PREFIX}; openssl rand -base64 32`);
}

import { X509Certificate } from 'node:crypto';
import { type ConfigPath, valueAt } from '../config/config-path.ts';
import { type ConfigSource, faultAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import type { Secret } from '../core/secret.ts';
import { readNamedFile, readSecret, unreadable } from './read-secret.ts';

/** What an entry under `alertmanagers` says of its secrets, as far as it could be read. */
export interface AlertmanagerSecrets {
  readonly password: Secret | undefined;
  readonly credentials: Secret | undefined;
  /** PEM. */
  readonly ca: string | undefined;
  readonly faults: readonly Fault[];
}

/** One for each entry, in their order. */
export async function readAlertmanagerSecrets(
  source: ConfigSource,
  folder: string,
): Promise<readonly AlertmanagerSecrets[]> {
  return await Promise.all(entriesIn(source).map((at) => readEntry(source, { folder, at })));
}

/** Where the files are named that entries have their secrets in. */
export function alertmanagerFilePaths(source: ConfigSource): readonly ConfigPath[] {
  return entriesIn(source).flatMap((at) => [
    [...at, 'basic_auth', 'password_file'],
    [...at, 'authorization', 'credentials_file'],
    [...at, 'ca_file'],
  ]);
}

function entriesIn(source: ConfigSource): readonly ConfigPath[] {
  const entries = valueAt(source.value, ['alertmanagers']);
  return Array.isArray(entries) ? entries.map((_, index) => ['alertmanagers', index]) : [];
}

async function readEntry(
  source: ConfigSource,
  { folder, at }: { readonly folder: string; readonly at: ConfigPath },
): Promise<AlertmanagerSecrets> {
  const basic = await readSecret(source, { folder, at: [...at, 'basic_auth'], key: 'password', isFree: true });
  const token = await readSecret(source, { folder, at: [...at, 'authorization'], key: 'credentials' });
  const ca = await readAuthorities(source, folder, [...at, 'ca_file']);
  return {
    password: basic.secret,
    credentials: token.secret,
    ca: ca.pem,
    faults: [...basic.faults, ...token.faults, ...ca.faults],
  };
}

async function readAuthorities(
  source: ConfigSource,
  folder: string,
  path: ConfigPath,
): Promise<{ readonly pem: string | undefined; readonly faults: readonly Fault[] }> {
  const file = await readNamedFile(source, folder, path);
  if (file === undefined) return { pem: undefined, faults: [] };
  if ('problem' in file) return { pem: undefined, faults: [unreadable(source, path, file)] };
  const pem = file.secret.reveal();
  if (isCertificate(pem)) return { pem, faults: [] };
  const reason = 'the file that is named here holds no certificate in PEM (-----BEGIN CERTIFICATE-----)';
  return { pem: undefined, faults: [faultAt(source, path, reason)] };
}

/** Of several the first is looked at. */
function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

import { isAbsolute, join } from 'node:path';
import { type ConfigPath, formatPath, valueAt } from '../config/config-path.ts';
import { readSecretFile, type SecretFile } from '../config/secret-file.ts';
import { type ConfigSource, faultAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import { Secret } from '../core/secret.ts';

/** How keys that end in `_file` name files. */
export const PATH_RULE = 'absolute, or relative to this file';

/** What a header can carry. */
const PRINTABLE = /^[\x21-\x7e]+$/;

export interface ReadSecret {
  readonly secret?: Secret;
  readonly path: ConfigPath;
  readonly faults: readonly Fault[];
}

/** Where a secret is asked for. */
export interface SecretPlace {
  /** What relative paths start from. */
  readonly folder: string;
  readonly at: ConfigPath;
  readonly key: string;
  /** Any text is in order; otherwise it must be what a header can carry. */
  readonly isFree?: boolean;
}

/**
 * `key` itself, or the content of the file that `<key>_file` names, as the data stands there. Values that are of a wrong
 * type are left to the schema.
 */
export async function readSecret(source: ConfigSource, place: SecretPlace): Promise<ReadSecret> {
  const { at, key, isFree = false } = place;
  const literal = valueAt(source.value, [...at, key]);
  if (typeof literal === 'string') return checked(source, new Secret(literal), { path: [...at, key], isFree });
  const path = [...at, `${key}_file`];
  const file = await readNamedFile(source, place.folder, path);
  if (file === undefined) return { path, faults: [] };
  return 'secret' in file
    ? checked(source, file.secret, { path, isFree })
    : { path, faults: [unreadable(source, path, file)] };
}

/** The file that is named there; undefined when none is, or its name has a fault of its own. */
export async function readNamedFile(
  source: ConfigSource,
  folder: string,
  path: ConfigPath,
): Promise<SecretFile | undefined> {
  const name = valueAt(source.value, path);
  if (typeof name !== 'string' || hasFault(source, path)) return undefined;
  return await readSecretFile(isAbsolute(name) ? name : join(folder, name));
}

/** Not which file: people put the secret itself here by mistake. */
export function unreadable(source: ConfigSource, path: ConfigPath, { problem }: { readonly problem: string }): Fault {
  return faultAt(source, path, `the file that is named here ${problem}`);
}

function hasFault(source: ConfigSource, path: ConfigPath): boolean {
  return source.faults.some((fault) => fault.path === formatPath(path));
}

function checked(
  source: ConfigSource,
  secret: Secret,
  { path, isFree }: { readonly path: ConfigPath; readonly isFree: boolean },
): ReadSecret {
  const text = secret.reveal();
  if (text === '' || hasFault(source, path)) return { path, faults: [] };
  if (isFree || PRINTABLE.test(text)) return { secret, path, faults: [] };
  const reason = 'the secret holds a blank, a line break or a character outside ASCII, which no header can carry';
  return { path, faults: [faultAt(source, path, reason)] };
}

import { stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
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
  /** When the file was last written that holds it, epoch milliseconds; absent where none does. */
  readonly writtenAt?: number;
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
    ? { ...checked(source, file.secret, { path, isFree }), writtenAt: file.writtenAt }
    : { path, faults: [unreadable(source, path, file)] };
}

/** The file that is named there; undefined when none is, or its name has a fault of its own. */
export async function readNamedFile(
  source: ConfigSource,
  folder: string,
  path: ConfigPath,
): Promise<NamedFile | undefined> {
  const name = valueAt(source.value, path);
  if (typeof name !== 'string' || hasFault(source, path)) return undefined;
  const file = await readSecretFile(isAbsolute(name) ? name : join(folder, name));
  return 'secret' in file ? file : { ...file, place: await placeOf(name, folder) };
}

/** A file's content, or what is wrong with it and where it is looked for, as far as that may be told. */
export type NamedFile = Extract<SecretFile, { secret: unknown }> | UnreadableFile;

interface UnreadableFile {
  readonly problem: string;
  readonly place: string | undefined;
}

export function unreadable(source: ConfigSource, path: ConfigPath, { problem, place }: UnreadableFile): Fault {
  return faultAt(source, path, `the file that is named here ${problem}`, place);
}

/**
 * Where the file is looked for. People put the secret itself here by mistake: what is written is only repeated when it is
 * surely a path, which begins with dots or with a folder that is there.
 */
async function placeOf(name: string, folder: string): Promise<string | undefined> {
  const first = /^\/?[^/]+(?=\/)/.exec(name)?.[0];
  const isPath = first !== undefined && (/^\.\.?$/.test(first) || (await isFolder(resolve(folder, first))));
  if (isPath) return `it is looked for at ${resolve(folder, name)}`;
  return isAbsolute(name) ? undefined : `it is looked for in ${resolve(folder)}`;
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );
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

import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ioProblem } from '../config/secret-file.ts';
import { type Substitution, substituteEnv } from '../config/substitute-env.ts';
import { type ConfigSource, parseYaml, readYaml } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import { nameHint } from '../core/name-hint.ts';

/** The files that every tenant's folder holds. */
export const TENANT_FILES = ['tenant.yaml', 'routing.yaml', 'receivers.yaml'] as const;
/** The files that it may hold. */
export const OPTIONAL_TENANT_FILES = ['access.yaml', 'escalation.yaml'] as const;
/** The folders that it may hold. */
export const TENANT_FOLDERS = ['templates', 'locales'] as const;

export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

export interface Folder {
  /** By name, ascending. */
  readonly entries: readonly FolderEntry[];
  readonly exists: boolean;
  /** Why an existing folder could not be listed. */
  readonly faults: readonly Fault[];
}

/**
 * What lies in a folder. Names that begin with a dot are left out: Kubernetes and editors keep their own things there.
 * Links count as what they lead to.
 */
export async function listFolder(path: string): Promise<Folder> {
  try {
    const names = (await readdir(path)).filter((name) => !name.startsWith('.')).sort();
    const entries = await Promise.all(
      names.map(async (name) => ({ name, isFolder: await isFolder(join(path, name)) })),
    );
    return { entries, exists: true, faults: [] };
  } catch (error) {
    const problem = ioProblem(error);
    const exists = problem !== 'does not exist';
    return { entries: [], exists, faults: exists ? [{ file: path, path: '', reason: problem }] : [] };
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    // A link that leads nowhere, or a file deleted meanwhile: whoever wants to read it will say so.
    return ioProblem(error) === 'may not be read by this process';
  }
}

/** Reads one of a tenant's files; a file that is not there is a fault. Replaces `${NAME}` if told how. */
export async function readTenantFile(path: string, substitution?: Substitution): Promise<ConfigSource> {
  const source = await readYaml(path);
  if (source !== undefined) return substitution === undefined ? source : substituteEnv(source, substitution);
  const missing = {
    file: path,
    path: '',
    reason: 'the file is missing',
    hint: 'docs/configuration.md shows what goes into it',
  };
  return { ...parseYaml('', path), readable: false, faults: [missing] };
}

/** Reads one of the files that a tenant may do without; one that is not there reads as empty. Nothing is replaced in it. */
export async function readOptionalFile(path: string): Promise<ConfigSource> {
  return (await readYaml(path)) ?? parseYaml('', path);
}

/**
 * Faults for what looks like configuration and is not: a misspelt file would otherwise be silently without effect.
 * Other files, such as a README, are nobody's business. `secretFiles` are paths that `tenant.yaml` names.
 */
export function strayEntries(
  folder: string,
  entries: readonly FolderEntry[],
  secretFiles: readonly string[],
): readonly Fault[] {
  const files: readonly string[] = [...TENANT_FILES, ...OPTIONAL_TENANT_FILES];
  const named = new Set(secretFiles.flatMap((file) => file.replace(/^\.\//, '').split('/').slice(0, 1)));
  const isStray = ({ name, isFolder }: FolderEntry): boolean => {
    if (named.has(name)) return false;
    if (isFolder) return !TENANT_FOLDERS.some((known) => known === name);
    return /\.(?:ya?ml|json)$/.test(name) && !files.includes(name);
  };
  return entries.filter(isStray).map(({ name, isFolder }) => {
    const known = isFolder ? TENANT_FOLDERS : files;
    const hint = nameHint(name, known);
    return { file: join(folder, name), path: '', reason: `is no ${isFolder ? 'folder' : 'file'} of a tenant`, hint };
  });
}

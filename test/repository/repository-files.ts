import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Paths of all files that belong to the repository (tracked, or new and not ignored), relative to its root, sorted. */
export function repositoryFiles(): readonly string[] {
  const output = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const paths = output.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
  return [...new Set(paths)].sort();
}

export function readText(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** A source file of the product. */
export interface SourceFile {
  /** Relative to `src/`, e.g. `groups/merge.ts`. */
  readonly path: string;
  readonly text: string;
}

export function sourceFiles(): readonly SourceFile[] {
  return repositoryFiles()
    .filter((path) => path.startsWith('src/') && /\.tsx?$/.test(path))
    .map((path) => ({ path: path.slice('src/'.length), text: readText(path) }));
}

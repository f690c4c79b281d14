import { readFile, stat } from 'node:fs/promises';
import { Secret } from '../core/secret.ts';

/** Ours: the largest secret in use, a chain of certificates, stays below it. */
const MAX_SECRET_BYTES = 65_536;

/** `writtenAt`: when the file was last written, epoch milliseconds. */
export type SecretFile = { readonly secret: Secret; readonly writtenAt: number } | { readonly problem: string };

/** A file's content without line ends behind it. The problem says what is wrong with the file, never what is in it. */
export async function readSecretFile(path: string): Promise<SecretFile> {
  try {
    const info = await stat(path);
    if (!info.isFile()) return { problem: 'is not a file' };
    if (info.size > MAX_SECRET_BYTES) return { problem: 'is larger than 64 KiB, which no secret is' };
    const value = (await readFile(path, 'utf8')).replace(/[\r\n]+$/, '');
    return value === '' ? { problem: 'is empty' } : { secret: new Secret(value), writtenAt: info.mtimeMs };
  } catch (error) {
    return { problem: ioProblem(error) };
  }
}

/** What the file system says, in words; what is no error of the file system is thrown on. */
export function ioProblem(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  switch (code) {
    case undefined:
      throw error;
    case 'ENOENT':
    case 'ENOTDIR':
      return 'does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'may not be read by this process';
    case 'EISDIR':
      return 'is a folder, not a file';
    default:
      return `cannot be read (${String(code)})`;
  }
}

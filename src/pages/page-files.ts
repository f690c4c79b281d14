import { readdir, readFile } from 'node:fs/promises';
import { extname, join, posix } from 'node:path';
import { PACKAGE_DIR } from '../config/package-dir.ts';

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The files of the built page, by path. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Nothing from elsewhere, nothing inline: what messages say cannot run, load or post anything. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Addresses that open the page itself; it reads from its address what to show. */
const PAGE_PATHS = /^\/(?:preview\/?|workspaces\/.*)?$/;

/** Files whose names change with their content, and so may be kept for ever. */
const HASHED = /^\/_page\/.+-[\w-]{8}\.\w+$/;

/** Reads what `npm run build` made of `src/web`; no files at all when it was not built. */
export async function readPageFiles(folder: string = join(PACKAGE_DIR, 'dist', 'web')): Promise<PageFiles> {
  const files = new Map<string, PageFile>();
  for (const name of await namesIn(folder)) {
    const path = `/${name.replaceAll('\\', posix.sep)}`;
    files.set(path, { body: await readFile(join(folder, name)), headers: headersOf(path) });
  }
  return files;
}

/** The file that a path names; `/`, `/preview` and permalinks open the page. */
export function pageFileAt(files: PageFiles, path: string): PageFile | undefined {
  return files.get(PAGE_PATHS.test(path) ? '/index.html' : path);
}

/** True when the path is one of the page's own addresses, built or not. */
export function isPagePath(path: string): boolean {
  return PAGE_PATHS.test(path);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && CONTENT_TYPES[extname(entry.name)] !== undefined)
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

function headersOf(path: string): Readonly<Record<string, string>> {
  return {
    'Content-Type': CONTENT_TYPES[extname(path)] ?? 'application/octet-stream',
    'Content-Security-Policy': CONTENT_SECURITY_POLICY,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-store',
  };
}

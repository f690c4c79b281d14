/** Serves the operators' page, `/console/`: files that hold no data; what it shows comes from `/api/v1/`. */
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Application, Request, Response } from 'express';
import { PACKAGE_DIR } from '../config/package-dir.ts';
import { writeProblem } from '../core/problem.ts';
import { type PageFile, type PageFiles, readPageFiles } from '../pages/page-files.ts';

/** Where `npm run build` puts it. */
const FOLDER = join(PACKAGE_DIR, 'dist', 'web-console');

interface PackedFile extends PageFile {
  readonly packed: Buffer;
}

/** The page's files, each packed once; none when the page was not built. */
export async function readConsolePage(folder: string = FOLDER): Promise<ReadonlyMap<string, PackedFile>> {
  const files: PageFiles = await readPageFiles(folder);
  const pack = promisify(gzip);
  return new Map(
    await Promise.all(
      Array.from(files, async ([path, file]) => [path, { ...file, packed: await pack(file.body) }] as const),
    ),
  );
}

/** Addresses below `/console/` that name no file open the page, which reads from its address what to show. */
export function mountConsolePage(app: Application, files: ReadonlyMap<string, PackedFile>): void {
  app.get('/console', (request, response, next) => {
    if (request.path === '/console') response.redirect(308, '/console/');
    else next();
  });
  app.get('/console/{*path}', (request, response) => {
    const path = request.path.slice('/console'.length);
    const file = files.get(path) ?? (path.startsWith('/_page/') ? undefined : files.get('/index.html'));
    if (file !== undefined) return send(file, request, response);
    const detail =
      files.size === 0
        ? 'the page is not built: run "npm run build", and start Tocsin again'
        : 'there is no such file; load the page again, it may be of another version';
    writeProblem(response, { status: files.size === 0 ? 503 : 404, title: 'Not found', detail });
  });
}

function send(file: PackedFile, request: Request, response: Response): void {
  const isPacked = request.acceptsEncodings('gzip') === 'gzip';
  const body = isPacked ? file.packed : file.body;
  response.writeHead(200, {
    ...file.headers,
    Vary: 'Accept-Encoding',
    ...(isPacked ? { 'Content-Encoding': 'gzip' } : {}),
    'Content-Length': body.byteLength,
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}

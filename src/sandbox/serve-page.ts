import type { ServerResponse } from 'node:http';
import { isPagePath, type PageFiles, pageFileAt } from '../pages/page-files.ts';
import { sendText } from './http-io.ts';

const NOT_BUILT = 'The page is not built: run "npm run build", and start the sandbox again.\n';

/** Serves the page and its files; says whether the path is one of them. */
export function servePage(response: ServerResponse, files: PageFiles, path: string): boolean {
  const file = pageFileAt(files, path);
  if (file !== undefined) {
    response.writeHead(200, { ...file.headers, 'Content-Length': file.body.byteLength });
    response.end(file.body);
    return true;
  }
  if (!isPagePath(path)) return false;
  sendText(response, 503, NOT_BUILT, { 'Content-Type': 'text/plain; charset=utf-8' });
  return true;
}

import type { ServerResponse } from 'node:http';
import { sendText } from '../http-io.ts';
import { APP_SCRIPT } from './app-script.ts';
import { BLOCKS_SCRIPT } from './blocks-script.ts';
import { MRKDWN_SCRIPT } from './mrkdwn-script.ts';
import { PAGE_HTML } from './page-html.ts';
import { PAGE_STYLE } from './page-style.ts';

/** Nothing from elsewhere, nothing inline: what messages say cannot run, load or post anything. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

const JAVASCRIPT = 'text/javascript; charset=utf-8';

const ASSETS: ReadonlyMap<string, { readonly type: string; readonly body: string }> = new Map([
  ['/', { type: 'text/html; charset=utf-8', body: PAGE_HTML }],
  ['/_sandbox/page.css', { type: 'text/css; charset=utf-8', body: PAGE_STYLE }],
  ['/_sandbox/app.js', { type: JAVASCRIPT, body: APP_SCRIPT }],
  ['/_sandbox/blocks.js', { type: JAVASCRIPT, body: BLOCKS_SCRIPT }],
  ['/_sandbox/mrkdwn.js', { type: JAVASCRIPT, body: MRKDWN_SCRIPT }],
]);

/** Serves the page and its files; permalinks (`/workspaces/…`) open the page too. Says whether the path is one of them. */
export function servePage(response: ServerResponse, path: string): boolean {
  const asset = ASSETS.get(path.startsWith('/workspaces/') ? '/' : path);
  if (asset === undefined) return false;
  sendText(response, 200, asset.body, { ...HEADERS, 'Content-Type': asset.type });
  return true;
}

/** `/slack/install` and `/slack/oauth_redirect`: how a person installs the app for a tenant. docs/slack.md tells the way. */
import { parse as parseQuery } from 'node:querystring';
import type { Application, Request, Response } from 'express';
import type { TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { type InstallStores, install } from '../installations/install.ts';
import { type InstallLinks, STATE_MS } from '../installations/install-links.ts';
import type { Grant, SlackOauth } from '../installations/slack-oauth.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { ProductPhrases } from '../render/product-phrases.ts';
import type { Tenant } from '../tenants/tenant.ts';
import { escapeHtml, readerLocale, sendInstallPage } from './install-page.ts';

export const INSTALL_PATH = '/slack/install';
export const OAUTH_REDIRECT_PATH = '/slack/oauth_redirect';

export interface InstallEndpoints extends InstallStores {
  readonly links: InstallLinks;
  readonly oauth: SlackOauth;
  readonly phrases: ProductPhrases;
  /** Where browsers reach the relay, without a slash at its end. */
  readonly publicUrl: string;
  /** Called when a tenant has a new installation. */
  readonly onInstalled: (tenant: Tenant) => Promise<void>;
  readonly metrics: Metrics;
  readonly logger: Logger;
}

const COOKIE = 'tocsin-install';

/** How an install may end, by the phrase that says so. */
const STATUS = {
  done: 200,
  cancelled: 200,
  link_over: 410,
  expired: 410,
  other_workspace: 409,
  workspace_taken: 409,
  refused: 502,
} as const;
type Ending = keyof typeof STATUS;

interface Ended {
  readonly ending: Ending;
  readonly tenant?: Tenant;
  readonly grant?: Grant;
}

export function mountInstall(app: Application, endpoints: InstallEndpoints): void {
  app.get(INSTALL_PATH, (request, response) => beginInstall(endpoints, request, response));
  app.get(OAUTH_REDIRECT_PATH, async (request, response) => {
    const ended = await endInstall(endpoints, request);
    response.set('Set-Cookie', cookieText(endpoints, { value: '', maxAgeSeconds: 0 }));
    showEnding(endpoints, { request, response }, ended);
  });
}

/** Only shows where it leads: mail scanners and link previews that open the address use nothing up. */
async function beginInstall(endpoints: InstallEndpoints, request: Request, response: Response): Promise<void> {
  const { links, oauth } = endpoints;
  const query = queryOf(request);
  const begun = await links.begin(query('tenant'), query('key'));
  const tenant = begun && installableTenant(endpoints, begun.tenantId);
  if (begun === undefined || tenant === undefined) {
    showEnding(endpoints, { request, response }, { ending: 'link_over' });
    return;
  }
  const redirectUri = redirectUriOf(endpoints);
  const href = oauth.authorizeUrl({ state: begun.state, redirectUri, team: tenant.slack.teamId });
  response.set('Set-Cookie', cookieText(endpoints, { value: begun.cookie, maxAgeSeconds: STATE_MS / 1_000 }));
  const { locale, say } = speaker(endpoints, request);
  const values = { tenant: escapeHtml(tenant.name) };
  const link = { href, text: say('add') };
  sendInstallPage(response, { status: 200, locale, title: say('title', values), text: say('ask', values), link });
}

async function endInstall(endpoints: InstallEndpoints, request: Request): Promise<Ended> {
  const { links, oauth, logger } = endpoints;
  const query = queryOf(request);
  const returned = await links.take(query('state'), cookieOf(request));
  const tenant = returned && installableTenant(endpoints, returned.tenantId);
  if (returned === undefined || tenant === undefined) return { ending: 'expired' };
  if (query('error') === 'access_denied') return { ending: 'cancelled', tenant };
  const answer = await oauth.exchange({ code: query('code'), redirectUri: redirectUriOf(endpoints) });
  if (!answer.ok) {
    logger.warn({ tenant: tenant.id, detail: answer.detail }, 'Slack did not confirm an installation');
    return { ending: 'refused', tenant };
  }
  const { grant } = answer;
  const outcome = await install(endpoints, { tenant, grant, returned });
  if (outcome === 'link_used') return { ending: 'link_over', tenant };
  if (outcome !== 'installed') {
    logger.warn({ tenant: tenant.id, team: grant.teamId, outcome }, 'an installation was refused');
    return { ending: outcome, tenant, grant };
  }
  await report(endpoints, tenant, grant);
  return { ending: 'done', tenant, grant };
}

async function report({ metrics, logger, onInstalled }: InstallEndpoints, tenant: Tenant, grant: Grant): Promise<void> {
  metrics.installations.inc({ tenant: metrics.tenantLabel(tenant.id), event: 'installed' });
  const { teamId: team, installedBy: by } = grant;
  logger.info({ tenant: tenant.id, team, by }, 'the Slack app was installed');
  await onInstalled(tenant);
}

function showEnding(
  endpoints: InstallEndpoints,
  { request, response }: { readonly request: Request; readonly response: Response },
  { ending, tenant, grant }: Ended,
): void {
  const { locale, say } = speaker(endpoints, request);
  const values = { tenant: escapeHtml(tenant?.name ?? ''), workspace: escapeHtml(grant?.teamName ?? '') };
  const isDone = ending === 'done';
  const title = say(isDone ? 'done_title' : 'not_done');
  sendInstallPage(response, { status: STATUS[ending], locale, title, text: say(ending, values), isDone });
}

function installableTenant({ tenants }: InstallEndpoints, tenantId: TenantId): Tenant | undefined {
  const tenant = tenants().get(tenantId);
  return tenant?.slack.install === 'oauth' ? tenant : undefined;
}

function speaker({ phrases }: InstallEndpoints, request: Request) {
  const locale = readerLocale(request.headers['accept-language'], phrases.locales);
  const say = (key: string, values?: Readonly<Record<string, string>>) =>
    phrases.phrase(`install.${key}`, locale, values);
  return { locale, say };
}

function redirectUriOf({ publicUrl }: InstallEndpoints): string {
  return `${publicUrl}${OAUTH_REDIRECT_PATH}`;
}

/** Parameters as texts; what is absent, or there twice, is empty. */
function queryOf(request: Request): (name: string) => string {
  const query = parseQuery(request.url.split('?', 2)[1] ?? '');
  return (name) => {
    const value = query[name];
    return typeof value === 'string' ? value : '';
  };
}

/** Lax: it must come along when Slack leads the browser back here. */
function cookieText(
  { publicUrl }: InstallEndpoints,
  { value, maxAgeSeconds }: { readonly value: string; readonly maxAgeSeconds: number },
): string {
  const { protocol, pathname } = new URL(publicUrl);
  const path = `${pathname.replace(/\/+$/, '')}/slack`;
  const secure = protocol === 'https:' ? '; Secure' : '';
  return `${COOKIE}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

function cookieOf(request: Request): string {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? '';
}

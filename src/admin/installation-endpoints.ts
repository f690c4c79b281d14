/** Installations of the Slack app, for operators: docs/admin-api.md. */
import type { Application, Request, Response } from 'express';
import type { Clock } from '../core/clock.ts';
import { isTenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { nameHint } from '../core/name-hint.ts';
import { type Problem, writeProblem } from '../core/problem.ts';
import { type InstallLink, type InstallLinks, LINK_MS, LONGEST_LINK_MS } from '../installations/install-links.ts';
import type { InstallationStores } from '../installations/installations.ts';
import { keyIdOf } from '../installations/key-ring.ts';
import type { Workspaces } from '../installations/workspaces.ts';
import type { Tenant, TenantSet } from '../tenants/tenant.ts';
import { readActor } from './read-query.ts';

export interface InstallationApi extends Pick<InstallationStores, 'installations'> {
  readonly tenants: () => TenantSet;
  readonly workspaces: Workspaces;
  readonly links: InstallLinks | { readonly missing: readonly string[] };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Behind the guard of the admin API, which must be mounted before. */
export function mountInstallationApi(app: Application, api: InstallationApi): void {
  app.post('/api/v1/tenants/:tenantId/slack/install-links', async (request, response) => {
    const answer = await createLink(api, request);
    if ('title' in answer) return writeProblem(response, answer);
    sendJson(response.status(201), { url: answer.url, expiresAt: new Date(answer.expiresAt).toISOString() });
  });
  app.get('/api/v1/slack/installations', async (_request, response) => {
    sendJson(response, { installations: await listInstallations(api) });
  });
}

function sendJson(response: Response, body: object): void {
  response.setHeader('Cache-Control', 'no-store');
  response.json(body);
}

async function createLink(
  api: InstallationApi,
  request: Request<{ tenantId: string }>,
): Promise<InstallLink | Problem> {
  const { links, workspaces, logger } = api;
  const tenants = workspaces.installable();
  const tenant = tenants.find(({ id }) => isTenantId(request.params.tenantId) && id === request.params.tenantId);
  if (tenant === undefined) {
    return notInstallable(api, request.params.tenantId);
  }
  if ('missing' in links) {
    const detail = `the relay lacks ${links.missing.join(', ')}; set it and start the relay anew`;
    return { status: 409, title: 'Not set up', detail };
  }
  const ms = readValidity(new URL(request.url, 'http://admin').searchParams);
  const by = readActor(request.get('Tocsin-Actor'));
  if (typeof ms === 'object') return ms;
  if (typeof by === 'object') return { status: 400, title: 'Bad request', detail: by.detail };
  const link = await links.create(tenant.id, ms);
  logger.info({ tenant: tenant.id, by }, 'a link to install the Slack app was made');
  return link;
}

function notInstallable({ tenants, workspaces }: InstallationApi, name: string): Problem {
  if (isTenantId(name) && tenants().get(name) !== undefined) {
    const detail = `tenant ${name} has a token of its own; write "install: oauth" under slack in its tenant.yaml in place of bot_token, and reload`;
    return { status: 409, title: 'Not set up', detail };
  }
  const names = workspaces.installable().map(({ id }) => id);
  const hint = names.length === 0 ? 'no tenant has slack.install: oauth' : nameHint(name, names);
  return { status: 404, title: 'No such tenant', detail: `there is no tenant ${JSON.stringify(name)}; ${hint}` };
}

const HOUR_MS = 3_600_000;

function readValidity(query: URLSearchParams): number | Problem {
  const hours = Number(query.get('hours') ?? LINK_MS / HOUR_MS);
  const most = LONGEST_LINK_MS / HOUR_MS;
  if (Number.isInteger(hours) && hours >= 1 && hours <= most) return hours * HOUR_MS;
  return { status: 400, title: 'Bad request', detail: `hours must be a whole number from 1 to ${most}` };
}

async function listInstallations({ installations, workspaces, clock }: InstallationApi): Promise<readonly object[]> {
  const tenants = workspaces.installable();
  const stored = await installations.readAll(tenants.map(({ id }) => id));
  return Promise.all(
    tenants.map(async (tenant) => {
      const record = stored.get(tenant.id)?.record;
      if (record === undefined) return { tenant: tenant.id, state: 'not_installed' };
      const { teamId: team, teamName, scopes, installedBy, installedAt, expiresAt, sealed } = record;
      return {
        tenant: tenant.id,
        state: await stateOf(workspaces, tenant),
        ...(record.parked === undefined ? {} : { parked: record.parked.why }),
        team,
        teamName,
        scopes,
        installedBy,
        installedAt: new Date(installedAt).toISOString(),
        ...(expiresAt === undefined ? {} : { tokenEndsInSeconds: Math.round((expiresAt - clock.now()) / 1_000) }),
        keyId: keyIdOf(sealed),
      };
    }),
  );
}

async function stateOf(workspaces: Workspaces, tenant: Tenant): Promise<string> {
  const found = await workspaces.find(tenant.id);
  return found.ok ? 'in_order' : found.detail;
}

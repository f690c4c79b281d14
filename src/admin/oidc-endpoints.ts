/** Sign-ins with the operator's OpenID provider: there, and back to our own page, whatever came of it. */
import { hash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { OidcConfig } from '../config/oidc-settings.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Tickets } from '../installations/installations.ts';
import type { OidcOutcome } from '../metrics/api-metrics.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import { cookieIn, cookieText } from './cookie.ts';
import { type Handlers, problem } from './endpoint-handler.ts';
import { SESSION_COOKIE } from './identify.ts';
import type { Identity, OidcProvider } from './oidc-provider.ts';
import { grantsOf, valuesOf } from './oidc-roles.ts';
import { actorFault } from './read-request.ts';
import { RequestRate, SIGN_IN_RATE } from './request-rate.ts';
import type { OpenedWith, Sessions } from './sessions.ts';
import { beginFlow, FLOW_COOKIE, FLOW_MS, readFlow } from './sign-in-flow.ts';

export interface OidcSide {
  readonly config: OidcConfig;
  readonly provider: OidcProvider;
  /** Where browsers reach the relay. */
  readonly publicUrl: string;
}

export interface OidcEndpointParts {
  /** Undefined: nobody signs in that way. */
  readonly oidc: OidcSide | undefined;
  readonly sessions: Sessions;
  readonly tickets: Tickets;
  readonly tenants: () => TenantSet;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Below `/api/v1`. */
export const BEGIN_PATH = '/sign-in/oidc';
export const CALLBACK_PATH = `${BEGIN_PATH}/callback` as const;
/** Ours: callbacks for which the provider is asked at once, so that made-up ones cannot have it asked without end. */
const MOST_ASKED = 20;
/** Ours: tenants from which somebody may choose on the page; who has more looks after them, and is an operator. */
const MOST_OFFERED = 50;

/** How it ended, for the page, the log and the metrics. Claims are in none of them. */
interface Ended {
  readonly outcome: OidcOutcome;
  /** The provider's name for the person, once it is sure. */
  readonly subject?: string;
  /** The protocol's or the network's word. */
  readonly detail?: string;
  /** From which tenants to choose. */
  readonly tenants?: readonly string[];
  readonly session?: { readonly id: string; readonly role: string; readonly tenant: string | undefined };
}

export function oidcEndpoints(parts: OidcEndpointParts): Pick<Handlers, 'beginSignIn' | 'endSignIn'> {
  const { oidc, clock } = parts;
  const rate = new RequestRate(SIGN_IN_RATE, clock);
  let asked = 0;
  return {
    beginSignIn: async ({ query: { tenant }, response }) => {
      if (oidc === undefined) return NO_PROVIDER;
      const { cookie, keys } = beginFlow(tenant, clock.now());
      const found = await oidc.provider.authorizeUrl(keys);
      if ('failure' in found) return leave(parts, oidc, response, { outcome: found.failure, detail: found.detail });
      response.append('Set-Cookie', flowCookie(cookie, oidc));
      return redirect(response, found.href);
    },
    endSignIn: async ({ request, response }) => {
      if (oidc === undefined) return NO_PROVIDER;
      if (asked >= MOST_ASKED) return leave(parts, oidc, response, { outcome: 'busy' });
      asked += 1;
      try {
        return leave(parts, oidc, response, await endSignIn({ ...parts, oidc, rate }, request));
      } finally {
        asked -= 1;
      }
    },
  };
}

const NO_PROVIDER = problem(404, 'Not found', 'no OpenID provider is configured here: docs/console.md says how');

type Ending = OidcEndpointParts & { readonly oidc: OidcSide; readonly rate: RequestRate };

async function endSignIn(parts: Ending, request: Request): Promise<Ended> {
  const { oidc, clock, tickets, rate } = parts;
  const flow = readFlow(cookieIn(request, FLOW_COOKIE) ?? '', clock.now());
  const url = new URL(`${redirectUriOf(oidc.publicUrl)}?${request.url.split('?', 2)[1] ?? ''}`);
  if (flow === undefined || url.searchParams.get('state') !== flow.keys.state) return { outcome: 'expired' };
  const identity = await oidc.provider.identify(url, flow.keys);
  if ('failure' in identity) return { outcome: identity.failure, detail: identity.detail };
  const { subject } = identity;
  const opened = openedBy(parts, identity, flow.tenant);
  if ('outcome' in opened) return { ...opened, subject };
  if (rate.take(`oidc:${subject}`) > 0) return { outcome: 'busy', subject };
  // The provider takes its code once; that nobody comes by this address twice is ours to see to all the same.
  const name = `sign-in:${hash('sha256', flow.keys.state, 'base64url')}`;
  if (!(await tickets.isFirst(name, 2 * FLOW_MS))) return { outcome: 'expired', subject };
  const actor = actorOf(identity, oidc.config.nameClaim);
  const { id } = await parts.sessions.open({ actor, with: opened.with, ms: oidc.config.sessionMs });
  return { outcome: 'done', subject, session: { id, role: opened.role, tenant: opened.with.tenant } };
}

type WithProvider = OpenedWith & { readonly credential: 'oidc' };

/** What the session stands on: the values that give the role, so that a change of the rules counts at once. */
function openedBy(
  { oidc: { config }, tenants }: Ending,
  { subject, claims }: Identity,
  wanted: string | undefined,
): { readonly with: WithProvider; readonly role: string } | Ended {
  const values = valuesOf(claims, config.claim);
  if (values === undefined) return { outcome: 'no_claim' };
  const { isOperator, tenants: granted, by } = grantsOf(config.rules, values, tenants());
  const opened = { credential: 'oidc', issuer: config.issuer, subject, values: by } as const;
  if (isOperator) return { with: opened, role: 'operator' };
  const all = [...granted.values()];
  const chosen = all.find(({ tenant }) => tenant.id === wanted) ?? (all.length === 1 ? all[0] : undefined);
  if (chosen !== undefined) return { with: { ...opened, tenant: chosen.tenant.id }, role: chosen.role.name };
  if (all.length === 0) return { outcome: 'no_role' };
  const ids = all.map(({ tenant }) => tenant.id).sort();
  return { outcome: 'choose', tenants: ids.slice(0, MOST_OFFERED) };
}

/** As messages and the history may show it: what does not fit there, or looks like somebody in Slack, is not taken. */
function actorOf({ subject, claims }: Identity, nameClaim: string): string {
  const names = [...(valuesOf(claims, nameClaim) ?? []), subject];
  const name = names.find((each) => actorFault(each, nameClaim) === undefined);
  return name ?? `oidc-${hash('sha256', subject).slice(0, 12)}`;
}

/** Back to our own page and nowhere else; it says in the reader's language what came of it. */
function leave(parts: OidcEndpointParts, oidc: OidcSide, response: Response, ended: Ended): 'answered' {
  const { outcome, tenants, session } = ended;
  parts.metrics.signIns.inc({ way: 'oidc', outcome });
  report(parts.logger, ended);
  response.append('Set-Cookie', flowCookie('', oidc));
  if (session !== undefined) {
    const how = { isSecure: isSecure(oidc), ms: oidc.config.sessionMs };
    response.append('Set-Cookie', cookieText({ name: SESSION_COOKIE, value: session.id }, how));
  }
  const query = new URLSearchParams({
    sign_in: outcome,
    ...(tenants === undefined ? {} : { tenants: tenants.join() }),
  });
  return redirect(response, `${oidc.publicUrl}/console/?${query}`);
}

function report(logger: Logger, { outcome, subject, detail, session }: Ended): void {
  if (session !== undefined) {
    const { tenant, role } = session;
    logger.info({ subject, tenant, role, credential: 'oidc' }, 'somebody signed in');
  } else if (outcome === 'choose' || outcome === 'cancelled' || outcome === 'expired') {
    logger.info({ subject, outcome, detail }, 'a sign-in did not come to its end');
  } else {
    logger.warn({ subject, outcome, detail }, 'a sign-in was refused');
  }
}

function redirect(response: Response, url: string): 'answered' {
  response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).redirect(303, url);
  return 'answered';
}

/** Lax: it must come along when the provider leads the browser back here. */
function flowCookie(value: string, oidc: OidcSide): string {
  const [path, ms] = [`/api/v1${BEGIN_PATH}`, value === '' ? 0 : FLOW_MS];
  return cookieText({ name: FLOW_COOKIE, value }, { path, sameSite: 'Lax', isSecure: isSecure(oidc), ms });
}

function isSecure({ publicUrl }: OidcSide): boolean {
  return publicUrl.startsWith('https:');
}

export function redirectUriOf(publicUrl: string): string {
  return `${publicUrl}/api/v1${CALLBACK_PATH}`;
}

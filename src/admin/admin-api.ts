/** The API of operators and of tenants' own people, `/api/v1/`: docs/admin-api.md. Errors are problem+json. */
import type { Application, Response } from 'express';
import type { Tickets } from '../installations/installations.ts';
import type { Heartbeats } from '../watchdogs/heartbeats.ts';
import type { Caller } from './caller.ts';
import { deadLetterEndpoints, type LetterParts } from './dead-letter-endpoints.ts';
import { type DeedParts, deedEndpoints } from './deed-endpoints.ts';
import { eventEndpoints } from './event-endpoints.ts';
import { FleetIndex, type FleetParts } from './fleet-index.ts';
import { type GroupEndpointParts, groupEndpoints } from './group-endpoints.ts';
import { identify } from './identify.ts';
import { type InstallationApi, installationEndpoints } from './installation-endpoints.ts';
import { type OidcEndpointParts, oidcEndpoints } from './oidc-endpoints.ts';
import { openApiDocument } from './openapi.ts';
import { reportEndpoints } from './report-endpoints.ts';
import { type ServeParts, serveEndpoints } from './serve-endpoints.ts';
import { type SessionEndpointParts, sessionEndpoints } from './session-endpoints.ts';
import { createSessions } from './sessions.ts';
import { type SilenceParts, silenceEndpoints } from './silence-endpoints.ts';
import { createStatusStream, type StreamParts } from './status-stream.ts';
import { type TemplateDesk, templateEndpoints } from './template-endpoints.ts';
import { type TenantEndpointParts, tenantEndpoints } from './tenant-endpoints.ts';
import { watchdogEndpoint } from './watchdog-endpoint.ts';
import { type WhyParts, whyEndpoint } from './why-endpoint.ts';

export interface AdminApi
  extends Omit<ServeParts, 'sessions' | 'store'>,
    Omit<OidcEndpointParts, 'sessions'>,
    LetterParts,
    DeedParts,
    Omit<GroupEndpointParts, 'fleet' | 'store' | 'history'>,
    Omit<TenantEndpointParts, 'fleet' | 'workspaces'>,
    Pick<FleetParts, 'policyOf'>,
    InstallationApi,
    Omit<WhyParts, 'store' | 'history'>,
    Omit<SilenceParts, 'fleet'>,
    Omit<StreamParts, 'fleet' | 'stillKnown'>,
    Omit<SessionEndpointParts, 'sessions'> {
  readonly tickets: Tickets;
  readonly desk: TemplateDesk;
  readonly heartbeats: Heartbeats;
  readonly history: GroupEndpointParts['history'];
}

/** Must be mounted before whatever answers 404 to the rest. `close` ends the streams of pages that are open. */
export function mountAdminApi(app: Application, api: AdminApi): { close(): void } {
  const fleet = new FleetIndex(api);
  const sessions = createSessions(api);
  const stillKnown = (_caller: Caller, { req }: Response) => identify({ ...api, sessions }, req);
  const parts = { ...api, fleet, sessions, stillKnown };
  const stream = createStatusStream(parts);
  const document = openApiDocument();
  serveEndpoints(app, parts, {
    ...sessionEndpoints(parts),
    ...oidcEndpoints(parts),
    ...tenantEndpoints(parts),
    ...groupEndpoints(parts),
    ...deedEndpoints(parts),
    ...eventEndpoints(parts),
    ...whyEndpoint(parts),
    ...templateEndpoints(parts),
    ...silenceEndpoints(parts),
    ...watchdogEndpoint(parts),
    streamFleet: stream.streamFleet,
    showOpenApi: async () => ({ body: document }),
    ...deadLetterEndpoints(parts),
    ...installationEndpoints(parts),
    ...reportEndpoints(parts),
  });
  return { close: () => stream.close() };
}

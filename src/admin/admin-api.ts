/** The API of operators and of tenants' own people, `/api/v1/`: docs/admin-api.md. Errors are problem+json. */
import type { Application } from 'express';
import type { Tickets } from '../installations/installations.ts';
import { deadLetterEndpoints, type LetterParts } from './dead-letter-endpoints.ts';
import { type DeedParts, deedEndpoints } from './deed-endpoints.ts';
import { eventEndpoints } from './event-endpoints.ts';
import { FleetIndex, type FleetParts } from './fleet-index.ts';
import { type GroupEndpointParts, groupEndpoints } from './group-endpoints.ts';
import { type InstallationApi, installationEndpoints } from './installation-endpoints.ts';
import { type ServeParts, serveEndpoints } from './serve-endpoints.ts';
import { type SessionEndpointParts, sessionEndpoints } from './session-endpoints.ts';
import { createSessions } from './sessions.ts';
import { type TenantEndpointParts, tenantEndpoints } from './tenant-endpoints.ts';

export interface AdminApi
  extends Omit<ServeParts, 'sessions' | 'store' | 'hasProvider'>,
    LetterParts,
    DeedParts,
    Omit<GroupEndpointParts, 'fleet' | 'store' | 'history'>,
    Omit<TenantEndpointParts, 'fleet' | 'workspaces'>,
    Pick<FleetParts, 'policyOf'>,
    InstallationApi,
    Omit<SessionEndpointParts, 'sessions' | 'oidc'> {
  readonly tickets: Tickets;
  readonly history: GroupEndpointParts['history'];
}

/** Must be mounted before whatever answers 404 to the rest. */
export function mountAdminApi(app: Application, api: AdminApi): void {
  const fleet = new FleetIndex(api);
  const parts = { ...api, fleet, sessions: createSessions(api), oidc: undefined, hasProvider: false };
  serveEndpoints(app, parts, {
    ...sessionEndpoints(parts),
    ...tenantEndpoints(parts),
    ...groupEndpoints(parts),
    ...deedEndpoints(parts),
    ...eventEndpoints(parts),
    ...deadLetterEndpoints(parts),
    ...installationEndpoints(parts),
  });
}

/** The API of operators and of tenants' own people, `/api/v1/`: docs/admin-api.md. Errors are problem+json. */
import type { Application } from 'express';
import type { Tickets } from '../installations/installations.ts';
import { deadLetterEndpoints, type LetterParts } from './dead-letter-endpoints.ts';
import { type InstallationApi, installationEndpoints } from './installation-endpoints.ts';
import { type ServeParts, serveEndpoints } from './serve-endpoints.ts';
import { type SessionEndpointParts, sessionEndpoints } from './session-endpoints.ts';
import { createSessions } from './sessions.ts';

export interface AdminApi
  extends Omit<ServeParts, 'sessions' | 'store' | 'hasProvider'>,
    LetterParts,
    Omit<InstallationApi, 'tenants'>,
    Omit<SessionEndpointParts, 'sessions' | 'oidc'> {
  readonly tickets: Tickets;
}

/** Must be mounted before whatever answers 404 to the rest. */
export function mountAdminApi(app: Application, api: AdminApi): void {
  const parts = { ...api, sessions: createSessions(api), oidc: undefined, hasProvider: false };
  serveEndpoints(app, parts, {
    ...sessionEndpoints(parts),
    ...deadLetterEndpoints(parts),
    ...installationEndpoints(parts),
  });
}

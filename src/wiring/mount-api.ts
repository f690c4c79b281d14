/** The admin API, with what it takes of folders that it may not see. */
import { type AdminApi, mountAdminApi } from '../admin/admin-api.ts';
import { type OidcSide, redirectUriOf } from '../admin/oidc-endpoints.ts';
import { createOidcProvider } from '../admin/oidc-provider.ts';
import type { Environment } from '../config/environment.ts';
import type { OidcConfig } from '../config/oidc-settings.ts';
import { productVersion } from '../config/package-dir.ts';
import type { Releasers } from '../core/lifecycle.ts';
import { readPayload } from '../ingest/read-notification.ts';
import type { DrawingSource } from '../preview/drawing-board.ts';
import { createTemplateDesk } from '../preview/template-desk.ts';
import type { Takeovers } from '../tenants/takeovers.ts';

type Derived = 'oidc' | 'adminToken' | 'publicUrl' | 'version' | 'takeover' | 'desk' | 'readWebhook';

export interface ApiParts extends Omit<AdminApi, Derived> {
  readonly app: Parameters<typeof mountAdminApi>[0];
  readonly environment: Environment;
  /** `oidc` in tocsin.yaml. */
  readonly oidc: OidcConfig | undefined;
  readonly source: DrawingSource;
  readonly takeovers: Pick<Takeovers, 'last'>;
  /** Alerts of a webhook that are read. */
  readonly maxAlerts: number;
}

export function mountApi(parts: ApiParts, releasers: Releasers): void {
  const { app, environment, source, takeovers, maxAlerts } = parts;
  const desk = createTemplateDesk(deskSourceOf(source), parts.logger);
  releasers.add('template desk', () => desk.close());
  const api = mountAdminApi(app, {
    ...parts,
    adminToken: environment.adminToken,
    publicUrl: environment.install.publicUrl,
    oidc: oidcSideOf(parts),
    version: productVersion(),
    takeover: () => takeovers.last(),
    desk,
    readWebhook: (payload, now) => readPayload(payload, { maxAlerts, now }),
  });
  releasers.add('admin API', () => api.close());
}

/** Undefined where nobody signs in with a provider. */
function oidcSideOf({ oidc: config, environment, clock }: ApiParts): OidcSide | undefined {
  const { oidcClientSecret: clientSecret, install } = environment;
  const { publicUrl } = install;
  // What of these lacks was told as a fault: tenants/check-oidc.ts.
  if (config === undefined || clientSecret === undefined || publicUrl === undefined) return undefined;
  const provider = createOidcProvider({ ...config, clientSecret, redirectUri: redirectUriOf(publicUrl), clock });
  return { config, provider, publicUrl };
}

/** Of what is handed in only where the files are: variables stay here. */
function deskSourceOf({ templatesDir, localesDir, configDir }: DrawingSource): DrawingSource {
  return { templatesDir, localesDir, configDir };
}

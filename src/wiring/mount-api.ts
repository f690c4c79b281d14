/** The admin API, with what it takes of folders that it may not see. */
import { type AdminApi, mountAdminApi } from '../admin/admin-api.ts';
import type { Environment } from '../config/environment.ts';
import { productVersion } from '../config/package-dir.ts';
import type { Releasers } from '../core/lifecycle.ts';
import { readPayload } from '../ingest/read-notification.ts';
import { createTemplateDesk, type DeskSource } from '../preview/template-desk.ts';
import type { Takeovers } from '../tenants/takeovers.ts';

type Derived = 'adminToken' | 'publicUrl' | 'version' | 'takeover' | 'desk' | 'readWebhook';

export interface ApiParts extends Omit<AdminApi, Derived> {
  readonly app: Parameters<typeof mountAdminApi>[0];
  readonly environment: Environment;
  readonly source: DeskSource;
  readonly takeovers: Pick<Takeovers, 'last'>;
  /** Alerts of a webhook that are read. */
  readonly maxAlerts: number;
}

export function mountApi(parts: ApiParts, releasers: Releasers): void {
  const { app, environment, source, takeovers, maxAlerts } = parts;
  const api = mountAdminApi(app, {
    ...parts,
    adminToken: environment.adminToken,
    publicUrl: environment.install.publicUrl,
    version: productVersion(),
    takeover: () => takeovers.last(),
    desk: createTemplateDesk(source),
    readWebhook: (payload, now) => readPayload(payload, { maxAlerts, now }),
  });
  releasers.add('admin API', () => api.close());
}

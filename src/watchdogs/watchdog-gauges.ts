import type { TenantId } from '../core/ids.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { OTHER } from '../metrics/tenant-labels.ts';
import type { Tenant } from '../tenants/tenant.ts';
import type { Look } from './heartbeats.ts';

/**
 * What the metrics page says of watchdogs: what this process saw last, and nothing while it sees nothing. Tenants that share
 * a label have no series of their own.
 */
export class WatchdogGauges {
  readonly #metrics: Metrics;
  readonly #shown = new Map<TenantId, readonly string[]>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  show({ id, watchdogs: expected }: Tenant, { watchdogs }: Look): void {
    const { watchdogLastSeen, watchdogSilent, tenantLabel } = this.#metrics;
    const tenant = tenantLabel(id);
    if (tenant === OTHER) return;
    const known = watchdogs.filter(({ name }) => expected.some((each) => each.name === name));
    const names = known.map(({ name }) => name);
    this.#drop(id, names);
    for (const { name, heardAt, silence } of known) {
      const labels = { tenant, watchdog: name };
      if (heardAt !== undefined) watchdogLastSeen.set(labels, heardAt / 1_000);
      watchdogSilent.set(labels, silence === undefined ? 0 : 1);
    }
    this.#shown.set(id, names);
  }

  /** Nothing is known of the tenant's. */
  drop({ id }: Pick<Tenant, 'id'>): void {
    this.#drop(id, []);
    this.#shown.delete(id);
  }

  /** Other tenants left the configuration. */
  keepOnly(tenants: readonly Pick<Tenant, 'id'>[]): void {
    const ids = new Set(tenants.map(({ id }) => id));
    for (const id of this.#shown.keys()) if (!ids.has(id)) this.drop({ id });
  }

  #drop(id: TenantId, except: readonly string[]): void {
    const { watchdogLastSeen, watchdogSilent, tenantLabel } = this.#metrics;
    for (const watchdog of this.#shown.get(id) ?? []) {
      if (except.includes(watchdog)) continue;
      watchdogLastSeen.remove({ tenant: tenantLabel(id), watchdog });
      watchdogSilent.remove({ tenant: tenantLabel(id), watchdog });
    }
  }
}

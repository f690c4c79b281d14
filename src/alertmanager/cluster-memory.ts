/** Which cluster each of the tenants' Alertmanagers was in when it was last heard. */
import type { ClusterView } from '../actions/alertmanagers.ts';
import type { TenantId } from '../core/ids.ts';
import type { Asked } from './alertmanager-api.ts';
import type { ApiStatus } from './api-answers.ts';

/** Undefined when it stands alone. */
export function clusterOf({ cluster: { name, peers } }: ApiStatus): ClusterView | undefined {
  if (name === undefined || name === '') return undefined;
  return { member: name, peers: (peers ?? []).map((peer) => peer.name) };
}

/**
 * One that cannot be asked does not say whose peer it is, and those that can be asked have soon forgotten one that is gone:
 * so it is kept. Grows with the Alertmanagers that are configured: what a tenant names no longer goes with its next word.
 */
export class ClusterMemory {
  readonly #clusters = new Map<TenantId, ReadonlyMap<string, ClusterView>>();

  /** `configured`: the tenant's Alertmanagers as they are now. */
  learn({ asked, configured, status }: Heard): void {
    const known = this.#clusters.get(asked.tenantId);
    const next = new Map<string, ClusterView>();
    for (const each of configured) {
      const key = keyOf(each);
      const cluster = key === keyOf(asked.alertmanager) ? clusterOf(status) : known?.get(key);
      if (cluster !== undefined) next.set(key, cluster);
    }
    this.#clusters.set(asked.tenantId, next);
  }

  lastOf({ tenantId, alertmanager }: Asked): ClusterView | undefined {
    return this.#clusters.get(tenantId)?.get(keyOf(alertmanager));
  }
}

/** An entry that was pointed elsewhere is another one. */
function keyOf({ name, url }: Asked['alertmanager']): string {
  return `${name}\0${url}`;
}

interface Heard {
  readonly asked: Asked;
  readonly configured: readonly Asked['alertmanager'][];
  readonly status: ApiStatus;
}

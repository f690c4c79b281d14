import { join } from 'node:path';
import type { CanaryConfig } from '../config/canary-settings.ts';
import type { Fault } from '../core/fault.ts';
import { type LoadTenantsOptions, loadTenants } from './load-tenants.ts';
import type { TenantSet } from './tenant.ts';
import { withCanary } from './with-canary.ts';

/** The tenants as configured now. Whoever needs them asks `current()` each time and keeps nothing. */
export interface TenantRegistry {
  current(): TenantSet;
  /** Takes over a whole set at once: a caller sees the old one or the new one, never a mixture. */
  replace(next: TenantSet): void;
}

export function createTenantRegistry(initial: TenantSet): TenantRegistry {
  let present = initial;
  return {
    current: () => present,
    replace: (next) => {
      present = next;
    },
  };
}

export interface ReloadResult {
  /** Whether the new set was taken over. */
  readonly replaced: boolean;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

export interface ReloadOptions extends LoadTenantsOptions {
  /** The one that flies since the start. */
  readonly canary: CanaryConfig | undefined;
}

/**
 * Builds everything anew, then swaps. With any fault the old set stays. So it does when the new set is empty and the
 * old one is not: that is a volume that is not mounted far more often than the end of the last tenant.
 */
export async function reloadTenants(registry: TenantRegistry, options: ReloadOptions): Promise<ReloadResult> {
  const { tenants: loaded, faults, warnings } = await loadTenants(options);
  if (loaded === undefined) return { replaced: false, faults, warnings };
  const count = registry.current().all().length;
  if (loaded.all().length === 0 && count > 0) {
    const reason = `there are no tenants any more, and there ${count === 1 ? 'was' : 'were'} ${count}`;
    const hint = 'if that is meant, start the process anew';
    return { replaced: false, faults: [{ file: options.configDir, path: '', reason, hint }], warnings: [] };
  }
  const file = join(options.configDir, 'tocsin.yaml');
  const { tenants, faults: ofCanary } = withCanary(loaded, { ...options, file });
  if (ofCanary.length > 0) return { replaced: false, faults: ofCanary, warnings };
  registry.replace(tenants);
  return { replaced: true, faults, warnings };
}

import type { Clock } from '../core/clock.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { ListedGroup, OnCall } from '../core/listing.ts';
import { onCallAt } from '../routing/on-call.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import type { Alertmanagers, SilencesHeard } from './alertmanagers.ts';
import { type OpenGroups, type OpenGroupsParts, readListed, readOpenGroups } from './open-groups.ts';

/** What people look up of a tenant. All but `onCallOf` reject with a {@link TocsinError}. */
export interface LookUp {
  openGroups(tenantId: TenantId): Promise<OpenGroups>;
  /** One group by its id; undefined when it is not known. */
  groupOf(tenantId: TenantId, groupId: GroupId): Promise<ListedGroup | undefined>;
  /** Undefined where the tenant names no Alertmanager. */
  silencesOf(tenantId: TenantId): Promise<SilencesHeard | undefined>;
  /** Who is to be called now. */
  onCallOf(tenantId: TenantId): readonly OnCall[];
}

export function createLookUp({
  store,
  policyOf,
  alertmanagers,
  tenants,
  clock,
}: Pick<OpenGroupsParts, 'store' | 'policyOf'> & {
  readonly alertmanagers: Pick<Alertmanagers, 'silencesHeard'>;
  readonly tenants: () => TenantSet;
  readonly clock: Clock;
}): LookUp {
  const parts = { store, policyOf, now: () => clock.now() };
  return {
    openGroups: (tenantId) => readOpenGroups(parts, tenantId),
    groupOf: (tenantId, groupId) => readListed(parts, { tenantId, groupId }),
    silencesOf: async (tenantId) => {
      const has = (tenants().get(tenantId)?.alertmanagers.length ?? 0) > 0;
      return has ? await alertmanagers.silencesHeard(tenantId) : undefined;
    },
    onCallOf: (tenantId) =>
      (tenants().get(tenantId)?.schedules ?? []).flatMap(({ name, layers, userGroup }) => [
        ...layers.map((layer) => ({ schedule: name, person: onCallAt(layer, clock.now()).who })),
        ...(userGroup === undefined ? [] : [{ schedule: name, person: `<!subteam^${userGroup}>` }]),
      ]),
  };
}

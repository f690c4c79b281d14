import { Cluster, type Redis } from 'ioredis';
import type { TenantId } from '../core/ids.ts';
import type { TenantStats } from '../groups/store.ts';
import { asList, asNumber } from './replies.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** Tenants asked in one go: about a millisecond of Redis's time, so that nobody else waits for long. */
const BATCH = 100;

/** The figures of all these tenants. One server gets one pipeline for each hundred; a cluster one command a tenant. */
export async function readTenantStats(
  client: Redis | Cluster,
  tenantIds: readonly TenantId[],
  keysOf: (tenantId: TenantId) => TenantKeys,
): Promise<ReadonlyMap<TenantId, TenantStats>> {
  const all = new Map<TenantId, TenantStats>();
  for (let start = 0; start < tenantIds.length; start += BATCH) {
    const batch = tenantIds.slice(start, start + BATCH);
    const replies = await readBatch(
      client,
      batch.map((tenantId) => keysOf(tenantId)),
    );
    batch.forEach((tenantId, index) => {
      all.set(tenantId, statsOf(replies[index]));
    });
  }
  return all;
}

async function readBatch(client: Redis | Cluster, batch: readonly TenantKeys[]): Promise<readonly unknown[]> {
  if (client instanceof Cluster) {
    return await Promise.all(batch.map((keys) => client.tocsinStats(4, ...statsKeys(keys))));
  }
  const pipeline = client.pipeline();
  for (const keys of batch) pipeline.tocsinStats(4, ...statsKeys(keys));
  const results = (await pipeline.exec()) ?? [];
  return results.map(([error, reply]) => {
    if (error !== null) throw error;
    return reply;
  });
}

function statsKeys({ due, open, resolved, dead }: TenantKeys): readonly string[] {
  return [due, open, resolved, dead];
}

function statsOf(reply: unknown): TenantStats {
  const [now, open, resolved, due, first, deadLetters] = asList(reply).map((value) =>
    value === null ? undefined : asNumber(value),
  );
  return {
    groups: { open: open ?? 0, resolved: resolved ?? 0 },
    deadLetters: deadLetters ?? 0,
    due: due ?? 0,
    oldestDueMs: now === undefined || first === undefined ? 0 : Math.max(0, now - first),
  };
}

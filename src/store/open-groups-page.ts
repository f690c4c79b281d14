import type { Cluster, Redis } from 'ioredis';
import { groupId } from '../core/ids.ts';
import { SCHEMA } from '../groups/group-document.ts';
import type { OpenGroupsPage, Store } from '../groups/store.ts';
import { asStored } from './replies.ts';
import type { TenantKeys } from './tenant-keys.ts';

/**
 * One look at the index and one pipeline for the documents. A group that changes its state between the two is not listed, nor is one
 * that a newer version wrote in a form that this one does not read.
 */
export async function readOpenGroups(
  client: Redis | Cluster,
  keys: TenantKeys,
  { limit, after, state: wanted = 'open' }: Parameters<Store['openGroups']>[0],
): Promise<OpenGroupsPage> {
  const from = after === undefined ? '-' : `(${after}`;
  const ids = await client.zrangebylex(keys[wanted], from, '+', 'LIMIT', 0, limit + 1);
  const listed = ids.slice(0, limit);
  if (listed.length === 0) return { groups: [] };
  // One slot holds all of a tenant's keys, so that a cluster takes the pipeline too.
  const pipeline = client.pipeline();
  for (const id of listed) {
    pipeline.hmget(keys.group(groupId(id)), 'version', 'facts', 'delivery', 'state', 'schema');
  }
  const results = (await pipeline.exec()) ?? [];
  const groups = results.flatMap(([error, reply]) => {
    if (error !== null) throw error;
    const [version, facts, delivery, state, schema] = reply as (string | null)[];
    return state === wanted && Number(schema ?? 1) <= SCHEMA ? [asStored(version, facts, delivery)] : [];
  });
  const last = listed.at(-1);
  return { groups, ...(ids.length <= limit || last === undefined ? {} : { next: groupId(last) }) };
}

import type { Commit } from '../groups/store.ts';
import { EVENTS_KEPT, EVENTS_KEPT_MS } from './accept-call.ts';
import { deliveryText, factsText, isOnlyDelivery, SCHEMA } from './group-document.ts';
import type { TenantKeys } from './tenant-keys.ts';

/** Keys and arguments of the commit script. */
export function commitArguments(commit: Commit, keys: TenantKeys): readonly (string | number)[] {
  const { groupId: id, change } = commit;
  const written = typeof change === 'string' ? undefined : change;
  return [
    keys.group(id),
    keys.due,
    keys.events,
    keys.open,
    keys.resolved,
    id,
    commit.token,
    commit.expectedVersion,
    typeof change === 'string' ? change : 'written',
    commit.dueAt ?? '',
    EVENTS_KEPT,
    EVENTS_KEPT_MS,
    written?.state ?? '',
    written === undefined ? '' : deliveryText(written.group),
    written === undefined || isOnlyDelivery(written) ? '' : factsText(written.group),
    SCHEMA,
    ...commit.events.map((event) => JSON.stringify(event)),
  ];
}

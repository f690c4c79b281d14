import type { Commit, GroupChange } from '../groups/store.ts';
import { EVENTS_KEPT, EVENTS_KEPT_MS } from './accept-call.ts';
import { deliveryText, factsText, isOnlyDelivery, SCHEMA } from './group-document.ts';
import type { TenantKeys } from './tenant-keys.ts';

const COMMIT_KEYS = 6;

/** The number of keys, keys and arguments of the commit script. */
export function commitArguments(commit: Commit, keys: TenantKeys): readonly (string | number)[] {
  const { groupId: id, change } = commit;
  const written = typeof change === 'string' ? undefined : change;
  return [
    COMMIT_KEYS,
    keys.group(id),
    keys.due,
    keys.events,
    keys.open,
    keys.resolved,
    keys.dead,
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
    written === undefined ? '' : deadMarkOf(written),
    SCHEMA,
    ...commit.events.map((event) => JSON.stringify(event)),
  ];
}

/** When the group was given up; 0 when it is no dead letter; '' when that did not change, which spares Redis the writing. */
function deadMarkOf({ group, before }: GroupChange): number | '' {
  const at = group.dead?.at ?? 0;
  return before !== undefined && (before.dead?.at ?? 0) === at ? '' : at;
}

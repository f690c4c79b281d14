import { deliveryText, factsText, isOnlyDelivery } from '../groups/group-document.ts';
import type { Commit, GroupChange, GroupTexts } from '../groups/store.ts';
import type { TenantKeys } from './tenant-keys.ts';

const COMMIT_KEYS = 6;

/** What the commit writes of the document; undefined when it writes nothing. */
export function textsToWrite({ change }: Commit): Partial<GroupTexts> | undefined {
  if (typeof change === 'string') return undefined;
  const delivery = deliveryText(change.group);
  return isOnlyDelivery(change) ? { delivery } : { delivery, facts: factsText(change.group) };
}

/** The number of keys, keys and arguments of the commit script. */
export function commitArguments(
  commit: Commit,
  keys: TenantKeys,
  { delivery = '', facts = '' }: Partial<GroupTexts> = {},
): readonly (string | number)[] {
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
    written?.state ?? '',
    delivery,
    facts,
    written === undefined ? '' : deadMarkOf(written),
    ...commit.events.map((event) => JSON.stringify(event)),
  ];
}

/** When the group was given up; 0 when it is no dead letter; '' when that did not change, which spares Redis the writing. */
function deadMarkOf({ group, before }: GroupChange): number | '' {
  const at = group.dead?.at ?? 0;
  return before !== undefined && (before.dead?.at ?? 0) === at ? '' : at;
}

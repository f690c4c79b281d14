import type { DeadLetter, Group } from '../core/group.ts';
import type { TenantId } from '../core/ids.ts';
import type { DeadLetterPlace, Store } from '../groups/store.ts';

/** A dead letter with its document. */
export interface FoundLetter {
  readonly place: DeadLetterPlace;
  readonly group: Group;
  readonly dead: DeadLetter;
}

export interface LetterSearch {
  readonly tenantId: TenantId;
  /** Only those that were given up for this reason. */
  readonly reason?: string;
  /** Goes on behind this one. */
  readonly after?: DeadLetterPlace;
}

/** Places that are asked for at a time. */
const PAGE = 100;
/** Documents that are read at a time: few, because one may be megabytes. */
const READ_TOGETHER = 8;

/** A tenant's dead letters, the newest first; those that are none any more by the time they are read are left out. */
export async function* findDeadLetters(store: Store, search: LetterSearch): AsyncGenerator<FoundLetter> {
  const { tenantId } = search;
  let { after } = search;
  for (;;) {
    const page = await store.deadLetters({ tenantId, limit: PAGE, ...(after === undefined ? {} : { after }) });
    for (let start = 0; start < page.length; start += READ_TOGETHER) {
      yield* await readLetters(store, search, page.slice(start, start + READ_TOGETHER));
    }
    after = page.at(-1);
    if (page.length < PAGE) return;
  }
}

async function readLetters(
  store: Store,
  { tenantId, reason }: LetterSearch,
  places: readonly DeadLetterPlace[],
): Promise<readonly FoundLetter[]> {
  const read = await Promise.all(places.map(({ id }) => store.read(tenantId, id)));
  return places.flatMap((place, index) => {
    const group = read[index]?.group;
    if (group?.dead === undefined || (reason !== undefined && group.dead.reason !== reason)) return [];
    return [{ place, group, dead: group.dead }];
  });
}

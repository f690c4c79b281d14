import { type GroupId, type StreamId, streamOf } from '../core/ids.ts';
import type { StoredState } from '../groups/store.ts';

/** The ids of a tenant's open groups by their streams. */
export class OpenGroups {
  readonly #streams = new Map<StreamId, Set<GroupId>>();

  /** Notes a group's new state; `undefined` when it was removed. */
  note(id: GroupId, state: StoredState | undefined): void {
    const stream = streamOf(id);
    const ids = this.#streams.get(stream);
    if (state !== 'open') {
      ids?.delete(id);
      if (ids?.size === 0) this.#streams.delete(stream);
    } else if (ids === undefined) {
      this.#streams.set(stream, new Set([id]));
    } else {
      ids.add(id);
    }
  }

  of(stream: StreamId): Iterable<GroupId> {
    return this.#streams.get(stream) ?? [];
  }
}

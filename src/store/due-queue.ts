import type { GroupId } from '../core/ids.ts';

interface Entry {
  readonly id: GroupId;
  readonly dueAt: number;
}

/**
 * When each group is due, earliest first. A binary heap whose outdated entries are skipped when they surface, so that
 * moving a group costs no search.
 */
export class DueQueue {
  readonly #times = new Map<GroupId, number>();
  #heap: Entry[] = [];

  get(id: GroupId): number | undefined {
    return this.#times.get(id);
  }

  set(id: GroupId, dueAt: number): void {
    if (this.#times.get(id) === dueAt) return;
    this.#times.set(id, dueAt);
    this.#push({ id, dueAt });
    if (this.#heap.length > 2 * this.#times.size + 64) this.#rebuild();
  }

  delete(id: GroupId): void {
    this.#times.delete(id);
  }

  /** The group that is due first. */
  first(): Entry | undefined {
    for (;;) {
      const [top] = this.#heap;
      if (top === undefined || this.#times.get(top.id) === top.dueAt) return top;
      this.#pop();
    }
  }

  /** How many are due at `now` or before. */
  countDue(now: number): number {
    let count = 0;
    for (const dueAt of this.#times.values()) if (dueAt <= now) count += 1;
    return count;
  }

  #rebuild(): void {
    // A sorted list is a heap.
    this.#heap = [...this.#times].map(([id, dueAt]) => ({ id, dueAt })).sort((a, b) => a.dueAt - b.dueAt);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.push(entry) - 1;
    for (let up = (at - 1) >> 1; at > 0; up = (at - 1) >> 1) {
      const parent = heap[up];
      if (parent === undefined || parent.dueAt <= entry.dueAt) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (let down = this.#earlierChild(0); down !== undefined; down = this.#earlierChild(at)) {
      const child = heap[down];
      if (child === undefined || child.dueAt >= last.dueAt) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
  }

  #earlierChild(at: number): number | undefined {
    const left = this.#heap[2 * at + 1];
    const right = this.#heap[2 * at + 2];
    if (left === undefined) return undefined;
    return right !== undefined && right.dueAt < left.dueAt ? 2 * at + 2 : 2 * at + 1;
  }
}

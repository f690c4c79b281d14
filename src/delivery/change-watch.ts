/**
 * Judges accepted news by the objective: shown in Slack within 10 s, or late. The process that accepted a change judges it,
 * once: at once when it shows the change itself; else when the time has passed, by what the store says then. So what nobody
 * ever shows is late too, and what is still on its way counts as nothing.
 */
import type { Clock } from '../core/clock.ts';
import { TocsinError } from '../core/errors.ts';
import type { Group } from '../core/group.ts';
import type { GroupId, TenantId } from '../core/ids.ts';
import type { Releasers } from '../core/lifecycle.ts';
import type { Logger } from '../core/logger.ts';
import type { Store } from '../groups/store.ts';
import type { ChangeOutcome, Metrics } from '../metrics/metrics.ts';
import type { Destinations } from './destination.ts';

/** The objective: see docs/metrics.md. */
const OBJECTIVE_MS = 10_000;

/** How often it is seen what has become late, milliseconds. */
const LOOK_MS = 500;

/** Groups that are read from the store at the same time. */
const READ_TOGETHER = 50;

export interface ChangeWatchParts {
  readonly store: Pick<Store, 'read'>;
  readonly destinations: Destinations;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
}

interface Change {
  readonly tenantId: TenantId;
  readonly groupId: GroupId;
  /** When it was accepted, epoch milliseconds. */
  readonly at: number;
  isJudged: boolean;
}

/** Watches until it is released. */
export function watchChanges(parts: ChangeWatchParts, releasers: Releasers): ChangeWatch {
  const watch = new ChangeWatch(parts);
  watch.start();
  releasers.add('change watch', () => watch.stop());
  return watch;
}

export class ChangeWatch {
  readonly #parts: ChangeWatchParts;
  /** In the order in which they came. */
  readonly #waiting: Change[] = [];
  readonly #byGroup = new Map<string, Change[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: ChangeWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer = setInterval(() => void this.judgeOld(), LOOK_MS);
    this.#timer.unref();
  }

  /** What is not judged yet never is. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** This process accepted news of the group. */
  accepted(tenantId: TenantId, groupId: GroupId, at: number): void {
    const change = { tenantId, groupId, at, isJudged: false };
    this.#waiting.push(change);
    const others = this.#byGroup.get(nameOf(change));
    if (others === undefined) this.#byGroup.set(nameOf(change), [change]);
    else others.push(change);
  }

  /** This process stored that the group's message, or a summary, shows it: all but what is pending still. */
  stored(which: Pick<Change, 'tenantId' | 'groupId'>, after: Group | 'removed'): void {
    const changes = this.#byGroup.get(nameOf(which));
    if (changes === undefined) return;
    const shownUntil = after === 'removed' ? Number.POSITIVE_INFINITY : shownBefore(after);
    const now = this.#parts.clock.now();
    for (const change of changes) {
      if (change.at < shownUntil) this.#judge(change, now - change.at <= OBJECTIVE_MS ? 'in_time' : 'late');
    }
  }

  /** Judges what was accepted 10 s ago and this process has not shown. */
  async judgeOld(): Promise<void> {
    const until = this.#parts.clock.now() - OBJECTIVE_MS;
    const firstYoung = this.#waiting.findIndex(({ at }) => at > until);
    const old = this.#waiting.splice(0, firstYoung === -1 ? this.#waiting.length : firstYoung);
    const open = old.filter(({ isJudged }) => !isJudged);
    for (let start = 0; start < open.length; start += READ_TOGETHER) {
      await Promise.all(open.slice(start, start + READ_TOGETHER).map((change) => this.#judgeByStore(change)));
    }
  }

  async #judgeByStore(change: Change): Promise<void> {
    const group = await this.#read(change);
    if (change.isJudged) return;
    if (group === undefined) this.#judge(change, 'late');
    else if (change.at < shownBefore(group)) this.#judge(change, 'in_time');
    else this.#judge(change, this.#isMuted(change, group) ? undefined : 'late');
  }

  /**
   * A group stays in the store for an hour after its last news, so one that is not there was lost. While the store does
   * not answer nothing can have been shown; nor of a document that nobody can read.
   */
  async #read({ tenantId, groupId }: Change): Promise<Group | undefined> {
    const { store, logger } = this.#parts;
    try {
      return (await store.read(tenantId, groupId))?.group;
    } catch (error) {
      const isStoreAway = error instanceof TocsinError && error.reason === 'store_unavailable';
      const fields = { tenant: tenantId, group: groupId, error };
      if (!isStoreAway) logger.error(fields, 'a group cannot be read, what is new of it counts as late');
      return undefined;
    }
  }

  #isMuted({ tenantId }: Change, group: Group): boolean {
    const destination = this.#parts.destinations(tenantId, group.receiver);
    return destination?.mutedUntil(group, this.#parts.clock.now()) !== undefined;
  }

  #judge(change: Change, outcome: ChangeOutcome | undefined): void {
    if (change.isJudged) return;
    change.isJudged = true;
    const name = nameOf(change);
    const left = (this.#byGroup.get(name) ?? []).filter(({ isJudged }) => !isJudged);
    if (left.length === 0) this.#byGroup.delete(name);
    else this.#byGroup.set(name, left);
    const { metrics } = this.#parts;
    if (outcome !== undefined) metrics.changes.inc({ tenant: metrics.tenantLabel(change.tenantId), outcome });
  }
}

function nameOf({ tenantId, groupId }: Pick<Change, 'tenantId' | 'groupId'>): string {
  return `${tenantId} ${groupId}`;
}

/** News that came before this is shown; nothing of what was given up is. */
function shownBefore({ dead, pendingSince }: Group): number {
  if (dead !== undefined) return Number.NEGATIVE_INFINITY;
  return pendingSince ?? Number.POSITIVE_INFINITY;
}

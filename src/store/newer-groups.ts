import type { GroupId, TenantId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';

/** Beyond so many groups the log is silent: it has said what is the matter. */
const MAX_TOLD = 1_000;

/** Groups that a newer version wrote in a form of its own: each is spoken of once. */
export class NewerGroups {
  readonly #told = new Set<GroupId>();
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  note(tenant: TenantId, group: GroupId, schema: number): void {
    if (this.#told.has(group) || this.#told.size >= MAX_TOLD) return;
    this.#told.add(group);
    this.#logger.error(
      { tenant, group, schema },
      'a newer Tocsin wrote the group in a form that this one does not read; it is left to the newer one',
    );
  }
}

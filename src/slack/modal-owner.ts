import { setTimeout as pause } from 'node:timers/promises';
import { TocsinError } from '../core/errors.ts';
import { channelId, isGroupId, messageTs } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { findShown } from '../groups/find-shown.ts';
import type { Store } from '../groups/store.ts';
import type { InteractionTenant } from './answer-click.ts';

/** How long it may take: Slack gives three seconds for opening a modal, and the person's language has its part of them. */
const OWNER_MS = 500;

/**
 * Whose words and whose token a modal has, of the tenants of the workspace that Slack signed for: whose message the metadata
 * names, as the store bears it out; the first where it tells nothing in time. What the modal is about is asked again later.
 */
export type ModalOwner = (
  tenants: readonly InteractionTenant[],
  metadata: Readonly<Record<string, string>>,
) => Promise<InteractionTenant | undefined>;

export function createModalOwner({ store, logger }: { readonly store: Store; readonly logger: Logger }): ModalOwner {
  return async (tenants, { group = '', channel = '', ts = '' }) => {
    const [first, second] = tenants;
    if (second === undefined || !isGroupId(group)) return first;
    const tenantIds = tenants.map(({ id }) => id);
    const message = { channel: channelId(channel), ts: messageTs(ts) };
    const asked = findShown(store, { tenantIds, groupId: group, message }).catch((error: unknown) => {
      if (!(error instanceof TocsinError)) throw error;
      logger.warn({ reason: error.reason, error }, 'the store does not tell whose message a modal is of');
      return undefined;
    });
    const found = await Promise.race([asked, pause(OWNER_MS, undefined, { ref: false })]);
    return tenants.find(({ id }) => id === found?.tenantId) ?? first;
  };
}

/** What a tenant's other systems can be told of a group. The type of such a webhook is `group.` and one of these. */
export const WEBHOOK_KINDS = [
  'opened',
  'acknowledged',
  'unacknowledged',
  'assigned',
  'commented',
  'silenced',
  'unsilenced',
  'escalated',
  'resolved',
] as const;
export type WebhookKind = (typeof WEBHOOK_KINDS)[number];

/** What they are told unless they say otherwise: neither every group that opens, nor what people write. */
export const DEFAULT_WEBHOOK_KINDS: readonly WebhookKind[] = WEBHOOK_KINDS.filter(
  (kind) => kind !== 'opened' && kind !== 'commented',
);

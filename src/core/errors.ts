/**
 * One error class and one table. Every failure carries a reason from a closed list; the reason is the metric's label
 * and the heading in docs/operations.md.
 */

/** What to do about a failed Slack call. */
export type Verdict =
  /** Surely not applied: try again after a pause. */
  | 'retry'
  /** May have been applied: look before posting again. */
  | 'ambiguous'
  /** The message that was to be changed cannot be: post a new one. */
  | 'repost'
  /** Slack refuses the content: send the plain message at once. */
  | 'plain'
  /** The channel must be mended by a person. */
  | 'channel'
  /** The workspace's installation must be mended by a person. */
  | 'workspace';

interface ReasonRow {
  readonly verdict: Verdict;
  /** First pause before the next try, milliseconds; it doubles up to {@link MAX_BACKOFF_MS}. */
  readonly backoffMs: number;
}

/** The longest pause between two tries: a mended channel is noticed within five minutes. */
export const MAX_BACKOFF_MS = 300_000;

/**
 * Why a delivery failed. Slack's own error codes are mapped onto these in `slack/slack-errors.ts`.
 * Pauses are ours: one second is the pace that Slack advises for any method (rate limits page).
 */
export const DELIVERY_REASONS = {
  rate_limited: { verdict: 'retry', backoffMs: 1_000 },
  slack_unreachable: { verdict: 'retry', backoffMs: 1_000 },
  slack_unavailable: { verdict: 'retry', backoffMs: 5_000 },
  message_limit_exceeded: { verdict: 'retry', backoffMs: 60_000 },
  /** An HTTP status that Slack's API does not use: a proxy's, or `SLACK_API_URL` points elsewhere. */
  http_refused: { verdict: 'retry', backoffMs: 30_000 },
  timeout: { verdict: 'ambiguous', backoffMs: 2_000 },
  connection_lost: { verdict: 'ambiguous', backoffMs: 2_000 },
  slack_server_error: { verdict: 'ambiguous', backoffMs: 2_000 },
  bad_answer: { verdict: 'ambiguous', backoffMs: 5_000 },
  message_gone: { verdict: 'repost', backoffMs: 60_000 },
  content_refused: { verdict: 'plain', backoffMs: 60_000 },
  channel_not_found: { verdict: 'channel', backoffMs: 60_000 },
  not_in_channel: { verdict: 'channel', backoffMs: 60_000 },
  channel_archived: { verdict: 'channel', backoffMs: 60_000 },
  channel_restricted: { verdict: 'channel', backoffMs: 60_000 },
  token_invalid: { verdict: 'workspace', backoffMs: 60_000 },
  missing_scope: { verdict: 'workspace', backoffMs: 60_000 },
  workspace_restricted: { verdict: 'workspace', backoffMs: 60_000 },
  unknown_error: { verdict: 'retry', backoffMs: 30_000 },
} as const satisfies Record<string, ReasonRow>;

export type DeliveryReason = keyof typeof DELIVERY_REASONS;

export function isDeliveryReason(text: string): text is DeliveryReason {
  return Object.hasOwn(DELIVERY_REASONS, text);
}

/** Why telling a group was given up: a failure that lasted, or that its receiver left the configuration. */
export type DeadLetterReason = DeliveryReason | 'receiver_removed';

export const DEAD_LETTER_REASONS: readonly DeadLetterReason[] = [
  ...Object.keys(DELIVERY_REASONS).filter(isDeliveryReason),
  'receiver_removed',
];

/** Why a request could not be served, besides what {@link DELIVERY_REASONS} covers. */
export type Reason =
  | DeliveryReason
  | 'config_invalid'
  | 'store_unavailable'
  | 'template_failed'
  | 'usage'
  | 'worker_failed'
  /** Of the command line: no relay answers where one is asked, or it does not do what is asked. */
  | 'relay_unreachable'
  | 'relay_refused'
  | AlertmanagerReason;

/** Why a call of an Alertmanager's API failed; see the port in actions/alertmanagers.ts. */
export const ALERTMANAGER_REASONS = [
  'alertmanager_missing',
  'alertmanager_unreachable',
  'alertmanager_not_allowed',
  'alertmanager_denied',
  'alertmanager_refused',
  'alertmanager_bad_answer',
  'alertmanager_in_doubt',
  'silence_gone',
] as const;
export type AlertmanagerReason = (typeof ALERTMANAGER_REASONS)[number];

export function isAlertmanagerReason(reason: string): reason is AlertmanagerReason {
  return ALERTMANAGER_REASONS.some((each) => each === reason);
}

/** The one error class. `message` says what is wrong and what to do, and never holds a secret. */
export class TocsinError extends Error {
  override readonly name = 'TocsinError';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}

/** Reasons that say that Slack, or the way to it, is out of order, not the message. */
const OUTAGE_REASONS: ReadonlySet<DeliveryReason> = new Set([
  'slack_unreachable',
  'slack_unavailable',
  'slack_server_error',
  'timeout',
  'connection_lost',
  'bad_answer',
  'http_refused',
]);

/**
 * Calls that must fail in a row for such reasons before Slack counts as out of reach: one lost connection among many is a
 * matter of that call, three without a success between them are not (our choice).
 */
export const OUTAGE_AFTER = 3;

export function isOutageReason(reason: DeliveryReason): boolean {
  return OUTAGE_REASONS.has(reason);
}

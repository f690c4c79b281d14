import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { type DeliveryReason, isDeliveryReason, TocsinError } from '../core/errors.ts';

/** Why a call to Slack failed, in our words. Holds no payload and no secret. */
export interface SlackFailure {
  readonly reason: DeliveryReason;
  /** Slack's own code with its explanation, an HTTP status, or the network's word. */
  readonly detail: string;
  /** How long Slack wants this method of this workspace left alone; set exactly for `rate_limited`. */
  readonly retryAfterMs?: number;
}

/**
 * Slack's error codes by our reasons. Sources: the error tables of the chat.postMessage and chat.update method pages
 * (docs.slack.dev, 2026), and those of users.info and conversations.* for the codes that every method may give.
 */
const CODES_BY_REASON: Readonly<Partial<Record<DeliveryReason, readonly string[]>>> = {
  rate_limited: ['ratelimited', 'rate_limited'],
  // The workspace or the channel moves, or the message is being streamed into: it passes.
  slack_unavailable: [
    'service_unavailable',
    'team_added_to_org',
    'org_login_required',
    'external_channel_migrating',
    'streaming_state_conflict',
  ],
  message_limit_exceeded: ['message_limit_exceeded'],
  timeout: ['request_timeout'],
  // "It's possible some aspect of the operation succeeded before the error was raised" (chat.postMessage page).
  slack_server_error: ['internal_error', 'fatal_error', 'update_failed'],
  message_gone: ['message_not_found', 'cant_update_message', 'edit_window_closed', 'thread_not_found'],
  content_refused: [
    'invalid_blocks',
    'invalid_blocks_format',
    'msg_blocks_too_long',
    'msg_too_long',
    'no_text',
    'invalid_attachments',
    'too_many_attachments',
    'attachment_payload_limit_exceeded',
    'markdown_text_conflict',
    'invalid_metadata_format',
    'invalid_metadata_schema',
    'metadata_too_large',
    'block_mismatch',
    'invalid_arguments',
    'invalid_arg_name',
    'invalid_array_arg',
    'invalid_charset',
    'invalid_form_data',
    'invalid_json',
    'json_not_object',
    'invalid_post_type',
    'missing_post_type',
  ],
  // Also what Slack says of a private channel that the app is not in, and of a name used with an org-wide token.
  // The last five are a person's, whom no direct message reaches (conversations.open page).
  channel_not_found: [
    'channel_not_found',
    'team_not_found',
    'user_not_found',
    'users_not_found',
    'user_disabled',
    'user_not_visible',
    'cannot_dm_bot',
  ],
  not_in_channel: ['not_in_channel'],
  channel_archived: ['is_archived', 'is_inactive'],
  channel_restricted: [
    'restricted_action',
    'restricted_action_read_only_channel',
    'restricted_action_thread_only_channel',
    'restricted_action_non_threadable_channel',
    'restricted_action_thread_locked',
    'ekm_access_denied',
    'no_permission',
    'posting_to_channel_denied',
    'messages_tab_disabled',
    'cannot_reply_to_message',
    'channel_is_limited_access',
    'slack_connect_file_link_sharing_blocked',
  ],
  token_invalid: [
    'invalid_auth',
    'not_authed',
    'account_inactive',
    'token_revoked',
    'token_expired',
    'not_allowed_token_type',
    'metadata_must_be_sent_from_app',
  ],
  missing_scope: ['missing_scope'],
  workspace_restricted: [
    'team_access_not_granted',
    'access_denied',
    'enterprise_is_restricted',
    'accesslimited',
    'two_factor_setup_required',
  ],
};

/** Codes of which Slack adds more now and then, by how they begin. */
const FAMILIES: readonly (readonly [string, DeliveryReason])[] = [
  ['restricted_action', 'channel_restricted'],
  ['invalid_metadata_', 'content_refused'],
];

const REASON_BY_CODE: ReadonlyMap<string, DeliveryReason> = new Map(
  Object.keys(CODES_BY_REASON)
    .filter(isDeliveryReason)
    .flatMap((reason) => (CODES_BY_REASON[reason] ?? []).map((code) => [code, reason] as const)),
);

/** What a Slack error code looks like; WebClient gives the whole body in its place when an answer is no JSON. */
const ERROR_CODE = /^[a-z][a-z0-9_]{0,99}$/;

/** Longer explanations are cut. Slack's run to about a hundred characters. */
const MAX_DETAIL = 300;

/**
 * Stands in for a missing or unreadable Retry-After: the pace that Slack advises for any method (rate limits page).
 * A real limit answers again, and then the pauses of the reason's own double.
 */
const DEFAULT_RETRY_AFTER_SECONDS = 1;

/** Nothing longer is believed, so that one odd header cannot silence a workspace for good: an hour, our choice. */
const MAX_RETRY_AFTER_SECONDS = 3_600;

/** How WebClient 8 words a 429 without a readable Retry-After: a plain error, told apart only by its text. */
const UNREADABLE_RETRY_AFTER = 'Retry header did not contain a valid timeout';

/** The reason behind a Slack error code; a code that is not in the table is `unknown_error`. */
export function reasonOfCode(code: string): DeliveryReason {
  const family = FAMILIES.find(([prefix]) => code.startsWith(prefix));
  return REASON_BY_CODE.get(code) ?? family?.[1] ?? 'unknown_error';
}

/** Explains whatever `undici-fetch`, or a WebClient with `retries: 0` and `rejectRateLimitedCalls`, throws. */
export function explainSlackError(error: unknown): SlackFailure {
  if (error instanceof WebAPIPlatformError) return explainAnswer({ ...error.data });
  if (error instanceof WebAPIRateLimitedError) return rateLimited('http 429', error.retryAfter);
  if (error instanceof WebAPIHTTPError) return explainStatus(error.statusCode);
  if (error instanceof WebAPIRequestError) return explainNetwork(error.original);
  if (error instanceof TocsinError) return explainNetwork(error);
  if (error instanceof Error && error.message.startsWith(UNREADABLE_RETRY_AFTER)) {
    return explainLimit(null);
  }
  // For instance an answer of `null`, over which WebClient stumbles. Whether the call took effect is not known.
  return { reason: 'bad_answer', detail: error instanceof Error ? error.name : 'unknown failure' };
}

/** Explains an answer that does not say `ok`. `retryAfter`: the header, where WebClient has not read it already. */
export function explainAnswer(
  { error: code, needed, response_metadata: metadata }: Readonly<Record<string, unknown>>,
  retryAfter: string | null = null,
): SlackFailure {
  if (typeof code !== 'string' || !ERROR_CODE.test(code)) {
    return { reason: 'bad_answer', detail: 'the answer is not one of the Slack API' };
  }
  const reason = reasonOfCode(code);
  const { messages, seconds } = readMetadata(metadata);
  if (reason === 'rate_limited')
    return rateLimited(code, seconds ?? secondsOf(retryAfter) ?? DEFAULT_RETRY_AFTER_SECONDS);
  const scope = typeof needed === 'string' ? `needs ${needed}` : undefined;
  const detail = [code, scope, messages[0]].filter((part) => part !== undefined).join(': ');
  return { reason, detail: detail.slice(0, MAX_DETAIL) };
}

/** What Slack has to say besides, and where WebClient leaves its reading of Retry-After. */
function readMetadata(metadata: unknown): { readonly messages: readonly string[]; readonly seconds?: number } {
  if (typeof metadata !== 'object' || metadata === null) return { messages: [] };
  const messages = 'messages' in metadata && Array.isArray(metadata.messages) ? metadata.messages : [];
  const texts = messages.filter((message) => typeof message === 'string');
  const isRead = 'retryAfter' in metadata && typeof metadata.retryAfter === 'number';
  return { messages: texts, ...(isRead ? { seconds: Number(metadata.retryAfter) } : {}) };
}

/** Explains a 429 by its Retry-After, if it has one that can be read. */
export function explainLimit(retryAfter: string | null): SlackFailure {
  const seconds = secondsOf(retryAfter);
  if (seconds === undefined) return rateLimited('http 429 without Retry-After', DEFAULT_RETRY_AFTER_SECONDS);
  return rateLimited('http 429', seconds);
}

function secondsOf(retryAfter: string | null): number | undefined {
  const seconds = Number.parseInt(retryAfter ?? '', 10);
  return Number.isNaN(seconds) ? undefined : seconds;
}

/** Explains a status other than 200 and 429: Slack means nothing by them, it is broken or not the one that answers. */
export function explainStatus(status: number): SlackFailure {
  const detail = `http ${status}`;
  if (status === 408) return { reason: 'timeout', detail };
  return { reason: status >= 500 ? 'slack_server_error' : 'http_refused', detail };
}

/** Failures of `undici-fetch` name their reason; of any other it is not known whether the request got through. */
function explainNetwork(original: Error): SlackFailure {
  if (original instanceof TocsinError && isDeliveryReason(original.reason)) {
    return { reason: original.reason, detail: original.message };
  }
  return { reason: 'connection_lost', detail: original.name };
}

function rateLimited(detail: string, seconds: number): SlackFailure {
  const bounded = Math.min(Math.max(seconds, DEFAULT_RETRY_AFTER_SECONDS), MAX_RETRY_AFTER_SECONDS);
  return { reason: 'rate_limited', detail, retryAfterMs: bounded * 1_000 };
}

import { describe, expect, test } from '@jest/globals';
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { DELIVERY_REASONS, TocsinError, type Verdict } from '../../src/core/errors.ts';
import { explainSlackError, reasonOfCode } from '../../src/slack/slack-errors.ts';

/** Slack's codes by what must follow from them, as the platform reference classes them. */
const CODES: Readonly<Record<Verdict, string>> = {
  retry: `ratelimited rate_limited team_added_to_org org_login_required external_channel_migrating
    message_limit_exceeded service_unavailable streaming_state_conflict`,
  ambiguous: 'internal_error fatal_error request_timeout update_failed',
  channel: `channel_not_found not_in_channel is_archived is_inactive restricted_action
    restricted_action_read_only_channel restricted_action_thread_only_channel restricted_action_non_threadable_channel
    restricted_action_thread_locked restricted_action_of_tomorrow ekm_access_denied no_permission
    posting_to_channel_denied messages_tab_disabled cannot_reply_to_message channel_is_limited_access team_not_found
    slack_connect_file_link_sharing_blocked`,
  workspace: `invalid_auth not_authed account_inactive token_revoked token_expired missing_scope not_allowed_token_type
    team_access_not_granted access_denied enterprise_is_restricted accesslimited two_factor_setup_required
    metadata_must_be_sent_from_app`,
  plain: `invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text invalid_attachments
    too_many_attachments attachment_payload_limit_exceeded markdown_text_conflict invalid_metadata_format
    invalid_metadata_schema invalid_metadata_of_tomorrow metadata_too_large block_mismatch invalid_arguments invalid_arg_name invalid_array_arg
    invalid_charset invalid_form_data invalid_json json_not_object invalid_post_type missing_post_type`,
  repost: 'message_not_found cant_update_message edit_window_closed thread_not_found',
};

const rows = Object.entries(CODES).flatMap(([verdict, codes]) => codes.split(/\s+/).map((code) => [code, verdict]));

describe("Slack's error codes", () => {
  test.each(rows)('%s has the verdict %s', (code, verdict) => {
    const reason = reasonOfCode(code);
    expect(reason).not.toBe('unknown_error');
    expect(DELIVERY_REASONS[reason].verdict).toBe(verdict);
  });

  test('a code that nobody knows yet is an unknown error, to be tried again', () => {
    expect(reasonOfCode('moon_phase_wrong')).toBe('unknown_error');
    expect(DELIVERY_REASONS.unknown_error.verdict).toBe('retry');
  });
});

describe("failures of Slack's client", () => {
  test.each([
    [400, 'http_refused'],
    [401, 'http_refused'],
    [403, 'http_refused'],
    [404, 'http_refused'],
    [407, 'http_refused'],
    [302, 'http_refused'],
    [408, 'timeout'],
    [500, 'slack_server_error'],
    [502, 'slack_server_error'],
    [503, 'slack_server_error'],
    [504, 'slack_server_error'],
  ])('HTTP status %d is %s', (status, reason) => {
    expect(explainSlackError(new WebAPIHTTPError(status, '', {}, 'body'))).toEqual({
      reason,
      detail: `http ${status}`,
    });
  });

  test.each([
    [30, 30_000],
    [0, 1_000],
    [-5, 1_000],
    [1e9, 3_600_000],
  ])('a Retry-After of %d seconds means a pause of %d ms', (seconds, retryAfterMs) => {
    expect(explainSlackError(new WebAPIRateLimitedError(seconds))).toEqual({
      reason: 'rate_limited',
      detail: 'http 429',
      retryAfterMs,
    });
  });

  test('a network failure that names its reason keeps it', () => {
    const failure = new WebAPIRequestError(new TocsinError('slack_unreachable', 'ECONNREFUSED'));
    expect(explainSlackError(failure)).toEqual({ reason: 'slack_unreachable', detail: 'ECONNREFUSED' });
  });

  test('a network failure that names none is ambiguous', () => {
    const { reason } = explainSlackError(new WebAPIRequestError(new TypeError('fetch failed')));
    expect(DELIVERY_REASONS[reason].verdict).toBe('ambiguous');
  });

  test.each([[new TypeError('Cannot read properties of null')], ['text'], [undefined]])(
    'anything else is ambiguous, and its text is not repeated: %p',
    (thrown) => {
      const { reason, detail } = explainSlackError(thrown);
      expect(reason).toBe('bad_answer');
      expect(detail).not.toContain('properties');
    },
  );
});

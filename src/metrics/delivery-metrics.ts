import { REQUEST_BUCKETS, WAIT_BUCKETS } from './buckets.ts';
import type { Instruments } from './instruments.ts';

/** How groups are brought to Slack, what stands in the way, and what people press there. */
export function deliveryMetrics(make: Instruments) {
  return { ...messageMetrics(make), ...slackMetrics(make), ...waitMetrics(make), ...deadLetterMetrics(make) };
}

function messageMetrics({ counter, gauge }: Instruments) {
  return {
    groups: gauge(
      'tocsin_groups',
      'Alert groups kept, by state. The same from every process: take the maximum, not the sum.',
      { labelNames: ['tenant', 'state'], joinedBy: 'max' },
    ),
    deliveries: counter(
      'tocsin_deliveries_total',
      'Operations on Slack by receiver and outcome: sent; unchanged, the message says so already; plain, sent without its template; found, an earlier call had been taken; failed, with the reason, and tried again.',
      ['tenant', 'receiver', 'operation', 'outcome', 'reason'],
    ),
    dueGroups: gauge(
      'tocsin_due_groups',
      'Groups that should be looked at now and are not yet. The same from every process.',
      { labelNames: ['tenant'], joinedBy: 'max' },
    ),
    oldestDue: gauge(
      'tocsin_oldest_due_seconds',
      'How long the longest waiting of the due groups has waited. Grows where nobody delivers. The same from every process.',
      { labelNames: ['tenant'], joinedBy: 'max' },
    ),
    doubts: counter(
      'tocsin_doubts_total',
      'Messages of which Slack had to be asked whether it took them, by answer: found or absent; unreadable when nobody may look, postponed when it could not be asked for now.',
      ['tenant', 'outcome'],
    ),
    templateFailures: counter(
      'tocsin_template_failures_total',
      'Messages that fell back to the plain one because of their template. The log tells file, line and reason.',
      ['tenant', 'template'],
    ),
    clicks: counter(
      'tocsin_clicks_total',
      'Buttons that people pressed in Slack, by operation and what came of it: done, or why not. operation="acknowledge",outcome="done" are the acknowledgements.',
      ['tenant', 'operation', 'outcome'],
    ),
    commands: counter('tocsin_commands_total', 'Slash commands that people typed in Slack, by what they asked for.', [
      'tenant',
      'operation',
    ]),
  };
}

function slackMetrics({ counter, histogram }: Instruments) {
  return {
    slackRequests: counter('tocsin_slack_requests_total', 'Calls to Slack by method and outcome: ok, or the reason.', [
      'method',
      'outcome',
    ]),
    slackRequestSeconds: histogram('tocsin_slack_request_seconds', 'Duration of calls to Slack, by method.', {
      labelNames: ['method'],
      buckets: REQUEST_BUCKETS,
    }),
    slackRateLimited: counter(
      'tocsin_slack_rate_limited_total',
      'Calls that Slack answered with 429: then the method rests in this workspace for as long as Slack asked.',
      ['tenant', 'method'],
    ),
  };
}

function waitMetrics({ counter, gauge, histogram }: Instruments) {
  return {
    pacingWaits: counter(
      'tocsin_pacing_waits_total',
      "Times that a message was told to wait in line by Slack's limits; who waits asks again, and may be told so again.",
      ['tenant', 'method'],
    ),
    pacingWaitSeconds: histogram(
      'tocsin_pacing_wait_seconds',
      "How long messages were told to wait in line by Slack's limits.",
      { labelNames: ['method'], buckets: WAIT_BUCKETS },
    ),
    stormMode: gauge(
      'tocsin_storm_mode',
      "1 while this process tells new groups of one of the tenant's receivers in a summary, because more come than the channel takes. Take the maximum.",
      { labelNames: ['tenant'], joinedBy: 'max' },
    ),
    heldPlaces: gauge(
      'tocsin_held_places',
      'Channels and workspaces that are out of order and left alone now, as far as this process knows; their receivers wait. Take the maximum.',
      { labelNames: ['tenant', 'scope', 'reason'], joinedBy: 'max' },
    ),
    holds: counter(
      'tocsin_holds_total',
      'Times that a channel or a workspace was found out of order (begun), and in order again (ended): begun less ended is what is out of order now.',
      ['tenant', 'scope', 'reason', 'event'],
    ),
    folded: counter(
      'tocsin_folded_total',
      'Groups that went into a summary: in a storm, because they were over before Slack could be reached (missed), or because a quota of the tenant was used up (messages_quota, groups_quota).',
      ['tenant', 'why'],
    ),
  };
}

function deadLetterMetrics({ counter, gauge }: Instruments) {
  return {
    deadLettersKept: gauge(
      'tocsin_dead_letters',
      'Groups that were given up, of which nobody was told. The same from every process.',
      { labelNames: ['tenant'], joinedBy: 'max' },
    ),
    deadLetters: counter(
      'tocsin_dead_letters_total',
      'Times that a group was given up, by reason. A dead letter whose news cannot be told either is not counted again.',
      ['tenant', 'reason'],
    ),
    deadLettersEnded: counter(
      'tocsin_dead_letters_ended_total',
      'Dead letters that are none any more: told, there was news and it went out; replayed or dropped by a person; expired after delivery.dead_letters_kept.',
      ['tenant', 'outcome'],
    ),
  };
}

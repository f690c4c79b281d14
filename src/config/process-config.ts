import { join } from 'node:path';
import { z } from 'zod';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { TierQuotas } from '../core/quotas.ts';
import { type AlertmanagerConfig, AlertmanagerSettings, alertmanagerOf } from './alertmanager-settings.ts';
import { type CanaryConfig, CanarySettings, canaryOf } from './canary-settings.ts';
import { DeliverySettings } from './delivery-settings.ts';
import { durationBetween, formatDuration } from './duration.ts';
import { IngestSettings } from './ingest-settings.ts';
import { MetricsSettings } from './metrics-settings.ts';
import { type OidcConfig, OidcSettings, oidcOf } from './oidc-settings.ts';
import { type Checked, parseConfig } from './parse-config.ts';
import { TierSettings, tierQuotasOf } from './quota-settings.ts';
import { type Env, substituteEnv } from './substitute-env.ts';
import { type TruthCheckConfig, TruthCheckSettings, truthCheckOf } from './truth-check-settings.ts';
import { type WebhookConfig, WebhookSettings, webhooksOf } from './webhook-settings.ts';
import { parseYaml, readYaml } from './yaml-source.ts';

const Redis = z.strictObject({
  connect_timeout: durationBetween('100ms', '1m')
    .prefault('2s')
    .describe('How long to wait for a connection to Redis.'),
  command_timeout: durationBetween('50ms', '1m')
    .prefault('1s')
    .describe('How long to wait for an answer of Redis. A webhook that waits longer is answered with 503.'),
});

const Slack = z.strictObject({
  timeout: durationBetween('1s', '1m').prefault('10s').describe('How long to wait for an answer of Slack.'),
});

const ReceiverDefaults = z.strictObject({
  thread_updates: z.boolean().default(true).describe('Say in the thread what changed.'),
  on_repeat: z
    .enum(['ignore', 'thread', 'repost'])
    .default('thread')
    .describe(
      'When Alertmanager repeats a notification: do nothing, say so in the thread, or post the message anew at the end of the channel.',
    ),
  reopen_window: durationBetween('0', '7d')
    .prefault('30m')
    .describe(
      'A group that fires again within this time after it resolved reopens its message; later it gets a new one.',
    ),
  unreported_timeout: durationBetween('1m', '30d')
    .prefault('24h')
    .describe(
      'An alert that Alertmanager has left out for so long, without resolving it, leaves the message as not confirmed.',
    ),
  storm_after: durationBetween('1s', '7d')
    .prefault('1m')
    .describe(
      'When posting all that waits for the channel would take longer than this, new groups are told in one summary until that is over, the least urgent first.',
    ),
  missed: z
    .enum(['summary', 'each', 'none'])
    .default('summary')
    .describe(
      'Groups that fired and resolved while Slack could not be reached: tell them in one summary, each in a message of its own, or not at all.',
    ),
});

/** `config/tocsin.yaml`: settings of the whole process. Every key may be left out, and the file too. */
export const TocsinFile = z
  .strictObject({
    ingest: IngestSettings.prefault({}).describe('What webhooks may bring.'),
    delivery: DeliverySettings.prefault({}).describe('How work is brought to Slack.'),
    redis: Redis.prefault({}).describe('Calls to Redis. Where Redis is stands in the environment.'),
    slack: Slack.prefault({}).describe('Calls to Slack.'),
    webhooks: WebhookSettings.prefault({}).describe('What tenants have sent to other systems.'),
    alertmanager: AlertmanagerSettings.prefault({}).describe("Calls to the tenants' Alertmanagers."),
    metrics: MetricsSettings.prefault({}).describe('What `/metrics` tells: docs/metrics.md.'),
    truth_check: TruthCheckSettings.prefault({}).describe(
      'Asking Alertmanagers what they do not tell by themselves: docs/truth-check.md.',
    ),
    canary: CanarySettings.optional().describe(
      "An alert of the relay's own that takes the whole way now and then: docs/canary.md. Absent: none.",
    ),
    tiers: TierSettings.prefault({}).describe(
      'What tenants get by what they have booked: `tier` in their tenant.yaml.',
    ),
    oidc: OidcSettings.optional().describe(
      'Sign-in to the console with an OpenID provider: docs/console.md. Absent: with tokens only.',
    ),
    receiver_defaults: ReceiverDefaults.prefault({}).describe("What holds for receivers that don't say otherwise."),
    shutdown_timeout: durationBetween('0', '5m')
      .prefault('10s')
      .describe('How long work that has begun may take to end when the process is asked to stop.'),
    shutdown_delay: durationBetween('0', '5m')
      .prefault('0s')
      .describe(
        'How long the process goes on serving when it is asked to stop, while `/-/ready` already says no: as long as a load balancer needs to see that. Comes before shutdown_timeout.',
      ),
  })
  .superRefine(({ delivery, slack }, context) => {
    if (delivery.lease > 4 * slack.timeout) return;
    const least = formatDuration(4 * slack.timeout);
    const message = `must be more than ${least}, four times slack.timeout; a message that takes longer would be posted twice`;
    context.addIssue({ code: 'custom', path: ['delivery', 'lease'], message });
  })
  .superRefine(({ delivery }, context) => {
    if (delivery.tenant_concurrency <= delivery.concurrency) return;
    const message = 'must not be more than delivery.concurrency; lower it, or one tenant could hold up all others';
    context.addIssue({ code: 'custom', path: ['delivery', 'tenant_concurrency'], message });
  });
export type TocsinFile = z.output<typeof TocsinFile>;

/** A rate, and how many calls may go at once after a quiet time. */
interface Pace {
  readonly perSecond: number;
  readonly burst: number;
}

/** {@link TocsinFile} in the words of those who use it; durations are milliseconds. */
export interface ProcessConfig {
  readonly ingest: {
    readonly limits: {
      readonly bodyBytes: number;
      readonly alerts: number;
      readonly labelsPerAlert: number;
      readonly labelChars: number;
      readonly annotationChars: number;
    };
    readonly dedupeMs: number;
    readonly tenantConcurrency: number;
  };
  readonly delivery: {
    readonly concurrency: number;
    readonly tenantConcurrency: number;
    readonly leaseMs: number;
    /** What the lease leaves beyond the longest delivery: four calls. */
    readonly readyMs: number;
    readonly sweepMs: number;
    readonly deadLettersKeptMs: number;
    readonly gate: {
      readonly paces: { readonly channelPosts: Pace; readonly workspacePosts: Pace; readonly workspaceUpdates: Pace };
      /** The longest that a delivery's calls take: two, where Slack refuses the first one's content. */
      readonly retestMs: number;
      readonly maxHoldMs: number;
      readonly outageNoteMs: number;
    };
  };
  readonly redis: { readonly connectTimeoutMs: number; readonly commandTimeoutMs: number };
  readonly slack: { readonly timeoutMs: number };
  readonly webhooks: WebhookConfig;
  readonly alertmanager: AlertmanagerConfig;
  readonly metrics: { readonly maxSeries: number };
  readonly truthCheck: TruthCheckConfig;
  readonly canary: CanaryConfig | undefined;
  readonly oidc: OidcConfig | undefined;
  readonly receiverDefaults: ReceiverPolicy;
  readonly tierQuotas: TierQuotas;
  readonly shutdown: { readonly delayMs: number; readonly timeoutMs: number };
}

/** Reads `tocsin.yaml` in the folder; where it is absent all defaults hold. */
export async function loadProcessConfig(options: {
  readonly configDir: string;
  readonly env: Env;
}): Promise<Checked<ProcessConfig>> {
  const file = join(options.configDir, 'tocsin.yaml');
  const source = (await readYaml(file)) ?? parseYaml('', file);
  const { value, faults } = parseConfig(TocsinFile, substituteEnv(source, { env: options.env }));
  return value === undefined ? { faults } : { value: processConfigOf(value), faults };
}

function processConfigOf(file: TocsinFile): ProcessConfig {
  const { ingest, receiver_defaults: receiver } = file;
  return {
    ingest: {
      limits: {
        bodyBytes: ingest.max_body_size,
        alerts: ingest.max_alerts,
        labelsPerAlert: ingest.max_labels,
        labelChars: ingest.max_label_length,
        annotationChars: ingest.max_annotation_length,
      },
      dedupeMs: ingest.dedupe_window,
      tenantConcurrency: ingest.tenant_concurrency,
    },
    delivery: deliveryOf(file),
    redis: { connectTimeoutMs: file.redis.connect_timeout, commandTimeoutMs: file.redis.command_timeout },
    slack: { timeoutMs: file.slack.timeout },
    webhooks: webhooksOf(file.webhooks),
    alertmanager: alertmanagerOf(file.alertmanager),
    metrics: { maxSeries: file.metrics.max_series },
    truthCheck: truthCheckOf(file.truth_check),
    canary: canaryOf(file.canary),
    tierQuotas: tierQuotasOf(file.tiers),
    oidc: oidcOf(file.oidc),
    receiverDefaults: {
      threadUpdates: receiver.thread_updates,
      onRepeat: receiver.on_repeat,
      reopenWindowMs: receiver.reopen_window,
      unreportedTimeoutMs: receiver.unreported_timeout,
      stormAfterMs: receiver.storm_after,
      missed: receiver.missed,
      copyWindowMs: ingest.dedupe_window,
      deadAfterMs: file.delivery.dead_after,
      deadLettersKeptMs: file.delivery.dead_letters_kept,
    },
    shutdown: { delayMs: file.shutdown_delay, timeoutMs: file.shutdown_timeout },
  };
}

function deliveryOf({ delivery, slack }: TocsinFile): ProcessConfig['delivery'] {
  return {
    concurrency: delivery.concurrency,
    tenantConcurrency: delivery.tenant_concurrency,
    leaseMs: delivery.lease,
    readyMs: delivery.lease - 4 * slack.timeout,
    sweepMs: delivery.sweep_interval,
    deadLettersKeptMs: delivery.dead_letters_kept,
    gate: {
      paces: {
        channelPosts: { perSecond: delivery.channel_posts_per_second, burst: delivery.channel_burst },
        workspacePosts: paceOf(delivery.workspace_posts_per_minute),
        workspaceUpdates: paceOf(delivery.workspace_updates_per_minute),
      },
      retestMs: 2 * slack.timeout,
      maxHoldMs: delivery.max_retest_interval,
      outageNoteMs: delivery.outage_note_after,
    },
  };
}

/** A sixth of a minute's calls may go at once, so that the quota can be used where changes come in bursts. */
function paceOf(perMinute: number): Pace {
  return { perSecond: perMinute / 60, burst: Math.max(1, Math.floor(perMinute / 6)) };
}

import { z } from 'zod';
import { QuotaSettings } from '../config/quota-settings.ts';
import { TIERS, type Tier } from '../core/quotas.ts';
import { AlertmanagerEntry } from './alertmanager-entry.ts';
import { LocaleTag, ZoneName } from './locale-and-zone.ts';
import { countOf, mappingRule } from './mapping-rule.ts';
import { PATH_RULE } from './read-secret.ts';
import { ReportEntry } from './report-entry.ts';
import { ApiToken, IngestToken } from './token-entry.ts';
import { WatchdogEntry } from './watchdog-entry.ts';
import { WebhookEntry } from './webhook-entry.ts';

/** Share of a tenant where several wait to be delivered: places in a turn, and how far its own cap reaches. */
export const TIER_WEIGHTS: Readonly<Record<Tier, number>> = { free: 1, premium: 2, enterprise: 4 };

const BOT_TOKEN = ['bot_token', 'bot_token_file'];
const isInstalled = ({ install }: { readonly install?: unknown }): boolean => install === 'oauth';

const SlackWorkspace = z
  .strictObject({
    install: z
      .enum(['token', 'oauth'])
      .default('token')
      .describe(
        'How the app comes into the workspace. `token`: it is there, and `bot_token` is its token. `oauth`: a person installs it by a link that `tocsin slack install-link` makes; the tokens are kept encrypted in the store (docs/slack.md).',
      ),
    team_id: z
      .string()
      .regex(
        /^[TE][A-Z0-9]+$/,
        'must be a workspace id such as T0123ABCD; it stands in the address of Slack in a browser',
      )
      .optional()
      .describe(
        "The workspace's id, `T…`, or `E…` for an organization. Required with a token. With `install: oauth` the app can be installed in this workspace alone; without it the first installation binds the tenant to its workspace.",
      ),
    bot_token: z
      .string()
      .min(1)
      .optional()
      .describe(`The app's bot token, \`xoxb-…\`; better \`\${ENV_NAME}\` than literally.`),
    bot_token_file: z.string().min(1).optional().describe(`File that holds the bot token, ${PATH_RULE}.`),
    in_doubt: z
      .enum(['post_again', 'leave'])
      .default('post_again')
      .describe(
        'When a call to Slack ended without an answer and the channel may not be read back to see what became of it: post again, at the risk that an alert stands there twice, or leave it until there is news, at the risk that it is not seen.',
      ),
  })
  .check(
    mappingRule((slack) => isInstalled(slack) || Object.hasOwn(slack, 'team_id'), {
      error: 'is missing; it must be text',
      path: 'team_id',
    }),
    mappingRule((slack) => isInstalled(slack) || countOf(slack, BOT_TOKEN) === 1, {
      error: 'needs exactly one of bot_token, bot_token_file; or write install: oauth',
    }),
    mappingRule((slack) => !isInstalled(slack) || countOf(slack, BOT_TOKEN) === 0, {
      error: 'has install: oauth and a token; remove one of them',
    }),
  );

/** `tenant.yaml`: who the tenant is. */
export const TenantFile = z.strictObject({
  name: z.string().min(1).max(120).describe('As people say it.'),
  tier: z
    .enum(TIERS)
    .default('free')
    .describe(
      'What the tenant has booked. Where several tenants wait to be delivered, premium gets two groups in its turn and enterprise four, free one.',
    ),
  quotas: QuotaSettings.prefault({}).describe(
    'How much of its channels the tenant may take before its new groups are told in summaries: docs/quotas.md. What is absent is as `tiers` of tocsin.yaml says.',
  ),
  locale: LocaleTag.default('en').describe('Language of messages; receivers may have their own.'),
  time_zone: ZoneName.default('UTC').describe("Time zone of times that can't be shown in the reader's own; IANA name."),
  ingest: z
    .strictObject({
      tokens: z
        .array(IngestToken)
        .min(1)
        .max(10)
        .describe(
          "Tokens of the tenant's Alertmanagers. All are valid: for a rotation add the new one, change the senders, remove the old one.",
        ),
    })
    .describe('How webhooks prove whose they are.'),
  api: z
    .strictObject({
      tokens: z
        .array(ApiToken)
        .max(50)
        .default([])
        .describe("Tokens for the tenant's own people and scripts. They reach this tenant and no other."),
    })
    .prefault({})
    .describe('Who may use the admin API and the console besides operators: docs/admin-api.md.'),
  slack: SlackWorkspace.describe('The workspace that messages go to.'),
  alertmanagers: z
    .array(AlertmanagerEntry)
    .max(20)
    .default([])
    .describe("The tenant's Alertmanagers, for silences and for asking what became of alerts."),
  webhooks: z
    .array(WebhookEntry)
    .max(20)
    .default([])
    .describe('Other systems that are told what people do to groups and what becomes of these: docs/webhooks-out.md.'),
  watchdogs: z
    .array(WatchdogEntry)
    .max(20)
    .default([])
    .describe('Alerts that always fire, and whose silence is told: docs/watchdogs.md.'),
  report: ReportEntry.optional().describe('A weekly report on noisy alerts: docs/noise-report.md. Absent: none.'),
});
export type TenantFile = z.output<typeof TenantFile>;

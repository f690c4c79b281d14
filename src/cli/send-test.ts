import { randomUUID } from 'node:crypto';
import { productVersion } from '../config/package-dir.ts';
import type { Content } from '../core/content.ts';
import { DELIVERY_REASONS, type Verdict } from '../core/errors.ts';
import { createMetrics } from '../metrics/metrics.ts';
import { createSlackSender } from '../slack/slack-sender.ts';
import type { Tenant, TenantReceiver } from '../tenants/tenant.ts';
import { type Command, EXIT } from './command.ts';
import {
  CONFIG_HELP,
  configDirOf,
  receiverOf,
  requireConfiguration,
  requireEnvironment,
  tenantOf,
} from './configuration.ts';
import { teamOf, workspaceFor } from './tenant-workspace.ts';

const HELP = `Posts one message, marked as a test, to the channel of a receiver, and says where it went or why not.

Use: tocsin send-test --tenant TENANT --receiver RECEIVER [--config DIR]

It goes to Slack, or to where SLACK_API_URL points, with the tenant's own bot token (one that was installed
is read from the relay's Redis) and in the receiver's language.

Options:
  --tenant TENANT    the tenant
  --receiver NAME    one of its receivers
${CONFIG_HELP}

Examples:
  tocsin send-test --tenant acme --receiver ops

Exit codes: 0 Slack took it; 1 Slack did not take it, or the configuration is invalid; 2 wrong use.`;

/** What a person can do about each class of failure; the reason itself has an entry in docs/operations.md. */
const ADVICE: Readonly<Record<Verdict, string>> = {
  retry: 'this passes by itself mostly; the relay would try again',
  ambiguous: 'it may have been posted nevertheless: look into the channel before trying again',
  repost: 'the relay would post anew',
  plain: 'Slack does not like the text; the relay would send its plain message',
  channel: "look at the receiver's channel in receivers.yaml, and whether the app may post there",
  workspace: "look at slack.bot_token in tenant.yaml, and at the app's installation in the workspace",
};

export const sendTest: Command = {
  help: HELP,
  options: { tenant: 'value', receiver: 'value', config: 'value' },
  async run(given, env) {
    given.need('tenant');
    given.need('receiver');
    const environment = await requireEnvironment(env);
    const { process, tenants } = await requireConfiguration(configDirOf(given, env), env);
    const tenant = tenantOf(given, tenants);
    const receiver = receiverOf(given, tenant);
    const workspace = await workspaceFor(tenant, { environment, process, tenants });
    const sender = createSlackSender({
      apiUrl: environment.slackApiUrl,
      timeoutMs: process.slack.timeoutMs,
      workspaceOf: () => workspace,
      metrics: createMetrics({ version: productVersion(), defaults: false }),
    });
    const content = testMessage(tenant, receiver);
    const sent = await sender.post({
      tenantId: tenant.id,
      channel: receiver.channel,
      content,
      deliveryId: `test.${randomUUID()}`,
    });
    await sender.close();
    const where = `channel ${receiver.channel} of workspace ${teamOf(workspace, tenant)} at ${environment.slackApiUrl}`;
    if (sent.ok) {
      console.log(`Sent to ${where}: message ${sent.ts} in ${sent.channel}.`);
      return EXIT.ok;
    }
    const advice = ADVICE[DELIVERY_REASONS[sent.reason].verdict];
    console.error(`Not sent to ${where}: ${sent.reason} (${sent.detail}).`);
    console.error(`What to do: ${advice}. More: docs/operations.md, "${sent.reason}".`);
    return EXIT.notOk;
  },
};

function testMessage({ renderer }: Tenant, { name, locale }: TenantReceiver): Content {
  const title = renderer.phrase('test.title', locale);
  const text = renderer.phrase('test.text', locale, { receiver: name });
  return {
    text: `${title}: ${text}`,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title } },
      { type: 'section', text: { type: 'mrkdwn', text } },
    ],
  };
}

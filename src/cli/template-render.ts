import { readFileSync } from 'node:fs';
import { ioProblem } from '../config/secret-file.ts';
import type { Notification } from '../core/alert.ts';
import type { Content } from '../core/content.ts';
import type { Group } from '../core/group.ts';
import { groupIdOf, messageTs } from '../core/ids.ts';
import { drawnFrom } from '../groups/drawn.ts';
import { merge } from '../groups/merge.ts';
import { applyOutcome } from '../groups/outcome.ts';
import { viewOf } from '../groups/view.ts';
import { parseJson } from '../ingest/parse-json.ts';
import { type IngestLimits, shorten } from '../ingest/shorten.ts';
import { parseWebhook } from '../ingest/webhook.ts';
import type { MessagePart, Rendered } from '../render/renderer.ts';
import { isLocaleTag } from '../tenants/locale-and-zone.ts';
import type { Tenant, TenantReceiver } from '../tenants/tenant.ts';
import { listFolder } from '../tenants/tenant-folder.ts';
import { type Arguments, type Command, EXIT, usage } from './command.ts';
import {
  CONFIG_HELP,
  configDirOf,
  LOCALES_DIR,
  receiverOf,
  requireConfiguration,
  tenantOf,
  withPlaceholders,
} from './configuration.ts';
import { openWebhooks } from './template-open.ts';

const HELP = `Prints what a webhook looks like in Slack, as Block Kit JSON with the text for notifications.

Use: tocsin template render --tenant TENANT --receiver RECEIVER [options] WEBHOOK …

WEBHOOK is the file of a webhook's body as Alertmanager posts it, - for stdin; deploy/samples/ has some. All its alerts
are drawn, whether or not the routes lead them to the receiver. Several files are one group's life in their order: what
is drawn is the state after the last, and the thread says what that one changed.
Variables that the tenants' files name and that are not set stand as placeholders, so no secret is needed; files that
they name must be there. The blocks can be pasted into Slack's Block Kit Builder (https://app.slack.com/block-kit-builder).

Options:
  --tenant TENANT    the tenant whose templates, phrases and settings are used
  --receiver NAME    the receiver that it is drawn for
  --locale LOCALE    instead of the receiver's; all prints one object with every language
  --part PART        message (default), thread (the reply that says what changed) or reminder (to a repeat)
${CONFIG_HELP}
  --open             show the life on a page in the browser instead, in every language, until Ctrl-C; nothing is printed
                     or written, and templates that are saved meanwhile are drawn anew

Examples:
  tocsin template render --tenant acme --receiver ops deploy/samples/disk-firing.json
  tocsin template render --tenant acme --receiver ops --locale all - < deploy/samples/disk-firing.json
  tocsin template render --tenant acme --receiver ops --part thread deploy/samples/disk-firing.json deploy/samples/disk-update.json
  tocsin template render --tenant acme --receiver ops --open deploy/samples/disk-firing.json

Exit codes: 0 drawn, or stopped; 1 the template failed (the plain message is printed), the webhook or the configuration is invalid;
2 wrong use.`;

export const templateRender: Command = {
  help: HELP,
  options: { tenant: 'value', receiver: 'value', locale: 'value', part: 'value', open: 'flag', config: 'value' },
  operands: { atLeast: 1, what: "the file of a webhook's body, or - for stdin," },
  async run(given, env) {
    given.need('tenant');
    given.need('receiver');
    const part = partFrom(given);
    const configDir = configDirOf(given, env);
    const configuration = await requireConfiguration(configDir, withPlaceholders(env));
    const tenant = tenantOf(given, configuration.tenants);
    const receiver = receiverOf(given, tenant);
    const locales = await localesFrom(given, { configDir, tenant, receiver });
    const { limits } = configuration.process.ingest;
    const webhooks = given.operands.map((file) => ({ file, body: readBody(file) }));
    if (given.has('open')) {
      const locale = given.value('locale') === 'all' ? receiver.locale : (locales[0] ?? receiver.locale);
      return await openWebhooks({ configDir, tenant, receiver, webhooks, locale, env });
    }
    const notifications = readAll(webhooks, limits);
    if (notifications === undefined) return EXIT.notOk;
    const group = lifeOf(notifications, receiver);
    const drawn = locales.map((locale) => [locale, draw({ tenant, receiver, group, part, locale })] as const);
    return print(drawn, given.value('locale') === 'all');
  },
};

/** Undefined when one is no webhook; which one, and why, is on stderr then. */
function readAll(
  webhooks: readonly { readonly file: string; readonly body: unknown }[],
  limits: IngestLimits,
): readonly Notification[] | undefined {
  const notifications: Notification[] = [];
  for (const { file, body } of webhooks) {
    const read = readWebhook(body, limits.alerts);
    if ('problem' in read) {
      console.error(`${file}: ${read.problem}`);
      return undefined;
    }
    notifications.push(shorten(read.notification, limits).notification);
  }
  return notifications;
}

function print(drawn: readonly (readonly [string, Rendered])[], isByLocale: boolean): number {
  const [first] = drawn;
  const answer = isByLocale
    ? Object.fromEntries(drawn.map(([locale, { content }]) => [locale, shown(content)]))
    : first && shown(first[1].content);
  console.log(JSON.stringify(answer, undefined, 2));
  const failures = [...new Set(drawn.flatMap(([, { failure }]) => failure ?? []))];
  for (const failure of failures) console.error(`the template failed, the plain message stands in: ${failure}`);
  return failures.length === 0 ? EXIT.ok : EXIT.notOk;
}

/** Without what is only for the wire. */
function shown({ json: _json, ...content }: Content): Omit<Content, 'json'> {
  return content;
}

function partFrom(given: Arguments): MessagePart {
  const part = given.value('part') ?? 'message';
  if (part === 'message' || part === 'thread' || part === 'reminder') return part;
  throw usage(`--part must be message, thread or reminder, not ${part}`);
}

async function localesFrom(
  given: Arguments,
  at: { readonly configDir: string; readonly tenant: Tenant; readonly receiver: TenantReceiver },
): Promise<readonly string[]> {
  const wanted = given.value('locale');
  if (wanted === undefined) return [at.receiver.locale];
  const own = await listFolder(`${at.configDir}/tenants/${at.tenant.id}/locales`);
  const { entries } = await listFolder(LOCALES_DIR);
  const known = [...new Set([...entries, ...own.entries].map(({ name }) => name))].sort();
  if (wanted === 'all') return known;
  const language = wanted.split('-')[0] ?? '';
  if (isLocaleTag(wanted) && (known.includes(wanted) || known.includes(language))) return [wanted];
  throw usage(`there are no phrases in ${JSON.stringify(wanted)}; there are ${known.join(', ')}, and all`);
}

/** Undefined when it is no JSON. */
function readBody(file: string): unknown {
  try {
    return parseJson(readFileSync(file === '-' ? 0 : file, 'utf8'));
  } catch (error) {
    throw usage(`${file} ${ioProblem(error)}`);
  }
}

function readWebhook(
  body: unknown,
  maxAlerts: number,
): { readonly notification: Notification } | { readonly problem: string } {
  if (body === undefined) return { problem: 'the body is not JSON; Alertmanager posts a JSON object' };
  const parsed = parseWebhook(body, Date.now(), maxAlerts);
  return parsed.ok
    ? { notification: parsed.notification }
    : { problem: `not an Alertmanager webhook: ${parsed.reason}` };
}

/** The group after the last webhook, with the message as it stood after the one before. */
function lifeOf(notifications: readonly Notification[], receiver: TenantReceiver): Group {
  const [first, ...later] = notifications.map((notification) => ({ ...notification, receiver: receiver.name }));
  if (first === undefined) throw usage('no webhook was given');
  const id = groupIdOf(first);
  if (later.some((each) => groupIdOf(each) !== id)) {
    throw usage('the webhooks are of different groups: their receiver and groupKey must be the same');
  }
  return later.reduce((group, report) => merge(asShown(group, receiver), report), merge(undefined, first));
}

function asShown(group: Group, { channel, policy }: TenantReceiver): Group {
  const now = Date.now();
  const drawn = drawnFrom(viewOf(group, policy), policy, now);
  const sentTo = { workspace: '', channel };
  const posted = { kind: 'posted', drawn, channel, sentTo, ts: messageTs('0'), hash: '', at: now } as const;
  return applyOutcome(group, posted, false);
}

function draw(request: {
  readonly tenant: Tenant;
  readonly receiver: TenantReceiver;
  readonly group: Group;
  readonly part: MessagePart;
  readonly locale: string;
}): Rendered {
  const { tenant, receiver, group, part, locale } = request;
  const view = viewOf(group, receiver.policy);
  const isFirstPost = part === 'message' && group.message === undefined && view.state === 'open';
  const mentions = isFirstPost ? (receiver.mentions[view.severity] ?? []) : [];
  const audience = { locale, timeZone: receiver.timeZone, mentions };
  return tenant.renderer.render({ part, template: receiver.template, view, audience, colorBar: receiver.colorBar });
}

import type { Checked } from '../config/parse-config.ts';
import { quotasOf } from '../config/quota-settings.ts';
import type { Access } from '../core/access.ts';
import { TocsinError } from '../core/errors.ts';
import { channelId, type ReceiverName, receiverName, type TenantId, teamId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { TierQuotas } from '../core/quotas.ts';
import type { Renderer } from '../render/renderer.ts';
import { parseMatchers } from '../routing/matcher.ts';
import { createRouter } from '../routing/router.ts';
import { readWeekly } from '../routing/weekly.ts';
import { createZones } from '../routing/zone.ts';
import type { AccessFile } from './access-file.ts';
import { alertmanagerOf } from './alertmanager-of.ts';
import { buildAccess } from './build-access.ts';
import { buildEscalation, type TenantEscalation } from './build-escalation.ts';
import type { EscalationFile } from './escalation-file.ts';
import type { ReceiversFile } from './receivers-file.ts';
import type { RoutingFile } from './routing-file.ts';
import type {
  Tenant,
  TenantApiToken,
  TenantReceiver,
  TenantReport,
  TenantSlack,
  TenantWatchdog,
  TokenSince,
} from './tenant.ts';
import type { TenantFile } from './tenant-file.ts';
import type { TenantSecrets } from './tenant-secrets.ts';
import type { WatchdogEntry } from './watchdog-entry.ts';

export interface TenantParts {
  readonly id: TenantId;
  readonly files: {
    readonly tenant: Checked<TenantFile>;
    readonly routing: Checked<RoutingFile>;
    readonly receivers: Checked<ReceiversFile>;
    readonly access: Checked<AccessFile>;
    readonly escalation: Checked<EscalationFile>;
  };
  readonly secrets: TenantSecrets;
  readonly renderer: Renderer;
  readonly defaults: ReceiverPolicy;
  readonly tierQuotas: TierQuotas;
}

/** Puts a tenant together from parts without faults. Throws when one is not there: then a fault was not told. */
export function buildTenant(parts: TenantParts): Tenant {
  const { id, files, secrets, renderer, defaults } = parts;
  const [tenant, routing, receivers] = [files.tenant.value, files.routing.value, files.receivers.value];
  const slack = tenant && slackOf(tenant, secrets);
  if (!tenant || !routing || !receivers || !slack) {
    throw new TocsinError('config_invalid', `tenant ${id} is not complete, and no fault of it was found`);
  }
  const escalation = buildEscalation({
    file: files.escalation.value,
    timeIntervals: routing.time_intervals,
    tier: tenant.tier,
    timeZone: tenant.time_zone,
  });
  const access = buildAccess(files.access.value);
  const router = createRouter({ route: routing.route, timeIntervals: routing.time_intervals });
  return {
    id,
    name: tenant.name,
    tier: tenant.tier,
    quotas: quotasOf(tenant.quotas, parts.tierQuotas[tenant.tier]),
    locale: tenant.locale,
    timeZone: tenant.time_zone,
    tokenDigests: secrets.tokens.map(({ digest }) => digest),
    apiTokens: apiTokensOf(tenant, secrets, access),
    tokensSince: tokensSinceOf(secrets),
    slack,
    receivers: new Map(
      receivers.receivers
        .map((file) => receiverOf(file, { tenant, defaults, escalation }))
        .map((each) => [each.name, each]),
    ),
    router,
    renderer,
    access,
    schedules: escalation.schedules,
    alertmanagers: tenant.alertmanagers.map((entry, index) => alertmanagerOf(entry, secrets.alertmanagers[index])),
    webhooks: tenant.webhooks.map(({ name, url, events, labels }, index) => ({
      name,
      url,
      secrets: secrets.webhooks[index]?.secrets ?? [],
      kinds: new Set(events),
      sendsLabels: labels,
    })),
    watchdogs: tenant.watchdogs.map(watchdogOf),
    report: reportOf(tenant),
    route: (labels) => {
      const names: ReceiverName[] = [];
      for (const { receiver } of router.match(labels)) if (!names.includes(receiver)) names.push(receiver);
      return names;
    },
  };
}

function apiTokensOf({ api }: TenantFile, { apiTokens }: TenantSecrets, access: Access): readonly TenantApiToken[] {
  return api.tokens.flatMap(({ name, role: wanted }, index) => {
    const digest = apiTokens[index]?.digest;
    const role = access.roles.find((each) => each.name === wanted);
    return digest === undefined || role === undefined ? [] : [{ name, digest, role }];
  });
}

function tokensSinceOf({ tokens, apiTokens, botToken, botTokenSince }: TenantSecrets): ReadonlyMap<string, TokenSince> {
  const bot = botToken === undefined ? [] : [{ digest: botToken.digest(), since: botTokenSince }];
  return new Map(
    [...tokens, ...apiTokens, ...bot].flatMap(({ digest, since }) =>
      since === undefined ? [] : [[digest.toString('hex'), since] as const],
    ),
  );
}

function slackOf({ slack }: TenantFile, { botToken }: TenantSecrets): TenantSlack | undefined {
  const { install, team_id: id, in_doubt: inDoubt } = slack;
  const team = id === undefined ? undefined : teamId(id);
  if (install === 'oauth') return { install, teamId: team, inDoubt };
  return team && botToken && { install, teamId: team, botToken, inDoubt };
}

function reportOf({ report, time_zone: timeZone }: TenantFile): TenantReport | undefined {
  const weekly = report && readWeekly(report.on);
  return weekly && { channel: channelId(report.channel), weekly, zone: createZones()(timeZone) };
}

function watchdogOf({ name, every, grace, severity, receiver, ...file }: WatchdogEntry): TenantWatchdog {
  const matchers = file.matchers.flatMap((text) => parseMatchers(text));
  return {
    ...{ name, everyMs: every, graceMs: grace, severity },
    receiver: receiver === undefined ? undefined : receiverName(receiver),
    matches: (labels) => matchers.every((matcher) => matcher.matches(labels)),
  };
}

interface ReceiverParts {
  readonly tenant: TenantFile;
  readonly defaults: ReceiverPolicy;
  readonly escalation: TenantEscalation;
}

type FileReceiver = ReceiversFile['receivers'][number];

function receiverOf(file: FileReceiver, parts: ReceiverParts): TenantReceiver {
  const { name, slack } = file;
  const { tenant } = parts;
  return {
    name: receiverName(name),
    channel: channelId(slack.channel),
    fallbackChannel: slack.fallback_channel === undefined ? undefined : channelId(slack.fallback_channel),
    template: slack.template,
    colorBar: slack.color_bar,
    locale: slack.locale ?? tenant.locale,
    timeZone: slack.time_zone ?? tenant.time_zone,
    mentions: slack.mentions,
    policy: policyOf(file, parts),
  };
}

function policyOf({ slack, escalation: name }: FileReceiver, { defaults, escalation }: ReceiverParts): ReceiverPolicy {
  const policy = name === undefined ? undefined : escalation.policies.get(name);
  return {
    ...defaults,
    threadUpdates: slack.thread_updates ?? defaults.threadUpdates,
    onRepeat: slack.on_repeat ?? defaults.onRepeat,
    reopenWindowMs: slack.reopen_window ?? defaults.reopenWindowMs,
    unreportedTimeoutMs: slack.unreported_timeout ?? defaults.unreportedTimeoutMs,
    stormAfterMs: slack.storm_after ?? defaults.stormAfterMs,
    missed: slack.missed ?? defaults.missed,
    targets: escalation.targets,
    ...(policy === undefined ? {} : { escalation: policy }),
  };
}

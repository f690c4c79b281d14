/** What the made-up API answers for the views beside groups: one tenant's configuration, silences, templates and so on. */
import type { DeadLetter } from '../../src/core/api/dead-letters.ts';
import type { SilenceShown } from '../../src/core/api/silences.ts';
import type { TemplatePreview } from '../../src/core/api/templates.ts';
import type { TenantDetails } from '../../src/core/api/tenants.ts';
import type { WatchdogShown } from '../../src/core/api/watchdogs.ts';
import type { WhyAnswer } from '../../src/core/api/why.ts';
import type { Answer } from './console-api.ts';
import { ago, fleet, groupDetails } from './console-facts.ts';
import { CRITICAL } from './messages.ts';

const LOCALES = ['en', 'fr', 'de', 'es', 'it'];

export const letters: readonly DeadLetter[] = [1, 2].map((index) => ({
  id: String(index).repeat(36),
  receiver: 'ops',
  groupLabels: { alertname: index === 1 ? 'DiskAlmostFull' : 'BackupFailed', cluster: 'eu-1' },
  state: 'open',
  severity: index === 1 ? 'critical' : 'warning',
  counts: { firing: 2, unreported: 0, resolved: 0, truncated: 0 },
  reason: index === 1 ? 'channel_refused' : 'too_old',
  detail: index === 1 ? 'is_archived' : 'failing for 24 h',
  givenUpAt: ago(40 * index),
  attempts: 12,
  hasNews: false,
}));

const silences: readonly SilenceShown[] = [
  {
    id: 'a1b2',
    alertmanager: 'main',
    matchers: ['alertname="DiskAlmostFull"', 'cluster="eu-1"', 'instance=~"db-[12]"'],
    startsAt: ago(20),
    endsAt: ago(-100),
    createdBy: 'Maria (Slack)',
    comment: 'Disk is being swapped, ticket OPS-412',
    state: 'active',
    url: 'https://alertmanager.example/#/silences/a1b2',
    group: '0'.repeat(36),
    whileFiring: true,
  },
  {
    id: 'c3d4',
    alertmanager: 'main',
    matchers: ['service="checkout"'],
    startsAt: ago(-30),
    endsAt: ago(-150),
    createdBy: 'alex',
    comment: 'Release 4.2',
    state: 'pending',
    url: 'https://alertmanager.example/#/silences/c3d4',
    whileFiring: false,
  },
];

const watchdogs: readonly WatchdogShown[] = [
  { tenant: 'acme', name: 'prometheus', everySeconds: 60, graceSeconds: 120, state: 'alive', lastSeenAt: ago(0.4) },
  {
    ...{ tenant: 'acme', name: 'alertmanager-eu', everySeconds: 60, graceSeconds: 300 },
    ...{ state: 'silent', lastSeenAt: ago(11), silentSince: ago(6) },
  },
  { tenant: 'acme', name: 'staging', everySeconds: 300, graceSeconds: 300, state: 'waiting' },
];

function why(): WhyAnswer {
  const route = (path: string, receiver: string, matchers: string[]) => ({ path, receiver, matchers });
  return {
    at: ago(0),
    notShown: 0,
    alerts: [
      {
        labels: { alertname: 'DiskAlmostFull', severity: 'critical', team: 'db' },
        severity: 'critical',
        routes: [
          { ...route('route', 'ops', []), outcome: 'delegated' },
          {
            ...route('route.routes[0]', 'checkout', ['team="checkout"']),
            outcome: 'not_matched',
            failed: { matcher: 'team="checkout"', label: 'team', value: 'db' },
          },
          { ...route('route.routes[1]', 'oncall', ['severity="critical"']), outcome: 'selected' },
          { ...route('route.routes[2]', 'db', ['team="db"']), outcome: 'not_tried', because: 'route.routes[1]' },
        ],
        receivers: [
          {
            name: 'oncall',
            routes: ['route.routes[1]'],
            channel: 'C0ONCALL',
            locale: 'de',
            timeZone: 'Europe/Berlin',
            template: 'critical',
            templateWhy: 'labels',
            mentions: ['<!subteam^S0ONCALL>'],
            timeIntervals: [],
            group: { id: '0'.repeat(36), state: 'open' },
          },
        ],
      },
    ],
  };
}

function details(): TenantDetails {
  const [now] = fleet().tenants;
  if (now === undefined) throw new Error('no tenant');
  return {
    now,
    config: fleet().config,
    timeZone: 'Europe/Berlin',
    receivers: ['ops', 'oncall'].map((name) => ({
      name,
      channel: `C0${name.toUpperCase()}`,
      locale: 'de',
      timeZone: 'Europe/Berlin',
      colorBar: true,
      mentions: name === 'oncall' ? { critical: ['<!subteam^S0ONCALL>'] } : {},
      policy: { threadUpdates: true, onRepeat: 'thread', reopenWindowMs: 1_800_000 },
    })),
    routes: [
      {
        ...{ path: 'route', receiver: 'ops', matchers: [], continues: false },
        ...{ muteTimeIntervals: [], activeTimeIntervals: [] },
      },
      {
        ...{ path: 'route.routes[0]', receiver: 'oncall', matchers: ['severity="critical"'], continues: true },
        ...{ muteTimeIntervals: ['weekends'], activeTimeIntervals: [] },
      },
    ],
    roles: [
      {
        ...{ name: 'responder', permissions: ['acknowledge', 'silence'], everybody: true },
        ...{ users: [], userGroups: [] },
      },
      { name: 'lead', permissions: ['escalate', 'expire'], everybody: false, users: ['U0MARIA'], userGroups: [] },
    ],
    alertmanagers: [{ name: 'main', url: 'http://alertmanager:9093', externalUrl: 'https://alertmanager.example' }],
    webhooks: [],
    schedules: ['primary'],
    tokens: [
      { use: 'ingest', digest: '9f86d081', since: ago(60 * 24 * 200), sinceBy: 'created' },
      { use: 'api', name: 'ci', role: 'viewer', digest: '60303ae2', since: ago(60 * 24 * 20), sinceBy: 'file' },
      { use: 'slack', digest: '5e884898' },
    ],
    slack: {
      install: 'oauth',
      team: 'T0ACME',
      inDoubt: 'post_again',
    },
  };
}

/** The third line of the source is broken while it says `broken`. */
function preview(source: string): TemplatePreview {
  if (source.includes('broken')) {
    return { faults: [{ line: 3, column: 5, reason: 'no helper "broken"', hint: 'did you mean header?' }], drawn: [] };
  }
  return {
    faults: [],
    drawn: LOCALES.map((locale) => ({
      locale,
      content: { text: 'Critical: Disk almost full', blocks: [...CRITICAL] },
      limits: {
        ...{ blocks: 5, blocksAllowed: 50, textBytes: 312, textBytesAllowed: 3_800 },
        ...{ characters: 641, charactersAllowed: 10_000 },
      },
      complaints: [],
    })),
  };
}

export const SOURCE = `{{#header}}{{statusEmoji}} {{headline}}{{/header}}
{{#section}}
  {{#each firing}}• *{{annotations.summary}}* {{since startsAt}}
  {{/each}}
{{/section}}
{{#context}}{{changes}}{{/context}}
{{#actions}}{{acknowledge}}{{silence}}{{/actions}}
`;

export const answers = {
  showGroup: ({ params }) => groupDetails(Number.parseInt(params.groupId ?? '0', 16)),
  acknowledgeGroup: () => ({ outcome: 'done' }),
  explainAlert: why,
  listDeadLetters: () => ({ total: letters.length, deadLetters: letters }),
  replayDeadLetter: () => ({ replayed: 1 }),
  replayDeadLetters: () => ({ replayed: letters.length }),
  dropDeadLetter: () => ({ dropped: 1, busy: 0 }),
  listSilences: () => ({ silences }),
  listWatchdogs: () => ({ watchdogs }),
  expireSilence: () => ({ expired: true }),
  showTenant: details,
  listTemplates: () => ({
    templates: ['critical', 'default', 'warning'].map((name) => ({ name, isOwn: name === 'critical', source: SOURCE })),
    fixtures: [{ name: 'disk-almost-full', title: 'Disk almost full', steps: 4 }],
    locales: LOCALES,
  }),
  previewTemplate: ({ body }) => preview(String(body.source)),
} satisfies Readonly<Record<string, Answer>>;

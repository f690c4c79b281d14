import { but, type FaultyConfigs, RECEIVERS, ROUTING, slackOption } from './faulty-config.ts';
import { GOOD } from './tenant-folders.ts';

/** Faults of routing.yaml and receivers.yaml. */
export const FAULTY_ROUTES_AND_RECEIVERS: FaultyConfigs = {
  'route-missing': [
    { [ROUTING]: 'time_intervals: []\n' },
    ['tenants/acme/routing.yaml:1:1 route: is missing; it must be a mapping (key: value)'],
  ],
  'route-names-unknown-receiver': [
    { [ROUTING]: 'route: { receiver: opps }\n' },
    [
      'tenants/acme/routing.yaml:1:10 route.receiver: there is no receiver named "opps"; add it to receivers.yaml or name one of: ops',
    ],
  ],
  'route-without-root-receiver': [
    { [ROUTING]: 'route:\n  routes: [{ receiver: ops }]\n' },
    [
      'tenants/acme/routing.yaml:1:1 route.receiver: the root route has no receiver; name the receiver of alerts that no other route matches',
    ],
  ],
  'route-names-unknown-interval': [
    { [ROUTING]: 'route:\n  receiver: ops\n  routes:\n    - mute_time_intervals: [nights]\n' },
    [
      'tenants/acme/routing.yaml:4:29 route.routes[0].mute_time_intervals[0]: there is no time interval named "nights"; add it to time_intervals or name one of: (there are none)',
    ],
  ],
  'route-matcher-broken': [
    { [ROUTING]: "route:\n  receiver: ops\n  routes:\n    - matchers: ['severity=\"critical']\n" },
    [
      'tenants/acme/routing.yaml:4:18 route.routes[0].matchers[0]: in the matcher ‹severity="critical›, character 10: the double quote is never closed; end the text with "',
    ],
  ],
  'route-regex-broken': [
    { [ROUTING]: 'route:\n  receiver: ops\n  routes:\n    - matchers: [\'team=~"(db"\']\n' },
    [
      'tenants/acme/routing.yaml:4:18 route.routes[0].matchers[0]: in the matcher ‹team=~"(db"›, character 7: the regex is not one of RE2: missing closing ); correct it (https://github.com/google/re2/wiki/Syntax); RE2 has no back-references and no look-around',
    ],
  ],
  'route-with-group-by': [
    { [ROUTING]: 'route:\n  receiver: ops\n  group_by: [alertname]\n' },
    [
      'tenants/acme/routing.yaml:3:3 route.group_by: "group_by" is not a key of a route; groups are made by Alertmanager; set it there and delete it here',
    ],
  ],
  'route-continue-is-text': [
    { [ROUTING]: "route:\n  receiver: ops\n  routes: [{ continue: 'yes' }]\n" },
    ['tenants/acme/routing.yaml:3:14 route.routes[0].continue: write true or false'],
  ],
  'interval-ends-before-it-starts': [
    {
      [ROUTING]: `${GOOD[ROUTING]}time_intervals:\n  - name: nights\n    time_intervals: [{ times: [{ start_time: '22:00', end_time: '06:00' }] }]\n`,
    },
    [
      'tenants/acme/routing.yaml:5:32 time_intervals[0].time_intervals[0].times[0]: start_time must be before end_time; over midnight, write two: one up to 24:00 and one from 00:00',
    ],
  ],
  'receiver-name-twice': [
    { [RECEIVERS]: `${GOOD[RECEIVERS]}  - name: ops\n    slack: { channel: C0DB }\n` },
    ['tenants/acme/receivers.yaml:4:5 receivers[1].name: receivers[0] has this name too; rename one of them'],
  ],
  'receiver-without-channel': [
    but(RECEIVERS, 'channel: C0OPS', 'template: default'),
    ['tenants/acme/receivers.yaml:3:5 receivers[0].slack.channel: is missing; it must be text'],
  ],
  'channel-without-hash': [
    but(RECEIVERS, 'C0OPS', 'alerts'),
    [
      'tenants/acme/receivers.yaml:3:14 receivers[0].slack.channel: must be a channel\'s id such as C0123ABCD, or its name in lower case and quotes such as "#alerts"',
    ],
  ],
  'channel-in-capitals': [
    but(RECEIVERS, 'C0OPS', "'#Alerts'"),
    [
      'tenants/acme/receivers.yaml:3:14 receivers[0].slack.channel: must be a channel\'s id such as C0123ABCD, or its name in lower case and quotes such as "#alerts"',
    ],
  ],
  'template-unknown': [
    slackOption('template: defualt'),
    [
      'tenants/acme/receivers.yaml:3:30 receivers[0].slack.template: there is no template of this name; did you mean "default"?',
    ],
  ],
  'template-leaves-the-folder': [
    slackOption('template: ../secrets'),
    [
      "tenants/acme/receivers.yaml:3:30 receivers[0].slack.template: must be the name of a template's folder; lower-case letters, digits, - and _",
    ],
  ],
  'thread-updates-is-text': [
    slackOption("thread_updates: 'no'"),
    ['tenants/acme/receivers.yaml:3:30 receivers[0].slack.thread_updates: must be true or false, not text'],
  ],
  'on-repeat-unknown': [
    slackOption('on_repeat: reply'),
    ['tenants/acme/receivers.yaml:3:30 receivers[0].slack.on_repeat: must be one of ignore, thread, repost'],
  ],
  'reopen-window-is-a-number': [
    slackOption('reopen_window: 30'),
    [
      'tenants/acme/receivers.yaml:3:30 receivers[0].slack.reopen_window: must be a duration such as 30m, 1h30m or 500ms; put it in quotes',
    ],
  ],
  'reopen-window-too-long': [
    slackOption('reopen_window: 2w'),
    ['tenants/acme/receivers.yaml:3:30 receivers[0].slack.reopen_window: must be at most 7d'],
  ],
  'mention-is-a-handle': [
    slackOption("mentions: { critical: ['@oncall'] }"),
    [
      "tenants/acme/receivers.yaml:3:53 receivers[0].slack.mentions.critical[0]: must be a mention as Slack writes it; such as '<!subteam^S0123ABCD>', '<@U0123ABCD>' or '<!here>'",
    ],
  ],
  'mention-severity-unknown': [
    slackOption("mentions: { critcal: ['<!here>'] }"),
    [
      'tenants/acme/receivers.yaml:3:42 receivers[0].slack.mentions.critcal: is not a known key; did you mean "critical"?',
    ],
  ],
  'mention-is-not-a-list': [
    slackOption("mentions: { critical: '<!here>' }"),
    ['tenants/acme/receivers.yaml:3:42 receivers[0].slack.mentions.critical: must be a list, not text'],
  ],
};

import { but, type FaultyConfigs, RECEIVERS } from './faulty-config.ts';
import type { Files } from './tenant-folders.ts';

const FILE = 'tenants/acme/escalation.yaml';
const written = (text: string): Files => ({ [FILE]: text });
const used = but(RECEIVERS, 'slack: { channel: C0OPS }', 'slack: { channel: C0OPS }\n    escalation: night');
const policy = (step: string, more = ''): Files => ({
  ...used,
  [FILE]: `policies:\n  - name: night\n    steps:\n      - ${step}\n${more}`,
});
const SCHEDULES = `schedules:
  - name: database
    layers: [{ participants: [U0ANNA], starts: '2026-01-05' }]
  - { name: platform, user_group: S0ONCALL }
`;

/** Escalation policies, schedules and targets, and what receivers say of them. */
export const FAULTY_ESCALATION: FaultyConfigs = {
  'receiver-names-a-policy-without-a-file': [
    used,
    [
      'tenants/acme/receivers.yaml:4:5 receivers[0].escalation: there is no policy of this name; write it in escalation.yaml, under policies',
    ],
  ],
  'receiver-names-an-unknown-policy': [
    { ...policy('{ after: 10m, mention: [U0ANNA] }'), ...but(RECEIVERS, 'C0OPS }', 'C0OPS }\n    escalation: nigth') },
    ['tenants/acme/receivers.yaml:4:5 receivers[0].escalation: there is no policy of this name; did you mean "night"?'],
  ],
  'step-reaches-nobody': [
    policy('{ after: 10m }'),
    [`${FILE}:4:9 policies[0].steps[0]: reaches nobody; name somebody in mention, channels or direct_message`],
  ],
  'step-before-the-one-before-it': [
    policy('{ after: 10m, mention: [U0ANNA] }\n      - { after: 10m, mention: [U0BEN] }'),
    [
      `${FILE}:5:11 policies[0].steps[1].after: must be longer than that of the step before; all count from the same moment`,
    ],
  ],
  'step-calls-an-unknown-schedule': [
    policy('{ after: 10m, mention: [databse] }', SCHEDULES),
    [`${FILE}:4:33 policies[0].steps[0].mention[0]: there is no schedule of this name; did you mean "database"?`],
  ],
  'step-calls-an-unknown-layer': [
    policy('{ after: 10m, mention: [database/2] }', SCHEDULES),
    [`${FILE}:4:33 policies[0].steps[0].mention[0]: the schedule has no layer of this name; did you mean "1"?`],
  ],
  'direct-message-to-a-user-group': [
    policy('{ after: 10m, direct_message: [S0ONCALL] }'),
    [
      `${FILE}:4:40 policies[0].steps[0].direct_message[0]: must be a schedule, a layer of one such as database/2, or a person's id such as U0123ABCD; a user group gets no direct messages, mention it`,
    ],
  ],
  'direct-message-to-a-schedule-that-is-a-user-group': [
    policy('{ after: 10m, direct_message: [platform] }', SCHEDULES),
    [
      `${FILE}:4:40 policies[0].steps[0].direct_message[0]: is a user group, which gets no direct messages; mention it instead`,
    ],
  ],
  'quiet-in-an-unknown-time-interval': [
    policy('{ after: 10m, mention: [U0ANNA] }', '    quiet: { time_intervals: [nights] }\n'),
    [
      `${FILE}:5:31 policies[0].quiet.time_intervals[0]: routing.yaml has no time interval of this name; write it in routing.yaml, under time_intervals`,
    ],
  ],
  'schedule-with-neither-layers-nor-a-group': [
    written('schedules:\n  - name: database\n'),
    [`${FILE}:2:5 schedules[0]: needs either layers or a user_group`],
  ],
  'layer-starts-on-no-day': [
    written(
      "schedules:\n  - name: database\n    layers: [{ participants: [U0ANNA], starts: '2026-02-30', handover: '24:30' }]\n",
    ),
    [
      `${FILE}:3:40 schedules[0].layers[0].starts: is no day of the calendar`,
      `${FILE}:3:62 schedules[0].layers[0].handover: must be a time of day such as '09:00'`,
    ],
  ],
  'override-ends-before-it-begins': [
    written(
      `${SCHEDULES.split('  - { name')[0]}    overrides: [{ from: '2026-01-02T09:00', until: '2026-01-02T08:00', who: U0BEN }]\n`,
    ),
    [`${FILE}:4:45 schedules[0].overrides[0].until: must be later than from`],
  ],
  'override-of-an-unknown-layer': [
    written(
      `${SCHEDULES.split('  - { name')[0]}    overrides: [{ layer: second, from: '2026-01-02T09:00', until: '2026-01-03T08:00', who: U0BEN }]\n`,
    ),
    [`${FILE}:4:19 schedules[0].overrides[0].layer: the schedule has no layer of this name; known here: 1`],
  ],
  'two-schedules-of-one-name': [
    written('schedules:\n  - { name: a, user_group: S0A }\n  - { name: a, user_group: S0B }\n'),
    [`${FILE}:3:7 schedules[1].name: schedules[0] has this name too; rename one of them`],
  ],
  'target-of-an-unknown-severity': [
    written('targets: { critcal: { acknowledge: 5m } }\n'),
    [`${FILE}:1:12 targets.critcal: is not a known key; did you mean "critical"?`],
  ],
};

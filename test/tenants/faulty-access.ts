import { ACCESS, type FaultyConfigs } from './faulty-config.ts';
import type { Files } from './tenant-folders.ts';

const access = (text: string): Files => ({ [ACCESS]: text });
const role = (text: string): Files => access(`roles:\n  - { ${text} }\n`);

/** Faults of access.yaml. */
export const FAULTY_ACCESS: FaultyConfigs = {
  'access-file-misspelt': [
    { 'tenants/acme/acess.yaml': '' },
    ['tenants/acme/acess.yaml: is no file of a tenant; did you mean "access.yaml"?'],
  ],
  'access-key-unknown': [
    access('rules: []\n'),
    ['tenants/acme/access.yaml:1:1 rules: is not a known key; did you mean "roles"?'],
  ],
  'role-key-unknown': [
    role('name: responder, user_group: [S0SRE]'),
    ['tenants/acme/access.yaml:2:24 roles[0].user_group: is not a known key; did you mean "user_groups"?'],
  ],
  'role-misspelt': [
    role('name: respnder, users: [U0ADA]'),
    [
      'tenants/acme/access.yaml:2:7 roles[0].name: this role allows nothing, and is none of viewer, responder, manager; did you mean "responder"?',
    ],
  ],
  'role-without-permissions': [
    role('name: dba, users: [U0ADA]'),
    [
      'tenants/acme/access.yaml:2:7 roles[0].name: this role allows nothing, and is none of viewer, responder, manager; give it permissions',
    ],
  ],
  'role-twice': [
    access('roles:\n  - { name: manager, users: [U0ADA] }\n  - { name: manager, users: [U0BOB] }\n'),
    ['tenants/acme/access.yaml:3:7 roles[1].name: roles[0] has this name too; rename one of them'],
  ],
  'role-name-in-capitals': [
    role('name: Manager, users: [U0ADA], permissions: [silence]'),
    [
      'tenants/acme/access.yaml:2:7 roles[0].name: must be lower-case letters, digits, - and _; such as responder or database-team',
    ],
  ],
  'permission-unknown': [
    role('name: dba, users: [U0ADA], permissions: [silense]'),
    [
      'tenants/acme/access.yaml:2:48 roles[0].permissions[0]: must be one of acknowledge, comment, silence, silence-broad, escalate, expire, replay, configure; did you mean "silence"?',
    ],
  ],
  'viewer-with-members': [
    role('name: viewer, users: [U0ADA]'),
    [
      'tenants/acme/access.yaml:2:21 roles[0].users: everybody who sees a message is a viewer; use a role of another name for what only some may do',
    ],
  ],
  'user-is-a-handle': [
    role("name: manager, users: ['@ada']"),
    [
      "tenants/acme/access.yaml:2:30 roles[0].users[0]: must be a person's id such as U0123ABCD; it is in the ⋮ menu of their profile in Slack",
    ],
  ],
  'user-group-is-a-mention': [
    role("name: manager, user_groups: ['<!subteam^S0SRE>']"),
    [
      "tenants/acme/access.yaml:2:36 roles[0].user_groups[0]: must be a user group's id such as S0123ABCD; it is in the ⋯ menu of the group in Slack",
    ],
  ],
  'role-for-unknown-receiver': [
    role('name: manager, users: [U0ADA], receivers: [opps]'),
    [
      'tenants/acme/access.yaml:2:50 roles[0].receivers[0]: receivers.yaml has no receiver of this name; did you mean "ops"?',
    ],
  ],
  'longest-silence-too-long': [
    role('name: manager, users: [U0ADA], longest_silence: 2y'),
    ['tenants/acme/access.yaml:2:38 roles[0].longest_silence: must be at most 1y'],
  ],
  'limits-of-silences-that-are-not-allowed': [
    role('name: viewer, longest_silence: 1h, silence_must_contain: [cluster]'),
    [
      'tenants/acme/access.yaml:2:21 roles[0].longest_silence: this role allows no silences; delete it, or add silence to its permissions',
      'tenants/acme/access.yaml:2:42 roles[0].silence_must_contain: this role allows no silences; delete it, or add silence to its permissions',
    ],
  ],
  'ask-everybody': [
    access("ask: ['<!here>']\n"),
    [
      "tenants/acme/access.yaml:1:7 ask[0]: must be a mention as Slack writes it; such as '<!subteam^S0123ABCD>' or '<@U0123ABCD>'",
    ],
  ],
};

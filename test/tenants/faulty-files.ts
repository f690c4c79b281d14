import { but, type FaultyConfigs, RECEIVERS, ROUTING, slackOption, TENANT, tenant } from './faulty-config.ts';
import { GOOD } from './tenant-folders.ts';

/** Files that are missing, no YAML, or not what they should be, and what holds for any key. */
export const FAULTY_FILES: FaultyConfigs = {
  'tenant-yaml-missing': [
    { [TENANT]: undefined },
    ['tenants/acme/tenant.yaml: the file is missing; docs/configuration.md shows what goes into it'],
  ],
  'routing-yaml-missing': [
    { [ROUTING]: undefined },
    ['tenants/acme/routing.yaml: the file is missing; docs/configuration.md shows what goes into it'],
  ],
  'receivers-yaml-missing': [
    { [RECEIVERS]: undefined },
    ['tenants/acme/receivers.yaml: the file is missing; docs/configuration.md shows what goes into it'],
  ],
  'tenant-yaml-empty': [
    { [TENANT]: '' },
    [
      'tenants/acme/tenant.yaml name: is missing; it must be text',
      'tenants/acme/tenant.yaml ingest: is missing; it must be a mapping (key: value)',
      'tenants/acme/tenant.yaml slack: is missing; it must be a mapping (key: value)',
    ],
  ],
  'receivers-yaml-empty-list': [
    { [RECEIVERS]: 'receivers: []\n' },
    ['tenants/acme/receivers.yaml:1:1 receivers: must have at least 1 entry'],
  ],
  'tenant-yaml-is-a-list': [
    { [TENANT]: '- name: Acme\n' },
    ['tenants/acme/tenant.yaml:1:1: must be a mapping (key: value), not a list'],
  ],
  'yaml-tab': [
    { [ROUTING]: 'route:\n\treceiver: ops\n' },
    ['tenants/acme/routing.yaml:2:1: the indentation holds a tab; use spaces'],
  ],
  'yaml-key-twice': [
    tenant('name: Acme again'),
    ['tenants/acme/tenant.yaml:8:1 name: this key stands twice; keep one'],
  ],
  'yaml-anchor-unknown': [
    tenant('alertmanagers: *main'),
    ['tenants/acme/tenant.yaml:8:16: an alias (*name) names no anchor (&name) above it'],
  ],
  'yaml-unquoted-hash': [
    but(RECEIVERS, 'C0OPS }', '#alerts }'),
    [
      'tenants/acme/receivers.yaml:4:1: the lines are indented unevenly, or a quote or bracket above is not closed (" #" begins a comment)',
    ],
  ],
  'unknown-key': [
    tenant('time_zon: Europe/Berlin'),
    ['tenants/acme/tenant.yaml:8:1 time_zon: is not a known key; did you mean "time_zone"?'],
  ],
  'unknown-key-far-from-all': [
    tenant('colour: red'),
    [
      'tenants/acme/tenant.yaml:8:1 colour: is not a known key; known here: name, tier, quotas, locale, time_zone, ingest, api, slack, alertmanagers, webhooks, watchdogs, report',
    ],
  ],
  'unknown-key-in-receiver': [
    slackOption('thread_update: true'),
    [
      'tenants/acme/receivers.yaml:3:30 receivers[0].slack.thread_update: is not a known key; did you mean "thread_updates"?',
    ],
  ],
  'name-missing': [but(TENANT, 'name: Acme\n', ''), ['tenants/acme/tenant.yaml:1:1 name: is missing; it must be text']],
  'name-empty': [but(TENANT, 'name: Acme', "name: ''"), ['tenants/acme/tenant.yaml:1:1 name: must not be empty']],
  'name-is-a-number': [
    but(TENANT, 'name: Acme', 'name: 4711'),
    ['tenants/acme/tenant.yaml:1:1 name: must be text, not a number; put it in quotes'],
  ],
  'quota-too-small': [tenant('quotas: { messages_per_hour: 0, open_group: 5 }'), []],
  'quota-no-number': [tenant('quotas: { messages_per_hour: many }'), []],
  'tier-misspelt': [
    tenant('tier: premum'),
    ['tenants/acme/tenant.yaml:8:1 tier: must be one of free, premium, enterprise; did you mean "premium"?'],
  ],
  'tier-unknown': [tenant('tier: 17'), ['tenants/acme/tenant.yaml:8:1 tier: must be one of free, premium, enterprise']],
  'locale-without-phrases': [
    tenant('locale: sv'),
    [
      "tenants/acme/tenant.yaml:8:1 locale: there are no phrases in this language; there are de, en, es, fr, it, each with any region; or add locales/ to the tenant's folder",
    ],
  ],
  'locale-not-a-tag': [
    tenant('locale: de_AT'),
    ['tenants/acme/tenant.yaml:8:1 locale: must be a language such as de, or with its region such as de-AT'],
  ],
  'receiver-locale-without-phrases': [
    slackOption('locale: pt-BR'),
    [
      "tenants/acme/receivers.yaml:3:30 receivers[0].slack.locale: there are no phrases in this language; there are de, en, es, fr, it, each with any region; or add locales/ to the tenant's folder",
    ],
  ],
  'time-zone-unknown': [
    tenant('time_zone: Europe/Berln'),
    [
      'tenants/acme/tenant.yaml:8:1 time_zone: is no time zone that is known; write an IANA name such as Europe/Berlin, or UTC',
    ],
  ],
  'receiver-time-zone-unknown': [
    slackOption('time_zone: MEZ!'),
    [
      'tenants/acme/receivers.yaml:3:30 receivers[0].slack.time_zone: is no time zone that is known; write an IANA name such as Europe/Berlin, or UTC',
    ],
  ],
  'stray-file': [
    { 'tenants/acme/tenant.yml': '' },
    ['tenants/acme/tenant.yml: is no file of a tenant; did you mean "tenant.yaml"?'],
  ],
  'stray-folder': [
    { 'tenants/acme/template/message.hbs': '' },
    ['tenants/acme/template: is no folder of a tenant; did you mean "templates"?'],
  ],
  'tenant-template-broken': [
    { 'tenants/acme/templates/default/message.hbs': '{{#section}}{{/header}}' },
    [
      'tenants/acme/templates/default/message.hbs:1:4: {{#section}} ends in {{/header}}; close it with {{/section}} first',
    ],
  ],
  'tenant-phrases-broken': [
    { 'tenants/acme/locales/de/message.json': '{' },
    ["tenants/acme/locales/de/message.json:1:2: not JSON: Expected property name or '}'"],
  ],
  'tenant-id-in-capitals': [
    { 'tenants/Globex/tenant.yaml': GOOD[TENANT] },
    [
      'tenants/Globex: the folder\'s name is no tenant id; use lower-case letters, digits, "-" and "_", at most 63, starting and ending with a letter or digit',
    ],
  ],
  'tenant-is-a-file': [
    { 'tenants/globex.yaml': GOOD[TENANT] },
    ['tenants/globex.yaml: is no folder of a tenant; move it into a folder named after the tenant'],
  ],
};

import { type FaultyConfigs, tenant } from './faulty-config.ts';

const entry = (keys: string) => tenant(`watchdogs: [{ name: Prod, ${keys} }]`);
const AT = 'tenants/acme/tenant.yaml:8:';

/** Faults of heartbeats. */
export const FAULTY_WATCHDOGS: FaultyConfigs = {
  'watchdog-matcher-broken': [
    entry("matchers: ['alertname=~(']"),
    [
      `${AT}38 watchdogs[0].matchers[0]: in the matcher ‹alertname=~(›, character 12: the regex is not one of RE2: missing closing ); correct it (https://github.com/google/re2/wiki/Syntax); RE2 has no back-references and no look-around`,
    ],
  ],
  'watchdog-receiver-unknown': [
    entry('receiver: opps'),
    [`${AT}27 watchdogs[0].receiver: there is no receiver named "opps"; did you mean "ops"?`],
  ],
  'watchdog-name-twice': [
    tenant('watchdogs: [{ name: Prod }, { name: Prod }]'),
    [`${AT}31 watchdogs[1].name: watchdogs[0] has this name too; rename one of them`],
  ],
};

import { type FaultyConfigs, tenant } from './faulty-config.ts';

const CERTIFICATE = 'tenants/acme/ca.pem';

/** An entry with these keys behind its address. */
const entry = (keys: string) => tenant(`alertmanagers: [{ name: main, url: "https://am:9093", ${keys} }]`);
const AT = 'tenants/acme/tenant.yaml:8:';

/** Faults of Alertmanagers' addresses and credentials. */
export const FAULTY_ALERTMANAGERS: FaultyConfigs = {
  'alertmanager-url-without-scheme': [
    tenant('alertmanagers: [{ name: main, url: "alertmanager:9093" }]'),
    ['tenants/acme/tenant.yaml:8:31 alertmanagers[0].url: must be an address such as http://host:9093'],
  ],
  'alertmanager-url-with-password': [
    tenant('alertmanagers: [{ name: main, url: "http://u:hush@am:9093" }]'),
    [
      'tenants/acme/tenant.yaml:8:31 alertmanagers[0].url: holds a user or a password; anyone who sees a log could read them there',
    ],
  ],
  'alertmanager-name-twice': [
    tenant('alertmanagers: [{ name: a, url: "http://a" }, { name: a, url: "http://b" }]'),
    ['tenants/acme/tenant.yaml:8:49 alertmanagers[1].name: alertmanagers[0] has this name too; rename one of them'],
  ],
  'alertmanager-url-with-a-query': [
    tenant('alertmanagers: [{ name: main, url: "http://am:9093/?token=hush" }]'),
    [`${AT}31 alertmanagers[0].url: holds a "?" or a "#"; only a path may follow the host`],
  ],
  'alertmanager-only-is-no-matcher': [
    entry(`only: ['namespace', 'team="hush" or']`),
    [
      `${AT}62 alertmanagers[0].only[0]: is no matcher; write it as in 'namespace=~"acme-.*"'`,
      `${AT}75 alertmanagers[0].only[1]: is no matcher; write it as in 'namespace=~"acme-.*"'`,
    ],
  ],
  'alertmanager-only-demands-nothing': [
    entry(`only: ['namespace!="other"']`),
    [
      `${AT}55 alertmanagers[0].only: demands no value, so that every alert without these labels belongs to it; add one such as 'namespace=~"acme-.*"'`,
    ],
  ],
  'alertmanager-with-two-authorizations': [
    entry('basic_auth: { username: u, password: hush }, authorization: { credentials: hush }'),
    [`${AT}100 alertmanagers[0].authorization: has both basic_auth and authorization; keep one`],
  ],
  'alertmanager-password-in-no-way': [
    entry('basic_auth: { username: u }'),
    [`${AT}55 alertmanagers[0].basic_auth: needs exactly one of password, password_file`],
  ],
  'alertmanager-password-file-missing': [
    entry('basic_auth: { username: u, password_file: nowhere }'),
    [
      `${AT}82 alertmanagers[0].basic_auth.password_file: the file that is named here does not exist; it is looked for in tenants/acme`,
    ],
  ],
  'alertmanager-credentials-with-a-blank': [
    entry('authorization: { credentials: hush hush }'),
    [
      `${AT}72 alertmanagers[0].authorization.credentials: the secret holds a blank, a line break or a character outside ASCII, which no header can carry`,
    ],
  ],
  'alertmanager-basic-authorization': [
    entry('authorization: { type: Basic, credentials: hush }'),
    [`${AT}72 alertmanagers[0].authorization.type: is basic_auth; use that key`],
  ],
  'alertmanager-authorization-as-a-header': [
    entry('headers: { Authorization: hush }'),
    [`${AT}66 alertmanagers[0].headers.Authorization: is written by Tocsin itself, or has a key of its own here`],
  ],
  'alertmanager-header-with-a-line-break': [
    entry('headers: { X-Team: "a\\nhush" }'),
    [`${AT}66 alertmanagers[0].headers.X-Team: must be ASCII without line breaks`],
  ],
  'alertmanager-org-id-with-a-blank': [
    entry('org_id: a b'),
    [`${AT}55 alertmanagers[0].org_id: must be 1 to 150 characters of ASCII without blanks`],
  ],
  'alertmanager-ca-is-no-certificate': [
    { ...entry('ca_file: ca.pem'), [CERTIFICATE]: 'hush' },
    [
      `${AT}55 alertmanagers[0].ca_file: the file that is named here holds no certificate in PEM (-----BEGIN CERTIFICATE-----)`,
    ],
  ],
  'alertmanager-ca-without-tls': [
    { ...tenant('alertmanagers: [{ name: main, url: "http://am", ca_file: ca.pem }]'), [CERTIFICATE]: 'hush' },
    [`${AT}49 alertmanagers[0].ca_file: is without effect: the address does not begin with https:`],
  ],
};

import { type FaultyConfigs, tenant } from './faulty-config.ts';

const GOOD_SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const entry = (url: string, secret = GOOD_SECRET, more = '') =>
  tenant(`webhooks: [{ name: pager, url: "${url}", secrets: [{ secret: "${secret}" }]${more} }]`);
const AT = 'tenants/acme/tenant.yaml:8:';
const MAKE = 'make one with: printf whsec_; openssl rand -base64 32';

/** Faults of other systems' addresses and secrets. */
export const FAULTY_WEBHOOKS: FaultyConfigs = {
  'webhook-without-encryption': [
    entry('http://pager.example.com/'),
    [`${AT}27 webhooks[0].url: must begin with https://; what is sent would be readable on its way`],
  ],
  'webhook-url-with-password': [
    entry('https://u:hush@pager.example.com/'),
    [`${AT}27 webhooks[0].url: holds a user or a password; anyone who sees a log could read them there`],
  ],
  'webhook-secret-without-prefix': [
    entry('https://pager.example.com/', 'hush-0123456789012345678901234567890'),
    [`${AT}74 webhooks[0].secrets[0].secret: the secret must be whsec_ and 24 to 64 bytes in base64; ${MAKE}`],
  ],
  'webhook-secret-too-short': [
    entry('https://pager.example.com/', 'whsec_aHVzaA=='),
    [`${AT}74 webhooks[0].secrets[0].secret: the secret must be whsec_ and 24 to 64 bytes in base64; ${MAKE}`],
  ],
  'webhook-event-unknown': [
    entry('https://pager.example.com/', GOOD_SECRET, ', events: [resolve]'),
    [
      `${AT}148 webhooks[0].events[0]: must be one of opened, acknowledged, unacknowledged, assigned, commented, silenced, unsilenced, escalated, resolved; did you mean "resolved"?`,
    ],
  ],
};

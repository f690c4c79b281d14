import { z } from 'zod';
import { parseUrl } from '../core/parse-url.ts';
import { type Matcher, readMatchers } from '../routing/matcher.ts';
import { exactlyOne } from './mapping-rule.ts';
import { PATH_RULE } from './read-secret.ts';

/** A header's name as HTTP allows it (RFC 9110, token). */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Headers that the client writes itself, or that have a key of their own. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'authorization',
  'connection',
  'content-length',
  'content-type',
  'expect',
  'host',
  'transfer-encoding',
  'upgrade',
  'x-scope-orgid',
]);

const BasicAuth = z
  .strictObject({
    username: z
      .string()
      .min(1)
      .regex(/^[^:]*$/, 'must not hold a colon: what follows it would be taken for the password')
      .describe('The user.'),
    password: z.string().min(1).optional().describe(`The password itself; better \`\${ENV_NAME}\` than literally.`),
    password_file: z.string().min(1).optional().describe(`File that holds the password, ${PATH_RULE}.`),
  })
  .check(exactlyOne(['password', 'password_file'], 'needs exactly one of password, password_file'));

const Authorization = z
  .strictObject({
    type: z
      .string()
      .regex(/^[A-Za-z][A-Za-z0-9._-]*$/, 'must be one word such as Bearer')
      .refine((type) => type.toLowerCase() !== 'basic', 'is basic_auth; use that key')
      .default('Bearer')
      .describe('The scheme.'),
    credentials: z.string().min(1).optional().describe(`The token itself; better \`\${ENV_NAME}\` than literally.`),
    credentials_file: z.string().min(1).optional().describe(`File that holds the token, ${PATH_RULE}.`),
  })
  .check(exactlyOne(['credentials', 'credentials_file'], 'needs exactly one of credentials, credentials_file'));

const Only = z
  .array(
    z
      .string()
      .min(1)
      .refine((text) => matchersOf(text).length > 0, `is no matcher; write it as in 'namespace=~"acme-.*"'`),
  )
  .max(20)
  .refine(
    (texts) => isEmptyOrFaulty(texts) || texts.flatMap(matchersOf).some((matcher) => !matcher.matches({})),
    `demands no value, so that every alert without these labels belongs to it; add one such as 'namespace=~"acme-.*"'`,
  )
  .default([])
  .describe(
    'Where tenants share one Alertmanager: matchers that go with every question and into every silence, so that the tenant sees and silences nothing beyond them (docs/silences.md). In the syntax of Alertmanager.',
  );

/** Nothing is to be said of those as a whole. */
function isEmptyOrFaulty(texts: readonly string[]): boolean {
  return texts.length === 0 || texts.some((text) => matchersOf(text).length === 0);
}

function matchersOf(text: string): readonly Matcher[] {
  const read = readMatchers(text);
  return 'matchers' in read ? read.matchers : [];
}

const PublicAddress = z.url({ protocol: /^https?$/ }).refine(hasNoPassword, 'holds a user or a password');

/** One of `alertmanagers` in `tenant.yaml`. */
export const AlertmanagerEntry = z
  .strictObject({
    name: z.string().min(1).max(63).describe('A name for logs and messages, unique here.'),
    url: z
      .url({ protocol: /^https?$/ })
      .refine(hasNoPassword, 'holds a user or a password; anyone who sees a log could read them there')
      .refine((text) => !/[?#]/.test(text), 'holds a "?" or a "#"; only a path may follow the host')
      .describe(
        "Address of the Alertmanager, or of one that stands for its cluster, with its path prefix if it has one. It is called instead of the payload's `externalURL`, which is never trusted, and redirects away from it are not followed.",
      ),
    external_url: PublicAddress.optional().describe("Its address for people's browsers, in links; `url` when absent."),
    basic_auth: BasicAuth.optional().describe('User and password, as `web.config.file` or a proxy in front asks for.'),
    authorization: Authorization.optional().describe('The header Authorization, in place of basic_auth.'),
    org_id: z
      .string()
      .regex(/^[\x21-\x7e]{1,150}$/, 'must be 1 to 150 characters of ASCII without blanks')
      .optional()
      .describe('The header `X-Scope-OrgID`, by which Mimir tells its tenants apart.'),
    headers: z
      .record(z.string(), z.string().regex(/^[\x20-\x7e]*$/, 'must be ASCII without line breaks'))
      .superRefine((headers, context) => {
        for (const name of Object.keys(headers)) {
          const message = headerFault(name);
          if (message !== undefined) context.addIssue({ code: 'custom', path: [name], message });
        }
      })
      .default({})
      .describe('Other headers to send along. Their values are never shown.'),
    only: Only,
    ca_file: z
      .string()
      .min(1)
      .optional()
      .describe(`File with certificates, PEM, to trust in place of the system's; ${PATH_RULE}.`),
  })
  .refine(({ basic_auth, authorization }) => basic_auth === undefined || authorization === undefined, {
    error: 'has both basic_auth and authorization; keep one',
    path: ['authorization'],
  })
  .refine(({ url, ca_file }) => ca_file === undefined || url.startsWith('https:'), {
    error: 'is without effect: the address does not begin with https:',
    path: ['ca_file'],
  });
export type AlertmanagerEntry = z.output<typeof AlertmanagerEntry>;

function headerFault(name: string): string | undefined {
  if (!HEADER_NAME.test(name)) return 'is no name that a header can have';
  return OWN_HEADERS.has(name.toLowerCase()) ? 'is written by Tocsin itself, or has a key of its own here' : undefined;
}

function hasNoPassword(text: string): boolean {
  const url = parseUrl(text);
  return url === undefined || (url.username === '' && url.password === '');
}

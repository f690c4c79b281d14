import { z } from 'zod';
import { durationBetween } from './duration.ts';
import { isSafeAddress } from './safe-address.ts';

const TENANT_PART = '{tenant}';
const ROLE_PART = '{role}';
const VALUE_WORDS = `The value of the claim, or a pattern with \`${TENANT_PART}\`, \`${ROLE_PART}\` or both in it, such as \`tocsin:${TENANT_PART}:${ROLE_PART}\`.`;

const TenantRule = z
  .strictObject({
    value: z.string().min(1).describe(VALUE_WORDS),
    tenant: z.string().min(1).optional().describe(`Whose role it gives, where the value has no \`${TENANT_PART}\`.`),
    role: z
      .string()
      .min(1)
      .optional()
      .describe(
        `Which role, \`viewer\`, \`responder\`, \`manager\` or one of the tenant's \`access.yaml\`, where the value has no \`${ROLE_PART}\`.`,
      ),
  })
  .superRefine((rule, context) => {
    for (const name of ['tenant', 'role'] as const) {
      const times = rule.value.split(`{${name}}`).length - 1;
      const isNamed = rule[name] !== undefined;
      if (times + Number(isNamed) === 1) continue;
      const message = isNamed
        ? `is in the value already; leave one out`
        : `is missing; name it, or write {${name}} once into value`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
    if (!/\{(?:tenant|role)\}\{(?:tenant|role)\}/.test(rule.value)) return;
    const message = 'must have something between {tenant} and {role}; else nobody can tell where one ends';
    context.addIssue({ code: 'custom', path: ['value'], message });
  });

/** `oidc` in tocsin.yaml. */
export const OidcSettings = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://login.example.com/realms/platform' })
      .refine(isSafeAddress, {
        error: 'must be https, except on this machine',
        when: ({ issues }) => issues.length === 0,
      })
      .describe('The provider, exactly as it names itself (`issuer` in its `/.well-known/openid-configuration`).'),
    client_id: z
      .string()
      .min(1)
      .describe('As which Tocsin is known there. The secret is in the environment, `TOCSIN_OIDC_CLIENT_SECRET`.'),
    name: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .describe('What people read on the button: "Sign in with …". Absent: the host of the issuer.'),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'must be the name of a scope, without blanks'))
      .refine((scopes) => scopes.includes('openid'), 'must have openid among them')
      .default(['openid', 'profile', 'email'])
      .describe('What is asked for; many providers give groups only with a scope of theirs, such as `groups`.'),
    claim: z
      .string()
      .min(1)
      .default('groups')
      .describe('Which claim says what somebody may be, a text or a list; `realm_access.roles` is one within another.'),
    name_claim: z
      .string()
      .min(1)
      .default('preferred_username')
      .describe(
        'Which claim names a person in messages, in the log and in the history, which knows the subject besides. Where it is absent or not plain ASCII the subject counts.',
      ),
    operators: z.array(z.string().min(1)).default([]).describe('Values of the claim that make somebody an operator.'),
    tenants: z.array(TenantRule).default([]).describe("Values of the claim that give a tenant's role."),
    session: durationBetween('5m', '12h')
      .prefault('1h')
      .describe(
        'For how long somebody is signed in; so long, at most, counts what was taken away at the provider. Then a click signs in anew.',
      ),
  })
  .superRefine(({ operators, tenants }, context) => {
    if (operators.length + tenants.length > 0) return;
    context.addIssue('needs operators or tenants; else nobody could sign in');
  });

/** What gives a role of a tenant: `tenant` and `role` are absent where the value's pattern has them. */
export type TenantRule = z.output<typeof TenantRule>;

/** Which values of the claim make somebody what. */
export interface OidcRules {
  readonly operators: readonly string[];
  readonly tenants: readonly TenantRule[];
}

/** {@link OidcSettings} in the words of those who use it; durations are milliseconds. */
export interface OidcConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly claim: string;
  readonly nameClaim: string;
  readonly rules: OidcRules;
  readonly sessionMs: number;
}

export function oidcOf(file: z.output<typeof OidcSettings> | undefined): OidcConfig | undefined {
  return (
    file && {
      issuer: file.issuer,
      clientId: file.client_id,
      name: file.name ?? new URL(file.issuer).host,
      scopes: file.scopes,
      claim: file.claim,
      nameClaim: file.name_claim,
      rules: { operators: file.operators, tenants: file.tenants },
      sessionMs: file.session,
    }
  );
}

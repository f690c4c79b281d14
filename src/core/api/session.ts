/** Who speaks to the admin API, and how people sign in. */
import { z } from 'zod';
import { PERMISSIONS } from '../access.ts';
import { Time } from './parts.ts';

export const PermissionName = z.enum(PERMISSIONS);
export type PermissionName = z.infer<typeof PermissionName>;

/** `GET /api/v1/session`. */
export const Session = z
  .object({
    kind: z.enum(['operator', 'tenant']).describe('An operator reaches all tenants, a tenant its own.'),
    actor: z.string().describe('Under which name what is done here stands in the history.'),
    credential: z
      .enum(['admin_token', 'tenant_token', 'oidc'])
      .describe('What proves it; with a session, what it was opened with.'),
    tenant: z.object({ id: z.string(), name: z.string() }).optional().describe('Of a tenant.'),
    role: z.string().optional().describe('Of a tenant: the role as `access.yaml` knows it.'),
    permissions: z.array(PermissionName),
    locale: z.string().optional().describe('Of a tenant: its own language, to greet people in before they choose.'),
    endsAt: Time.optional().describe('When the session ends; absent for a token that comes with each request.'),
  })
  .meta({ id: 'Session' });
export type Session = z.infer<typeof Session>;

/** `POST /api/v1/session`: the answer is a {@link Session} and its cookie. */
export const SignIn = z.strictObject({
  token: z.string().min(1).max(1_000).describe('The admin token or a token of a tenant.'),
  actor: z
    .string()
    .regex(/^[\x20-\x7e]{1,64}$/)
    .optional()
    .describe("Who it is, for the history; the token's own name without it."),
});
export type SignIn = z.infer<typeof SignIn>;

/** `GET /api/v1/sign-in/oidc`. */
export const SignInWish = z.strictObject({
  tenant: z
    .string()
    .regex(/^[a-z0-9_-]{1,63}$/)
    .optional()
    .describe('For whoever has roles of several tenants: which one to see.'),
});

/** `GET /api/v1/sign-in/oidc/callback`: what else is there is the provider's own. */
export const SignInReturn = z.looseObject({
  code: z.string().optional(),
  state: z.string().optional(),
  error: z.string().optional().describe("The provider's own code, instead of `code`."),
});

/** `GET /api/v1/sign-in`, open to everybody: how people may sign in here. */
export const SignInWays = z
  .object({
    token: z.literal(true),
    oidc: z
      .object({
        label: z.string(),
        url: z.string().describe('Where the browser is sent to begin.'),
        claim: z.string().describe('Which claim of the provider says what somebody may be.'),
      })
      .optional()
      .describe('Present where an OpenID provider is configured.'),
  })
  .meta({ id: 'SignInWays' });
export type SignInWays = z.infer<typeof SignInWays>;

import { z } from 'zod';
import { durationBetween } from '../config/duration.ts';
import { PERMISSIONS } from '../core/access.ts';

/** Roles that there are without being configured. What each may do is in `build-access.ts`. */
export const BUILT_IN_ROLES = ['viewer', 'responder', 'manager'] as const;

const ROLE_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const USER_ID = /^[UW][A-Z0-9]{2,20}$/;
const USER_GROUP_ID = /^S[A-Z0-9]{2,20}$/;
/** As Slack writes it in a message; whoever is asked for a role is a person or a group of people. */
const ASK_MENTION = /^<(?:!subteam\^S[A-Z0-9]+(?:\|[^<>|]{1,80})?|@[UW][A-Z0-9]+)>$/;

const Role = z.strictObject({
  name: z
    .string()
    .regex(ROLE_NAME, 'must be lower-case letters, digits, - and _; such as responder or database-team')
    .describe(
      '`viewer`, `responder` or `manager`, which are built in, or a name of your own; unique here. People who lack it are told this name.',
    ),
  permissions: z
    .array(z.enum(PERMISSIONS))
    .max(PERMISSIONS.length)
    .optional()
    .describe(
      'What the role allows. A role of your own needs it; for one that is built in it takes the place of what it allows by itself: `viewer` acknowledge, comment; `responder` acknowledge, comment, silence, escalate, expire; `manager` everything. What each covers, and which have no use yet, is in docs/access.md.',
    ),
  users: z
    .array(
      z
        .string()
        .regex(USER_ID, "must be a person's id such as U0123ABCD; it is in the ⋮ menu of their profile in Slack"),
    )
    .max(500)
    .default([])
    .describe("People who have the role, by Slack's id, `U…` or `W…`."),
  user_groups: z
    .array(
      z
        .string()
        .regex(USER_GROUP_ID, "must be a user group's id such as S0123ABCD; it is in the ⋯ menu of the group in Slack"),
    )
    .max(100)
    .default([])
    .describe(
      "Slack user groups whose members have the role, by Slack's id, `S…`. Needs the scope `usergroups:read`; a change of members counts after five minutes at the most.",
    ),
  receivers: z
    .array(z.string().min(1))
    .min(1)
    .max(1_000)
    .optional()
    .describe('Receivers of receivers.yaml for whose groups the role holds; for all when absent.'),
  longest_silence: durationBetween('1m', '1y')
    .optional()
    .describe('The longest that a silence made with this role may last; any time when absent.'),
  silence_must_contain: z
    .array(z.string().min(1).max(200))
    .max(20)
    .default([])
    .describe('Labels for each of which a silence made with this role must name one value, as in `cluster="eu-1"`.'),
});

/** `access.yaml`: who may do what. */
export const AccessFile = z.strictObject({
  roles: z
    .array(Role)
    .max(100)
    .default([])
    .describe('Roles, what they allow and who has them. Whoever has several may do what any of them allows.'),
  ask: z
    .array(
      z
        .string()
        .regex(ASK_MENTION, "must be a mention as Slack writes it; such as '<!subteam^S0123ABCD>' or '<@U0123ABCD>'"),
    )
    .max(5)
    .optional()
    .describe('Whom people who lack a role are told to ask. When absent, those who have a role with `configure`.'),
});
export type AccessFile = z.output<typeof AccessFile>;

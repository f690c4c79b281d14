import { z } from 'zod';
import { durationBetween } from '../config/duration.ts';
import { SEVERITIES } from '../core/severity.ts';
import { ZoneName } from './locale-and-zone.ts';
import { exactlyOne } from './mapping-rule.ts';

const NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const NAME_WORDS = 'must be a name in lower-case letters, digits, "-" and "_"';
const Name = z.string().regex(NAME, NAME_WORDS);

const USER = /^[UW][A-Z0-9]+$/;
const USER_WORDS = "must be a person's id in Slack such as U0123ABCD; it stands in their profile, under ⋮";
const User = z.string().regex(USER, USER_WORDS);

/** A person, a user group, or everybody in the channel; a schedule, or one of its layers. */
const CALLED =
  /^(?:[UWS][A-Z0-9]+|<@[UW][A-Z0-9]+>|<!subteam\^S[A-Z0-9]+>|<!(?:here|channel|everyone)>|[a-z0-9][a-z0-9_-]{0,62}(?:\/[a-z0-9][a-z0-9_-]{0,62})?)$/;
const CALLED_WORDS =
  "must be a schedule, a layer of one such as database/2, a person's id such as U0123ABCD, a user group's such as S0123ABCD, or '<!here>'";
const Called = z.string().regex(CALLED, CALLED_WORDS);

const DIRECT = /^(?:[UW][A-Z0-9]+|[a-z0-9][a-z0-9_-]{0,62}(?:\/[a-z0-9][a-z0-9_-]{0,62})?)$/;
const DIRECT_WORDS =
  "must be a schedule, a layer of one such as database/2, or a person's id such as U0123ABCD; a user group gets no direct messages, mention it";
const Direct = z.string().regex(DIRECT, DIRECT_WORDS);

const Channel = z
  .string()
  .regex(
    /^(?:[CG][A-Z0-9]+|#[^\s#A-Z]{1,80})$/,
    'must be a channel\'s id such as C0123ABCD, or its name in lower case and quotes such as "#alerts"',
  );

const Step = z
  .strictObject({
    after: durationBetween('1s', '7d').describe('How long after people were told of the group, if nobody has it yet.'),
    mention: z
      .array(Called)
      .max(20)
      .default([])
      .describe(
        "Whom the group's thread calls, and each of `channels` too: names of `schedules`, layers of them (`database/2`), ids of people (`U…`) and user groups (`S…`), or `'<!here>'`.",
      ),
    channels: z.array(Channel).max(10).default([]).describe('Channels that are told too, with a link to the message.'),
    direct_message: z
      .array(Direct)
      .max(20)
      .default([])
      .describe('Who gets a direct message, with a link: names of `schedules`, layers of them, or ids of people.'),
  })
  .refine(
    ({ mention, channels, direct_message }) => mention.length + channels.length + direct_message.length > 0,
    'reaches nobody; name somebody in mention, channels or direct_message',
  );

const Policy = z.strictObject({
  name: Name.describe('How receivers refer to it.'),
  steps: z
    .array(Step)
    .min(1)
    .max(20)
    .superRefine((steps, context) => {
      for (const [index, { after }] of steps.entries()) {
        if (index === 0 || after > (steps[index - 1]?.after ?? 0)) continue;
        const message = 'must be longer than that of the step before; all count from the same moment';
        context.addIssue({ code: 'custom', path: [index, 'after'], message });
      }
    })
    .describe('In their order, each later than the one before.'),
  repeat: z
    .strictObject({
      every: durationBetween('10s', '7d').describe('From the last step to its first repeat.'),
      backoff: z
        .number()
        .min(1)
        .max(10)
        .default(2)
        .describe('How many times as long as the one before each pause is; 1 for equal ones.'),
      longest: durationBetween('10s', '7d').prefault('4h').describe('No pause is longer.'),
      times: z.int().min(1).max(100).default(6).describe('How many repeats there are.'),
    })
    .optional()
    .describe('The last step again and again while nobody has the group. When absent, it is taken once.'),
  quiet: z
    .strictObject({
      time_intervals: z.array(z.string().min(1)).min(1).max(20).describe('Names of `time_intervals` of routing.yaml.'),
      severities: z
        .array(z.enum(SEVERITIES))
        .min(1)
        .default(SEVERITIES.filter((severity) => severity !== 'critical'))
        .describe('Groups of these severities wait until the quiet hours end. What is not named here never waits.'),
    })
    .optional()
    .describe('Hours in which groups that can wait do not escalate. They go on when the hours end.'),
  acknowledge_timeout: durationBetween('1s', '30d')
    .optional()
    .describe('How long after somebody took a group they are asked in the thread whether they still work on it.'),
  acknowledge_grace: durationBetween('1s', '7d')
    .prefault('15m')
    .describe('How long after that they have it no more, unless they answer; then it escalates on.'),
});

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const MOMENT = /^(\d{4}-\d\d-\d\d)T((?:[01]\d|2[0-3]):[0-5]\d)$/;

/** Whether the calendar has such a day: `Date.parse` would take 30 February for 2 March. */
function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

const Moment = z
  .string()
  .regex(MOMENT, { error: "must be a day and a time such as '2026-12-24T09:00'; in the schedule's zone", abort: true })
  .refine((text) => isDate(text.slice(0, 10)), 'is no day of the calendar');

const Layer = z.strictObject({
  name: Name.optional().describe('How steps refer to it, as `schedule/layer`; its number, from 1, when absent.'),
  participants: z.array(User).min(1).max(100).describe('Ids of people in Slack, in the order of their turns.'),
  rotation: z
    .string()
    .regex(/^(?:daily|weekly|[1-9]\d{0,2}d)$/, 'must be daily, weekly, or a number of days such as 3d')
    .default('weekly')
    .describe('How long a turn is: `daily`, `weekly`, or days such as `3d`.'),
  starts: z
    .string()
    .regex(DATE, { error: "must be a day such as '2026-01-05'", abort: true })
    .refine(isDate, 'is no day of the calendar')
    .describe("The first participant's first day. Weekly turns change on its weekday."),
  handover: z
    .string()
    .regex(TIME, "must be a time of day such as '09:00'")
    .default('09:00')
    .describe('When turns change, by the wall clock.'),
});

const Exception = z
  .strictObject({
    layer: Name.optional().describe('Whose turns it concerns; those of the first layer when absent.'),
    from: Moment.describe("The first moment, in the schedule's time zone."),
    until: Moment.describe('The first moment that no longer belongs to it.'),
    who: User.describe('Who is on call instead.'),
  })
  .refine(({ from, until }) => from < until, { error: 'must be later than from', path: ['until'] });

const Schedule = z
  .strictObject({
    name: Name.describe('How steps refer to it.'),
    user_group: z
      .string()
      .regex(/^S[A-Z0-9]+$/, "must be a user group's id in Slack such as S0123ABCD")
      .optional()
      .describe('Whoever is in this user group is on call: for those who keep their rota elsewhere.'),
    time_zone: ZoneName.optional().describe("Time zone of its days and times; the tenant's when absent."),
    layers: z
      .array(Layer)
      .min(1)
      .max(10)
      .optional()
      .describe('Each has exactly one person at any time: for instance a first and a second one to be called.'),
    overrides: z
      .array(Exception)
      .max(1_000)
      .default([])
      .describe('Exceptions for holidays and swaps. Of two that hold at once the later in the list wins.'),
  })
  .check(exactlyOne(['layers', 'user_group'], 'needs either layers or a user_group'));

const Target = z.strictObject({
  acknowledge: durationBetween('1s', '30d').optional().describe('Somebody is to have it by then.'),
  resolve: durationBetween('1s', '90d').optional().describe('It is to be over by then.'),
});

/** `escalation.yaml`: what happens while nobody takes a group, and who is on call. */
export const EscalationFile = z.strictObject({
  policies: z
    .array(Policy)
    .max(100)
    .default([])
    .describe('What happens while nobody has a group. Receivers name the one that holds for them.'),
  schedules: z.array(Schedule).max(100).default([]).describe('Who is on call.'),
  targets: z
    .partialRecord(z.enum(SEVERITIES), Target)
    .default({})
    .describe(
      'By severity, how soon after people were told somebody is to have a group, and it is to be over. A severity that is named here takes nothing from its tier: `critical: {}` has no target.',
    ),
});
export type EscalationFile = z.output<typeof EscalationFile>;

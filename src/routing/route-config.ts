import { z } from 'zod';
import { readMatchers } from './matcher.ts';
import { unknownKeys } from './unknown-keys.ts';

const GROUPING = 'groups are made by Alertmanager; set it there and delete it here';

/** What to do about keys that Alertmanager's route knows and ours does not. */
const FOREIGN_KEYS: ReadonlyMap<string, string> = new Map([
  ['match', 'write it as matchers: [\'severity="critical"\']'],
  ['match_re', 'write it as matchers: [\'team=~"db|storage"\']'],
  ['group_by', GROUPING],
  ['group_wait', GROUPING],
  ['group_interval', GROUPING],
  ['repeat_interval', GROUPING],
]);

const KNOWN_KEYS = ['receiver', 'matchers', 'continue', 'routes', 'mute_time_intervals', 'active_time_intervals'];

/** One text of matchers, as Alertmanager writes them. */
export const MatcherText = z
  .string('write each matcher in quotes, such as \'severity="critical"\'')
  .superRefine((text, context) => {
    const read = readMatchers(text);
    if ('problem' in read) context.addIssue({ code: 'custom', message: read.problem });
  });

const Names = z.array(z.string('write the name of a time interval'), "write a list of names, such as ['nights']");

/** A node of a tenant's route tree: Alertmanager's own shape and meaning, without what concerns grouping. */
export interface RouteConfig {
  readonly receiver?: string | undefined;
  readonly matchers?: readonly string[] | undefined;
  readonly continue?: boolean | undefined;
  readonly routes?: readonly RouteConfig[] | undefined;
  readonly mute_time_intervals?: readonly string[] | undefined;
  readonly active_time_intervals?: readonly string[] | undefined;
}

export const RouteConfig: z.ZodType<RouteConfig> = z.strictObject(
  {
    receiver: z
      .string('write the name of a receiver')
      .min(1, 'name a receiver, or delete the key to inherit the one above')
      .optional()
      .describe("Where matching alerts go; the parent's receiver when absent."),
    matchers: z
      .array(MatcherText, 'write a list, such as [\'severity="critical"\']')
      .optional()
      .describe('All of them must match an alert. A label that is absent counts as empty.'),
    continue: z
      .boolean('write true or false')
      .optional()
      .describe('Whether later siblings are tried after this route matched.'),
    get routes() {
      return z.array(RouteConfig, 'write a list of routes').optional().describe('Tried in order before this route.');
    },
    mute_time_intervals: Names.optional().describe('Names of times at which this route is silent. Not inherited.'),
    active_time_intervals: Names.optional().describe(
      'Names of times outside of which this route is silent. Not inherited.',
    ),
  },
  unknownKeys('a route', KNOWN_KEYS, FOREIGN_KEYS),
);

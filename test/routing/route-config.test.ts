import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { checkRoutes } from '../../src/routing/check-routes.ts';
import { RouteConfig } from '../../src/routing/route-config.ts';
import { TimeIntervalConfig } from '../../src/routing/time-interval-config.ts';

function faultsOf(schema: z.ZodType, value: unknown): readonly string[] {
  const { error } = schema.safeParse(value);
  return (error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const KNOWN =
  'correct or delete it; known are: receiver, matchers, continue, routes, mute_time_intervals, active_time_intervals';

describe('the form of a route', () => {
  test('accepts all that is needed at any depth', () => {
    const route = {
      receiver: 'ops',
      routes: [
        {
          matchers: ['severity="critical"', '{a="b",c=~"d"}'],
          continue: true,
          mute_time_intervals: ['nights'],
          active_time_intervals: [],
          routes: [{ matchers: [], receiver: 'database', routes: [{}] }],
        },
      ],
    };
    expect(RouteConfig.parse(route)).toEqual(route);
  });

  test.each<[unknown, readonly string[]]>([
    [{ match: { a: 'b' } }, [`: "match" is not a key of a route; write it as matchers: ['severity="critical"']`]],
    [
      { routes: [{ match_re: { a: 'b' } }] },
      [`routes.0: "match_re" is not a key of a route; write it as matchers: ['team=~"db|storage"']`],
    ],
    [
      { group_by: ['a'], recever: 'x' },
      [
        `: "group_by" is not a key of a route; groups are made by Alertmanager; set it there and delete it here; "recever" is not a key of a route; ${KNOWN}`,
      ],
    ],
    [{ matchers: 'a=b' }, [`matchers: write a list, such as ['severity="critical"']`]],
    [{ matchers: [{ a: 'b' }] }, [`matchers.0: write each matcher in quotes, such as 'severity="critical"'`]],
    [
      { matchers: ['a=b', 'team'] },
      [
        'matchers.1: in the matcher ‹team›, character 5: an operator is missing after the label name "team"; write =, !=, =~ or !~, as in team="db"',
      ],
    ],
    [{ receiver: '' }, ['receiver: name a receiver, or delete the key to inherit the one above']],
    [{ receiver: ['ops'] }, ['receiver: write the name of a receiver']],
    [{ continue: 'yes' }, ['continue: write true or false']],
    [{ routes: {} }, ['routes: write a list of routes']],
    [{ mute_time_intervals: 'nights' }, ["mute_time_intervals: write a list of names, such as ['nights']"]],
    [{ active_time_intervals: [1] }, ['active_time_intervals.0: write the name of a time interval']],
  ])('%j is told: %j', (route, faults) => {
    expect(faultsOf(RouteConfig, route)).toEqual(faults);
  });

  test('has a JSON schema, for editors', () => {
    const schema = z.toJSONSchema(z.strictObject({ route: RouteConfig, time_intervals: z.array(TimeIntervalConfig) }), {
      io: 'input',
    });
    expect(Object.keys(schema.properties ?? {})).toEqual(['route', 'time_intervals']);
  });
});

describe('the form of a time interval', () => {
  const one = (entry: object): unknown => ({ name: 'x', time_intervals: [entry] });
  const at = 'time_intervals.0.';

  test('accepts all fields, numbers without quotes included', () => {
    const config = one({
      times: [{ start_time: '00:00', end_time: '24:00' }],
      weekdays: ['monday:friday', 'Saturday'],
      days_of_month: ['1:5', '-3:-1', 15, -1, '10:-1'],
      months: ['january:march', '5:6', 12],
      years: ['2024:2026', 2030],
      location: 'Europe/Berlin',
    });
    expect(TimeIntervalConfig.parse(config)).toEqual(config);
  });

  test.each<[object, readonly string[]]>([
    [
      { times: [{ start_time: '22:00', end_time: '06:00' }] },
      [
        `${at}times.0: start_time must be before end_time; over midnight, write two: one up to 24:00 and one from 00:00`,
      ],
    ],
    [
      { times: [{ start_time: '9:00', end_time: '24:01' }] },
      [
        `${at}times.0.start_time: is no time of day; write a time in quotes as HH:MM, from 00:00 to 24:00`,
        `${at}times.0.end_time: is no time of day; write a time in quotes as HH:MM, from 00:00 to 24:00`,
      ],
    ],
    [
      { times: [{ start_time: '09:00' }] },
      [`${at}times.0.end_time: write a time in quotes as HH:MM, from 00:00 to 24:00`],
    ],
    [
      { weekdays: ['moonday'] },
      [
        `${at}weekdays.0: "moonday" is not understood; write a weekday or a range of weekdays, such as 'saturday' or 'monday:friday'`,
      ],
    ],
    [
      { weekdays: ['saturday:sunday'] },
      [
        `${at}weekdays.0: "saturday:sunday" ends before it begins, for a week begins on sunday; write two, such as ['saturday', 'sunday']`,
      ],
    ],
    [
      { days_of_month: [0, '32', '1:2:3', '5:3', '-1:1', '-1:-3'] },
      [
        ...['0', '32', '1:2:3'].map(
          (text, index) =>
            `${at}days_of_month.${index}: "${text}" is not understood; write days from 1 to 31, or from -31 to -1 counted from the month's end, such as '1:5' or '-3:-1'`,
        ),
        `${at}days_of_month.3: "5:3" ends before it begins; write the earlier day first`,
        `${at}days_of_month.4: "-1:1" begins at the month's end and ends at its start; write two, such as ['-3:-1', '1:3']`,
        `${at}days_of_month.5: "-1:-3" ends before it begins; write the earlier day first`,
      ],
    ],
    [
      { months: ['13', 'november:february'] },
      [
        `${at}months.0: "13" is not understood; write a month or a range of months, such as 'december', 'january:march' or '1:3'`,
        `${at}months.1: "november:february" ends before it begins; write two, such as ['november:december', 'january:february']`,
      ],
    ],
    [
      { years: ['2026:2024', 'soon'] },
      [
        `${at}years.0: "2026:2024" ends before it begins; write the earlier year first`,
        `${at}years.1: "soon" is not understood; write a year or a range of years, such as '2026' or '2024:2026'`,
      ],
    ],
    [
      { location: 'Europe/Berln' },
      [`${at}location: is no time zone that is known; write an IANA name such as Europe/Berlin, or UTC`],
    ],
    [
      { weekdays: [], times: [] },
      ['times', 'weekdays'].map(
        (key) =>
          `${at}${key}: an empty list never holds in Alertmanager; delete the key to allow all, or fill the list`,
      ),
    ],
    [
      { weekdays: 'monday', years: [true] },
      [`${at}weekdays: write a list`, `${at}years.0: write a text such as '1:5'`],
    ],
    [{ time_zone: 'UTC' }, ['time_intervals.0: "time_zone" is not a key of a time interval; write it as location']],
  ])('%j is told: %j', (entry, faults) => {
    expect(faultsOf(TimeIntervalConfig, one(entry))).toEqual(faults);
  });

  test('asks for a name and a list', () => {
    expect(faultsOf(TimeIntervalConfig, { name: '', time_intervals: {}, times: [] })).toEqual([
      'name: give it the name by which routes refer to it',
      'time_intervals: write a list',
      ': "times" is not a key of a named time interval; correct or delete it; known are: name, time_intervals',
    ]);
  });
});

describe('the check of a whole routing file', () => {
  const timeIntervals = [{ name: 'nights', time_intervals: [] }];

  test('finds nothing wrong with a sound one', () => {
    const route = { receiver: 'ops', routes: [{ matchers: ['a=b'], mute_time_intervals: ['nights'] }] };
    expect(checkRoutes({ route, timeIntervals, receivers: ['ops'] })).toEqual([]);
  });

  test('reports every fault of the root', () => {
    const route = {
      matchers: ['a=b'],
      continue: true,
      mute_time_intervals: ['nights'],
      active_time_intervals: ['nights'],
    };
    const root = (key: string) => ({
      path: `route.${key}`,
      reason: `the root route must take every alert at any time, so it has no ${key}`,
      hint: `move ${key} into a route under routes`,
    });
    expect(checkRoutes({ route, timeIntervals, receivers: ['ops'] })).toEqual([
      {
        path: 'route.receiver',
        reason: 'the root route has no receiver',
        hint: 'name the receiver of alerts that no other route matches',
      },
      { path: 'route.continue', reason: 'the root route has no siblings', hint: 'delete continue' },
      root('matchers'),
      root('mute_time_intervals'),
      root('active_time_intervals'),
    ]);
  });

  test('reports names that nothing bears, and names given twice', () => {
    const route = {
      receiver: 'opps',
      routes: [
        { routes: [{ receiver: 'db', mute_time_intervals: ['nights', 'weekends'], active_time_intervals: ['x'] }] },
      ],
    };
    const many = Array.from({ length: 12 }, (_, index) => `r${index}`);
    expect(checkRoutes({ route, timeIntervals: [...timeIntervals, ...timeIntervals], receivers: many })).toEqual([
      {
        path: 'route.receiver',
        reason: 'there is no receiver named "opps"',
        hint: 'add it to receivers.yaml or name one of: r0, r1, r2, r3, r4, r5, r6, r7, r8, r9 …',
      },
      {
        path: 'route.routes[0].routes[0].receiver',
        reason: 'there is no receiver named "db"',
        hint: 'add it to receivers.yaml or name one of: r0, r1, r2, r3, r4, r5, r6, r7, r8, r9 …',
      },
      {
        path: 'route.routes[0].routes[0].mute_time_intervals[1]',
        reason: 'there is no time interval named "weekends"',
        hint: 'add it to time_intervals or name one of: nights, nights',
      },
      {
        path: 'route.routes[0].routes[0].active_time_intervals[0]',
        reason: 'there is no time interval named "x"',
        hint: 'add it to time_intervals or name one of: nights, nights',
      },
      {
        path: 'time_intervals[1].name',
        reason: 'time_intervals[0] is named "nights" too',
        hint: 'rename one of them, or join their lists',
      },
    ]);
  });

  test('says so when there is nothing to name', () => {
    expect(checkRoutes({ route: { receiver: 'ops' }, timeIntervals: [], receivers: [] })).toMatchObject([
      { hint: 'add it to receivers.yaml or name one of: (there are none)' },
    ]);
  });
});

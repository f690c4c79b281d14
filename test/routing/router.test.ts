import { describe, expect, test } from '@jest/globals';
import { createRouter } from '../../src/routing/router.ts';

const NIGHT = {
  name: 'nights',
  time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }] }],
};
const OFFICE = {
  name: 'office',
  time_intervals: [{ weekdays: ['monday:friday'], times: [{ start_time: '09:00', end_time: '17:00' }] }],
};

const router = createRouter({
  timeIntervals: [NIGHT, OFFICE],
  route: {
    receiver: 'ops',
    routes: [
      { matchers: ['severity="critical"', 'team=~"db|storage"'], receiver: 'database', continue: true },
      {
        matchers: ['env="test"'],
        mute_time_intervals: ['nights'],
        routes: [{ matchers: ['team="db"'], receiver: 'sandbox' }, { matchers: ['team="web"'] }],
      },
      { matchers: ['env=~"test|prod"'], receiver: 'platform', active_time_intervals: ['office'] },
    ],
  },
});

describe('a router', () => {
  test.each<[Record<string, string>, readonly [string, string][]]>([
    [{}, [['ops', 'route']]],
    [{ severity: 'critical', team: 'db' }, [['database', 'route.routes[0]']]],
    [
      { severity: 'critical', team: 'db', env: 'test' },
      [
        ['database', 'route.routes[0]'],
        ['sandbox', 'route.routes[1].routes[0]'],
      ],
    ],
    [{ env: 'test', team: 'web' }, [['ops', 'route.routes[1].routes[1]']]],
    [{ env: 'test' }, [['ops', 'route.routes[1]']]],
    [{ env: 'prod' }, [['platform', 'route.routes[2]']]],
  ])('takes %j to %j', (labels, expected) => {
    expect(router.match(labels).map(({ receiver, path }) => [receiver, path])).toEqual(expected);
  });

  test('lets children inherit the receiver but neither mute nor active time intervals', () => {
    expect(router.match({ env: 'test' })[0]).toEqual({
      receiver: 'ops',
      path: 'route.routes[1]',
      muteTimeIntervals: ['nights'],
      activeTimeIntervals: [],
    });
    expect(router.match({ env: 'test', team: 'web' })[0]).toMatchObject({ receiver: 'ops', muteTimeIntervals: [] });
  });

  test('tells of every route that it tried what became of it', () => {
    expect(router.explain({ severity: 'critical', team: 'net', env: 'test' })).toEqual([
      { path: 'route', receiver: 'ops', matchers: [], outcome: 'delegated', skipped: [] },
      {
        path: 'route.routes[0]',
        receiver: 'database',
        matchers: ['severity="critical"', 'team=~"db|storage"'],
        outcome: 'not_matched',
        failed: { matcher: 'team=~"db|storage"', label: 'team', value: 'net' },
        skipped: [],
      },
      {
        path: 'route.routes[1]',
        receiver: 'ops',
        matchers: ['env="test"'],
        outcome: 'selected',
        skipped: ['route.routes[2]'],
      },
      {
        path: 'route.routes[1].routes[0]',
        receiver: 'sandbox',
        matchers: ['team="db"'],
        outcome: 'not_matched',
        failed: { matcher: 'team="db"', label: 'team', value: 'net' },
        skipped: [],
      },
      {
        path: 'route.routes[1].routes[1]',
        receiver: 'ops',
        matchers: ['team="web"'],
        outcome: 'not_matched',
        failed: { matcher: 'team="web"', label: 'team', value: 'net' },
        skipped: [],
      },
    ]);
  });

  test('explains the very routes that it matches', () => {
    for (const severity of ['critical', 'warning', '']) {
      for (const team of ['db', 'web', '']) {
        for (const env of ['test', 'prod', '']) {
          const labels = { severity, team, env };
          const selected = router.explain(labels).filter((visit) => visit.outcome === 'selected');
          expect(selected.map((visit) => visit.path)).toEqual(router.match(labels).map((match) => match.path));
        }
      }
    }
  });

  test('says until when a route is silent', () => {
    const muted = { muteTimeIntervals: ['nights'], activeTimeIntervals: [] };
    const limited = { muteTimeIntervals: [], activeTimeIntervals: ['office'] };
    const fridayNight = Date.UTC(2026, 8, 4, 22, 30);
    expect(router.mutedUntil(muted, fridayNight)).toBe(Date.UTC(2026, 8, 5));
    expect(router.mutedUntil(limited, fridayNight)).toBe(Date.UTC(2026, 8, 7, 9));
    expect(router.mutedUntil(muted, Date.UTC(2026, 8, 4, 12))).toBeUndefined();
    expect(router.mutedUntil(limited, Date.UTC(2026, 8, 4, 12))).toBeUndefined();
  });

  test('passes over names of time intervals that it does not know, so that alerts speak', () => {
    const stale = { muteTimeIntervals: ['gone'], activeTimeIntervals: ['gone too'] };
    expect(router.mutedUntil(stale, 0)).toBeUndefined();
  });

  test('refuses what the checks of a file would have refused', () => {
    expect(() => createRouter({ route: {}, timeIntervals: [] })).toThrow('route has no receiver; name one');
    const route = { receiver: 'ops', routes: [{ mute_time_intervals: ['x'] }] };
    expect(() => createRouter({ route, timeIntervals: [] })).toThrow(
      'route.routes[0] names the time interval "x"; define it first',
    );
  });
});

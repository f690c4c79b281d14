import type { Fault } from '../core/fault.ts';
import type { RouteConfig } from './route-config.ts';
import type { TimeIntervalConfig } from './time-interval-config.ts';

/** A fault of a routing file as a whole; `path` begins at the file's own top, such as `route.routes[1].receiver`. */
export type RouteFault = Required<Pick<Fault, 'path' | 'reason' | 'hint'>>;

/** What a route tree refers to. */
export interface RoutingToCheck {
  readonly route: RouteConfig;
  readonly timeIntervals: readonly TimeIntervalConfig[];
  /** Names of the receivers that exist. */
  readonly receivers: readonly string[];
}

/**
 * What the schemas cannot see: Alertmanager's rules for the root (config/config.go), and names that nothing bears.
 * All faults in the order of the file; an empty list when it may be used.
 */
export function checkRoutes({ route, timeIntervals, receivers }: RoutingToCheck): readonly RouteFault[] {
  const names = timeIntervals.map((interval) => interval.name);
  return [
    ...checkRoot(route),
    ...checkReferences(route, 'route', { receivers, timeIntervals: names }),
    ...checkDuplicates(names),
  ];
}

function checkRoot(route: RouteConfig): readonly RouteFault[] {
  const faults: RouteFault[] = [];
  if (route.receiver === undefined) {
    faults.push({
      path: 'route.receiver',
      reason: 'the root route has no receiver',
      hint: 'name the receiver of alerts that no other route matches',
    });
  }
  if (route.continue === true) {
    faults.push({ path: 'route.continue', reason: 'the root route has no siblings', hint: 'delete continue' });
  }
  for (const key of ['matchers', 'mute_time_intervals', 'active_time_intervals'] as const) {
    if ((route[key]?.length ?? 0) === 0) continue;
    faults.push({
      path: `route.${key}`,
      reason: `the root route must take every alert at any time, so it has no ${key}`,
      hint: `move ${key} into a route under routes`,
    });
  }
  return faults;
}

interface KnownNames {
  readonly receivers: readonly string[];
  readonly timeIntervals: readonly string[];
}

function checkReferences(route: RouteConfig, path: string, known: KnownNames): readonly RouteFault[] {
  return [
    ...checkReceiver(route.receiver, `${path}.receiver`, known.receivers),
    ...checkIntervals(route.mute_time_intervals, `${path}.mute_time_intervals`, known.timeIntervals),
    ...checkIntervals(route.active_time_intervals, `${path}.active_time_intervals`, known.timeIntervals),
    ...(route.routes ?? []).flatMap((child, index) => checkReferences(child, `${path}.routes[${index}]`, known)),
  ];
}

function checkReceiver(name: string | undefined, path: string, known: readonly string[]): readonly RouteFault[] {
  if (name === undefined || known.includes(name)) return [];
  return [
    {
      path,
      reason: `there is no receiver named ${JSON.stringify(name)}`,
      hint: `add it to receivers.yaml or name one of: ${list(known)}`,
    },
  ];
}

function checkIntervals(
  names: readonly string[] | undefined,
  path: string,
  known: readonly string[],
): readonly RouteFault[] {
  return (names ?? []).flatMap((name, index) => {
    if (known.includes(name)) return [];
    return {
      path: `${path}[${index}]`,
      reason: `there is no time interval named ${JSON.stringify(name)}`,
      hint: `add it to time_intervals or name one of: ${list(known)}`,
    };
  });
}

function checkDuplicates(names: readonly string[]): readonly RouteFault[] {
  return names.flatMap((name, index) => {
    const first = names.indexOf(name);
    if (first === index) return [];
    return {
      path: `time_intervals[${index}].name`,
      reason: `time_intervals[${first}] is named ${JSON.stringify(name)} too`,
      hint: 'rename one of them, or join their lists',
    };
  });
}

/** More names than this help nobody. */
const MAX_LISTED = 10;

function list(names: readonly string[]): string {
  if (names.length === 0) return '(there are none)';
  const shown = names.slice(0, MAX_LISTED).join(', ');
  return names.length > MAX_LISTED ? `${shown} …` : shown;
}

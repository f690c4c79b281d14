import type { LabelSet } from '../core/alert.ts';
import { TocsinError } from '../core/errors.ts';
import { type ReceiverName, receiverName } from '../core/ids.ts';
import { labelValue, type Matcher, parseMatchers } from './matcher.ts';
import type { RouteConfig } from './route-config.ts';
import { createTimeInterval, mutedUntil, type TimeInterval } from './time-interval.ts';
import type { TimeIntervalConfig } from './time-interval-config.ts';
import { createZones } from './zone.ts';

/** A route that takes an alert. One object per route, the same at every call. */
export interface RouteMatch {
  readonly receiver: ReceiverName;
  /** Where in the file, such as `route.routes[1]`. */
  readonly path: string;
  /** Names of the times at which the route is silent. */
  readonly muteTimeIntervals: readonly string[];
  /** Names of the times outside of which it is silent; none means that it never is. */
  readonly activeTimeIntervals: readonly string[];
}

/** What became of one route that was tried, in the order in which routes are tried. */
export interface RouteVisit {
  readonly path: string;
  /** Its own receiver or the inherited one. */
  readonly receiver: ReceiverName;
  /** As Alertmanager prints them, such as `severity="critical"`. */
  readonly matchers: readonly string[];
  /** `selected`: it takes the alert · `delegated`: it matched, and routes under it take the alert · `not_matched`. */
  readonly outcome: 'selected' | 'delegated' | 'not_matched';
  /** Present exactly when it did not match: the first matcher that failed, and the label's value, empty if absent. */
  readonly failed?: { readonly matcher: string; readonly label: string; readonly value: string };
  /** Paths of the later siblings that were not tried, because this route matched and does not `continue`. */
  readonly skipped: readonly string[];
}

/** A route as it is configured. */
export interface RouteListed extends RouteMatch {
  /** As Alertmanager prints them. */
  readonly matchers: readonly string[];
  readonly continues: boolean;
}

/** A tenant's route tree, ready to be asked; pure but for its cache of time zones. */
export interface Router {
  /** The routes that take an alert with these labels, at least one, in Alertmanager's order. */
  match(labels: LabelSet): readonly RouteMatch[];
  /** Every route that `match` tries, parents first, and why it went on or stopped there. */
  explain(labels: LabelSet): readonly RouteVisit[];
  /** All routes, parents before children. */
  readonly routes: readonly RouteListed[];
  /** Whether any route has time intervals: if not, nothing is ever muted. */
  readonly hasTimeIntervals: boolean;
  /**
   * Undefined while the route may speak at `now`, epoch milliseconds. Else when it next may, or, if that is over eight
   * days away, a moment at which to ask again. Names that this router does not know, as after a reload, are passed over.
   */
  mutedUntil(match: Pick<RouteMatch, 'muteTimeIntervals' | 'activeTimeIntervals'>, now: number): number | undefined;
}

interface Node {
  readonly result: RouteMatch;
  readonly matchers: readonly Matcher[];
  readonly continues: boolean;
  readonly children: readonly Node[];
}

/**
 * Alertmanager's semantics (dispatch/route.go): depth first, children before parents, the first matching sibling ends
 * the search unless it has `continue`, a route takes the alert when none under it does. The receiver is inherited;
 * mute and active time intervals are not: `NewRoute` copies the parent's options and then overwrites these two.
 *
 * @throws TocsinError of reason `config_invalid` for what the schemas and `checkRoutes` would have refused.
 */
export function createRouter(config: {
  readonly route: RouteConfig;
  readonly timeIntervals: readonly TimeIntervalConfig[];
}): Router {
  const zones = createZones();
  const intervals = new Map(config.timeIntervals.map((each) => [each.name, createTimeInterval(each, zones)]));
  const root = createNode(config.route, { path: 'route', parentReceiver: undefined });
  requireIntervals(root, intervals);
  const pick = (names: readonly string[]) => names.flatMap((name) => intervals.get(name) ?? []);
  return {
    routes: listNodes(root),
    hasTimeIntervals: hasTimeIntervals(root),
    match(labels) {
      const matches: RouteMatch[] = [];
      collect(root, labels, matches);
      return matches;
    },
    explain(labels) {
      const visits: RouteVisit[] = [];
      visit(root, { labels, laterSiblings: [], visits });
      return visits;
    },
    mutedUntil(match, now) {
      return mutedUntil({ mute: pick(match.muteTimeIntervals), active: pick(match.activeTimeIntervals) }, now);
    },
  };
}

function createNode(
  config: RouteConfig,
  { path, parentReceiver }: { readonly path: string; readonly parentReceiver: string | undefined },
): Node {
  const receiver = config.receiver ?? parentReceiver;
  if (receiver === undefined) throw new TocsinError('config_invalid', `${path} has no receiver; name one`);
  const children = (config.routes ?? []).map((child, index) =>
    createNode(child, { path: `${path}.routes[${index}]`, parentReceiver: receiver }),
  );
  const result = {
    receiver: receiverName(receiver),
    path,
    muteTimeIntervals: config.mute_time_intervals ?? [],
    activeTimeIntervals: config.active_time_intervals ?? [],
  };
  const matchers = (config.matchers ?? []).flatMap((text) => parseMatchers(text));
  return { result, matchers, continues: config.continue ?? false, children };
}

function listNodes({ result, matchers, continues, children }: Node): readonly RouteListed[] {
  return [{ ...result, matchers: matchers.map(({ text }) => text), continues }, ...children.flatMap(listNodes)];
}

function hasTimeIntervals({ result, children }: Node): boolean {
  const own = result.muteTimeIntervals.length + result.activeTimeIntervals.length;
  return own > 0 || children.some(hasTimeIntervals);
}

function requireIntervals(node: Node, intervals: ReadonlyMap<string, TimeInterval>): void {
  const { path, muteTimeIntervals, activeTimeIntervals } = node.result;
  for (const name of [...muteTimeIntervals, ...activeTimeIntervals]) {
    if (intervals.has(name)) continue;
    throw new TocsinError('config_invalid', `${path} names the time interval ${JSON.stringify(name)}; define it first`);
  }
  for (const child of node.children) requireIntervals(child, intervals);
}

/** Adds the routes at or under the node that take the alert; false when the node does not match. */
function collect(node: Node, labels: LabelSet, matches: RouteMatch[]): boolean {
  for (const matcher of node.matchers) if (!matcher.matches(labels)) return false;
  const before = matches.length;
  for (const child of node.children) if (collect(child, labels, matches) && !child.continues) break;
  if (matches.length === before) matches.push(node.result);
  return true;
}

interface Visiting {
  readonly labels: LabelSet;
  readonly laterSiblings: readonly Node[];
  readonly visits: RouteVisit[];
}

/** As {@link collect}, with the reasons; false when the node does not match. */
function visit(node: Node, { labels, laterSiblings, visits }: Visiting): boolean {
  const failed = node.matchers.find((matcher) => !matcher.matches(labels));
  const own = {
    path: node.result.path,
    receiver: node.result.receiver,
    matchers: node.matchers.map((matcher) => matcher.text),
  };
  if (failed !== undefined) {
    const reason = { matcher: failed.text, label: failed.name, value: labelValue(labels, failed.name) };
    visits.push({ ...own, outcome: 'not_matched', failed: reason, skipped: [] });
    return false;
  }
  const position = visits.length;
  const taken = visitChildren(node, { labels, visits });
  const skipped = node.continues ? [] : laterSiblings.map((sibling) => sibling.result.path);
  visits.splice(position, 0, { ...own, outcome: taken ? 'delegated' : 'selected', skipped });
  return true;
}

function visitChildren(node: Node, { labels, visits }: Omit<Visiting, 'laterSiblings'>): boolean {
  let taken = false;
  for (const [index, child] of node.children.entries()) {
    const matched = visit(child, { labels, laterSiblings: node.children.slice(index + 1), visits });
    taken ||= matched;
    if (matched && !child.continues) break;
  }
  return taken;
}

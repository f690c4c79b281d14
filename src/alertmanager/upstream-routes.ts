/** Which of an Alertmanager's own routes made a group, found in the configuration that its API shows. Pure. */
import type { Matcher, UpstreamGrouping } from '../actions/alertmanagers.ts';
import { parseYaml } from '../config/yaml-source.ts';
import { type Matcher as RouteMatcher, readMatchers } from '../routing/matcher.ts';

/** Alertmanager's `group_by: ['...']`. */
const BY_ALL = '...';

/** How routes nest at the most; the YAML parser refuses what is nested deeper. */
interface Inherited {
  readonly receiver: string;
  readonly groupBy: readonly string[];
  readonly matchers: readonly Matcher[];
  /** The keys of the routes above, `{}/{team="db"}`. */
  readonly key: string;
}

/**
 * A larger configuration is not read: parsing holds up everything else for two seconds a megabyte (measured). Silences are
 * made of the group's own labels then.
 */
export const MAX_CONFIGURATION_CHARS = 131_072;

/**
 * How the route groups that sends this group to this receiver. `original` is `config.original` of the API. Undefined when
 * none fits, or several do that group differently: routes with equal matchers have equal keys.
 */
export function groupingOf(
  original: string,
  group: { readonly upstreamReceiver: string; readonly groupKey: string },
): UpstreamGrouping | undefined {
  if (original.length > MAX_CONFIGURATION_CHARS) return undefined;
  const source = parseYaml(original, 'alertmanager.yml');
  if (!source.readable) return undefined;
  const root = fieldOf(source.value, 'route');
  const fitting = routesUnder(root, undefined).filter(
    ({ receiver, key }) => receiver === group.upstreamReceiver && group.groupKey.startsWith(`${key}:{`),
  );
  const [first, ...others] = fitting.map(({ groupBy, matchers }): UpstreamGrouping => {
    return { labels: groupBy.includes(BY_ALL) ? 'all' : [...groupBy].sort(), matchers };
  });
  const isClear = others.every(({ labels }) => String(labels) === String(first?.labels));
  return isClear ? first : undefined;
}

function routesUnder(route: unknown, parent: Inherited | undefined): readonly Inherited[] {
  const own = ownMatchers(route);
  if (own === undefined) return [];
  const groupBy = textsOf(fieldOf(route, 'group_by'));
  const receiver = fieldOf(route, 'receiver');
  const text = `{${[...own]
    .sort(byName)
    .map((each) => each.text)
    .join(',')}}`;
  const here: Inherited = {
    receiver: typeof receiver === 'string' && receiver !== '' ? receiver : (parent?.receiver ?? ''),
    groupBy: groupBy.length > 0 ? groupBy : (parent?.groupBy ?? []),
    matchers: [...(parent?.matchers ?? []), ...own.map(apiMatcher)],
    key: parent === undefined ? text : `${parent.key}/${text}`,
  };
  const children = fieldOf(route, 'routes');
  return [here, ...(Array.isArray(children) ? children.flatMap((child) => routesUnder(child, here)) : [])];
}

/** Undefined when one of them cannot be read: what the route is for is not known then. */
function ownMatchers(route: unknown): readonly RouteMatcher[] | undefined {
  const equal = pairsOf(fieldOf(route, 'match')).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  // As Alertmanager keeps them: anchored already (config.go, Regexp).
  const regexes = pairsOf(fieldOf(route, 'match_re')).map(
    ([name, value]) => `${name}=~${JSON.stringify(`^(?:${value})$`)}`,
  );
  const all: RouteMatcher[] = [];
  for (const text of [...equal, ...regexes, ...textsOf(fieldOf(route, 'matchers'))]) {
    const read = readMatchers(text);
    if ('problem' in read) return undefined;
    all.push(...read.matchers);
  }
  return all;
}

/** Alertmanager's order within a route's key (pkg/labels, Matchers.Less). */
function byName(a: RouteMatcher, b: RouteMatcher): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  if (a.value !== b.value) return a.value < b.value ? -1 : 1;
  return OPERATORS.indexOf(a.operator) - OPERATORS.indexOf(b.operator);
}

const OPERATORS = ['=', '!=', '=~', '!~'];

function apiMatcher({ name, operator, value }: RouteMatcher): Matcher {
  return { name, value, isRegex: operator.endsWith('~'), isEqual: operator.startsWith('=') };
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function pairsOf(value: unknown): readonly (readonly [string, string])[] {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).map(([name, text]) => [name, String(text)])
    : [];
}

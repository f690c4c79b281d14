/**
 * What the labels that everybody uses are about, so that a message can say their values alone, in the order in which a
 * reader asks: which thing, and where. Names are those of Prometheus, Kubernetes and the common exporters.
 */

/** Name the very thing that an alert is about, the narrowest first. */
const THING_LABELS: readonly string[] = [
  ...['model', 'container', 'pod', 'persistentvolumeclaim', 'mountpoint', 'device', 'disk', 'volume', 'queue', 'topic'],
  ...['database', 'table', 'instance', 'node', 'host', 'hostname', 'server', 'deployment', 'statefulset', 'daemonset'],
  ...['job_name', 'cronjob', 'endpoint', 'handler', 'url', 'target', 'domain', 'backup', 'repository', 'user'],
];

/** Name where it is, the narrowest first. */
const PLACE_LABELS: readonly string[] = [
  ...['service', 'app', 'application', 'component', 'tenant', 'customer', 'namespace', 'cluster'],
  ...['environment', 'env', 'stage', 'tier', 'site', 'datacenter', 'dc', 'zone', 'availability_zone', 'region', 'team'],
];

/** Say how an alert came about, not what it is about: never shown by themselves. */
const PLUMBING_LABELS: readonly string[] = [
  ...[
    'alertname',
    'severity',
    'alert_type',
    'prometheus',
    'prometheus_replica',
    'replica',
    'monitor',
    'job',
    'endpoint_type',
  ],
  ...['rulename', 'grafana_folder', '__alert_rule_uid__', 'alertgroup'],
];

const rankOf = (names: readonly string[]): ReadonlyMap<string, number> =>
  new Map(names.map((name, index) => [name, index]));

const THINGS = rankOf(THING_LABELS);
const PLACES = rankOf(PLACE_LABELS);
const PLUMBING: ReadonlySet<string> = new Set(PLUMBING_LABELS);

export const isPlumbing = (name: string): boolean => PLUMBING.has(name);
export const isThing = (name: string): boolean => THINGS.has(name);
export const isPlace = (name: string): boolean => PLACES.has(name);

/** The order in which labels are said: things, places, then the others by name. */
export function byRole(left: string, right: string): number {
  return roleRank(left) - roleRank(right) || (left < right ? -1 : 1);
}

function roleRank(name: string): number {
  return THINGS.get(name) ?? (PLACES.get(name) ?? PLACES.size) + THINGS.size;
}

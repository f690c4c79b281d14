/** What a name in a template may stand for: one value, a map with any keys, a record of known names, or a list. */
export type Shape =
  | { readonly kind: 'value' }
  | { readonly kind: 'map' }
  | { readonly kind: 'record'; readonly names: Readonly<Record<string, Shape>> }
  | { readonly kind: 'list'; readonly of: Shape }
  /** Nothing is known of it: everything goes. */
  | { readonly kind: 'any' };

export type RecordShape = Extract<Shape, { readonly kind: 'record' }>;

export const ANY: Shape = { kind: 'any' };
export const VALUE: Shape = { kind: 'value' };
const MAP: Shape = { kind: 'map' };
const record = (names: Readonly<Record<string, Shape>>): RecordShape => ({ kind: 'record', names });
const list = (of: Shape): Shape => ({ kind: 'list', of });
const values = (...names: readonly string[]): Record<string, Shape> =>
  Object.fromEntries(names.map((name) => [name, VALUE]));

const PAIRS = list(record(values('name', 'value')));
const ACKNOWLEDGED = record(values('by', 'at'));

const ALERT = record({
  ...values('name', 'title', 'thing', 'status', 'severity', 'mark', 'hidden', 'summary', 'description'),
  ...values('startsAt', 'endsAt', 'durationMs', 'source'),
  labels: MAP,
  annotations: MAP,
  differing: PAIRS,
  details: PAIRS,
});
const ALERTS = list(ALERT);

/** Every name that the template of a group may use: what `ViewContext` has, as the parser of templates checks it. */
export const CONTEXT_SHAPE: RecordShape = record({
  ...values('part', 'state', 'severity', 'title', 'headline', 'receiver', 'isUpdate', 'canSilence'),
  ...values('startedAt', 'resolvedAt', 'durationMs', 'changes', 'summary', 'description', 'action'),
  counts: record(
    values(
      ...['firing', 'unreported', 'hidden', 'reasons', 'resolved', 'total', 'truncated', 'unconfirmed'],
      ...['new', 'refired', 'newlyResolved', 'newlyUnreported', 'stillFiring'],
    ),
  ),
  acknowledged: ACKNOWLEDGED,
  hidden: list(VALUE),
  escalation: record(values('step', 'at', 'acknowledgeMs', 'resolveMs')),
  labels: MAP,
  annotations: MAP,
  groupLabels: MAP,
  common: PAIRS,
  place: list(VALUE),
  things: list(VALUE),
  details: PAIRS,
  links: record(values('runbook', 'dashboard', 'source', 'alertmanager', 'silence')),
  firing: ALERTS,
  unreported: ALERTS,
  resolved: ALERTS,
  news: record({ fresh: ALERTS, refired: ALERTS, resolved: ALERTS, unreported: ALERTS }),
});

const DIGEST_GROUPS = list(
  record({
    ...values('title', 'headline', 'severity', 'status', 'firing', 'url', 'startedAt', 'resolvedAt', 'durationMs'),
    place: list(VALUE),
    acknowledged: ACKNOWLEDGED,
  }),
);

/** The same for a digest: what `DigestContext` has. */
export const DIGEST_SHAPE: RecordShape = record({
  ...values('from', 'until', 'receiver', 'severity', 'why', 'overAt', 'quotaLimit', 'quotaUntil'),
  counts: record(values('groups', 'open', 'resolved', 'acknowledged', 'firing')),
  open: DIGEST_GROUPS,
  resolved: DIGEST_GROUPS,
  bySeverity: list(record(values('severity', 'count'))),
  byName: list(record(values('name', 'count'))),
});

/** Names of an object whose values are made when they are asked for, and so are no properties of its own. */
export const LAZY_NAMES = {
  alert: new Set(Object.keys(ALERT.names)),
  view: new Set(Object.keys(CONTEXT_SHAPE.names)),
} as const satisfies Record<string, ReadonlySet<string>>;

type Followed = { readonly shape: Shape } | { readonly unknown: string; readonly known: readonly string[] };

/** One step from `shape` by a name; undefined when there is no such name. */
function step(shape: Shape, name: string): Shape | undefined {
  if (shape.kind === 'any') return ANY;
  if (shape.kind === 'map') return VALUE;
  return shape.kind === 'record' && Object.hasOwn(shape.names, name) ? shape.names[name] : undefined;
}

/** The shape that `parts` lead to from `shape`, or the name at which they lead nowhere and the names that there are. */
export function follow(shape: Shape, parts: readonly string[]): Followed {
  let current = shape;
  for (const part of parts) {
    const next = step(current, part);
    if (next === undefined) {
      return { unknown: part, known: current.kind === 'record' ? Object.keys(current.names) : [] };
    }
    current = next;
  }
  return { shape: current };
}

/** What `{{#each}}` goes over. */
export function itemOf(shape: Shape): Shape {
  if (shape.kind === 'list') return shape.of;
  return shape.kind === 'map' ? VALUE : ANY;
}

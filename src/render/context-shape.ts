/** What a name in a template may stand for: one value, a map with any keys, a record of known names, or a list. */
export type Shape =
  | { readonly kind: 'value' }
  | { readonly kind: 'map' }
  | { readonly kind: 'record'; readonly names: Readonly<Record<string, Shape>> }
  | { readonly kind: 'list'; readonly of: Shape }
  /** Nothing is known of it: everything goes. */
  | { readonly kind: 'any' };

export const ANY: Shape = { kind: 'any' };
export const VALUE: Shape = { kind: 'value' };
const MAP: Shape = { kind: 'map' };
const record = (names: Readonly<Record<string, Shape>>): Shape => ({ kind: 'record', names });
const list = (of: Shape): Shape => ({ kind: 'list', of });
const values = (...names: readonly string[]): Record<string, Shape> =>
  Object.fromEntries(names.map((name) => [name, VALUE]));

const PAIRS = list(record(values('name', 'value')));

const ALERTS = list(
  record({
    ...values(
      'name',
      'title',
      'status',
      'severity',
      'mark',
      'summary',
      'description',
      'startsAt',
      'endsAt',
      'durationMs',
      'source',
    ),
    labels: MAP,
    annotations: MAP,
    differing: PAIRS,
  }),
);

/** Every name that a template may use: what `buildContext` makes, in the form that the parser of templates checks. */
export const CONTEXT_SHAPE: Shape = record({
  ...values(
    'state',
    'severity',
    'title',
    'headline',
    'receiver',
    'repeat',
    'isUpdate',
    'startedAt',
    'resolvedAt',
    'durationMs',
  ),
  ...values('changes', 'summary', 'description'),
  counts: record(
    values(
      ...['firing', 'unreported', 'resolved', 'total', 'truncated', 'unconfirmed'],
      ...['new', 'refired', 'newlyResolved', 'newlyUnreported', 'stillFiring'],
    ),
  ),
  labels: MAP,
  annotations: MAP,
  groupLabels: MAP,
  common: PAIRS,
  links: record(values('runbook', 'dashboard', 'source')),
  firing: ALERTS,
  unreported: ALERTS,
  resolved: ALERTS,
  news: record({ fresh: ALERTS, refired: ALERTS, resolved: ALERTS, unreported: ALERTS }),
});

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

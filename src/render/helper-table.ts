/** Where something may stand: directly in a part, in a text, among fields, buttons, rows or cells, or in another call. */
export type Place = 'message' | 'text' | 'fields' | 'table' | 'row' | 'actions' | 'value';

/** How a helper is written; the parser of templates holds every call to this. */
export interface HelperForm {
  /** Block helpers have a body. */
  readonly block: boolean;
  readonly places: readonly Place[];
  /** What a block's body is; `same`: what surrounds it. */
  readonly body?: Exclude<Place, 'value'> | 'same';
  readonly min: number;
  readonly max: number;
  /** Named arguments; `any`: whatever the phrase wants. */
  readonly named?: readonly string[] | 'any';
}

const component = (body: 'text' | 'fields' | 'table' | 'actions'): HelperForm => ({
  block: true,
  places: ['message'],
  body,
  min: 0,
  max: 0,
});
const single = (place: Place): HelperForm => ({ block: false, places: [place], min: 0, max: 0 });
const inline = (min: number, max = min): HelperForm => ({ block: false, places: ['text', 'value'], min, max });
const control = (max: number): HelperForm => ({
  block: true,
  places: ['message', 'text', 'fields', 'table', 'row', 'actions'],
  body: 'same',
  min: 1,
  max,
});

/** The closed list of what a template may call. */
export const HELPERS = {
  header: component('text'),
  section: component('text'),
  context: component('text'),
  fallback: component('text'),
  fields: component('fields'),
  table: component('table'),
  row: { block: true, places: ['table'], body: 'row', min: 0, max: 0 },
  cell: { block: false, places: ['row'], min: 2, max: 2, named: ['align'] },
  actions: component('actions'),
  divider: single('message'),
  mentions: single('message'),
  field: { block: false, places: ['fields'], min: 2, max: 2 },
  acknowledge: single('actions'),
  silence: single('actions'),
  more: single('actions'),
  link: { block: false, places: ['actions', 'text', 'value'], min: 2, max: 2 },

  t: { ...inline(1), named: 'any' },
  since: inline(1),
  time: inline(1),
  date: inline(1),
  ago: inline(1),
  duration: inline(1),
  number: inline(1),
  percent: inline(1),
  bytes: inline(1),
  ordinal: inline(1),
  humanize: inline(1, 2),
  value: { ...inline(1), named: ['unit'] },
  ownValue: { ...inline(1), named: ['unit'] },
  quote: inline(1),
  list: inline(1, Number.POSITIVE_INFINITY),
  code: inline(1),
  readable: inline(1),
  truncate: inline(2),
  severityEmoji: inline(0, 1),
  severityName: inline(0, 1),
  statusEmoji: inline(0),
  lookup: inline(2),

  eq: inline(2),
  ne: inline(2),
  gt: inline(2),
  and: inline(2, Number.POSITIVE_INFINITY),
  or: inline(2, Number.POSITIVE_INFINITY),
  not: inline(1),

  if: control(1),
  unless: control(1),
  with: control(1),
  each: { ...control(1), named: ['limit'] },
} as const satisfies Record<string, HelperForm>;

export type HelperName = keyof typeof HELPERS;

export function isHelperName(name: string): name is HelperName {
  return Object.hasOwn(HELPERS, name);
}

/** The form of a helper, widened so that optional properties can be asked for. */
export function helperForm(name: HelperName): HelperForm {
  return HELPERS[name];
}

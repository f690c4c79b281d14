import { alternativesOf, isSchema, type JsonSchema } from './known-keys.ts';

/** One key of a configuration file, for people. */
export interface KeyRow {
  /** Such as `ingest.tokens[].token`. */
  readonly path: string;
  readonly type: string;
  /** As it would be written in the file; absent where there is none. */
  readonly default?: string;
  readonly isRequired: boolean;
  readonly meaning: string;
}

/** All keys that a schema knows, in its order, parents before what is under them. */
export function describeKeys(root: JsonSchema): readonly KeyRow[] {
  return rowsUnder(root, { root, prefix: '', open: [] });
}

interface Walk {
  readonly root: JsonSchema;
  readonly prefix: string;
  /** Mappings that are being looked into, by their keys: routes hold routes, which are told once. */
  readonly open: readonly string[];
}

function rowsUnder(schema: JsonSchema, walk: Walk): readonly KeyRow[] {
  return alternativesOf(schema, walk.root).flatMap((place) => [
    ...propertyRows(place, walk),
    ...(isSchema(place.items) ? rowsUnder(place.items, { ...walk, prefix: `${walk.prefix}[]` }) : []),
    ...keyedRows(place, walk),
  ]);
}

function propertyRows(place: JsonSchema, walk: Walk): readonly KeyRow[] {
  const properties = Object.entries(place.properties ?? {});
  const mark = properties.map(([key]) => key).join();
  if (walk.open.includes(mark)) return [];
  const inner = { ...walk, open: [...walk.open, mark] };
  return properties.flatMap(([key, value]) =>
    isSchema(value) ? rowsOf({ key, value, isRequired: place.required?.includes(key) ?? false }, inner) : [],
  );
}

function rowsOf(
  { key, value, isRequired }: { readonly key: string; readonly value: JsonSchema; readonly isRequired: boolean },
  walk: Walk,
): readonly KeyRow[] {
  const path = walk.prefix === '' ? key : `${walk.prefix}.${key}`;
  const standard = value.default;
  // A default of {} says only that the keys below have defaults of their own.
  const shown = standard === undefined || JSON.stringify(standard) === '{}' ? undefined : written(standard);
  const meaning = alternativesOf(value, walk.root).find((place) => place.description !== undefined)?.description ?? '';
  const row = { path, type: typeOf(value, walk.root), isRequired, meaning };
  return [shown === undefined ? row : { ...row, default: shown }, ...rowsUnder(value, { ...walk, prefix: path })];
}

/** Mappings whose keys come from a closed list, such as severities: one row for all of them. */
function keyedRows(place: JsonSchema, walk: Walk): readonly KeyRow[] {
  const names = isSchema(place.propertyNames) ? (place.propertyNames.enum ?? []) : [];
  if (names.length === 0 || !isSchema(place.additionalProperties)) return [];
  const value = place.additionalProperties;
  const meaning = `One of ${names.map((name) => `\`${name}\``).join(', ')}.`;
  return [{ path: `${walk.prefix}.<key>`, type: typeOf(value, walk.root), isRequired: false, meaning }];
}

function written(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function typeOf(schema: JsonSchema, root: JsonSchema): string {
  const places = alternativesOf(schema, root).filter((place) => place.type !== undefined);
  return [...new Set(places.map((place) => typeName(place, root)))].join(' or ');
}

function typeName(schema: JsonSchema, root: JsonSchema): string {
  if (schema.enum !== undefined) return schema.enum.map(String).join(', ');
  if (schema.title !== undefined) return schema.title;
  switch (schema.type) {
    case 'array':
      return isSchema(schema.items) ? `list of ${typeOf(schema.items, root)}` : 'list';
    case 'object':
      return 'mapping';
    case 'integer':
    case 'number':
      return `number${rangeOf(schema)}`;
    case 'boolean':
      return 'true, false';
    default:
      return 'text';
  }
}

function rangeOf({ minimum, maximum }: JsonSchema): string {
  const isBounded = minimum !== undefined && maximum !== undefined && minimum > Number.MIN_SAFE_INTEGER;
  return isBounded ? `, ${minimum} to ${maximum}` : '';
}

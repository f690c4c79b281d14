import { z } from 'zod';
import type { ConfigPath } from './config-path.ts';

/** A JSON Schema (draft 2020-12). */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schema of what people write (not of what it becomes). */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
}

/** The keys that the schema knows in the mapping at the path. */
export function knownKeysAt(root: JsonSchema, path: ConfigPath): readonly string[] {
  let places = alternativesOf(root, root);
  for (const segment of path) {
    places = places.flatMap((place) => childrenOf(place, segment)).flatMap((child) => alternativesOf(child, root));
  }
  const keys = places.flatMap((place) => [
    ...Object.keys(place.properties ?? {}),
    ...(isSchema(place.propertyNames) ? (place.propertyNames.enum ?? []).map(String) : []),
  ]);
  return [...new Set(keys)];
}

/** A schema with its references followed and its alternatives side by side. */
export function alternativesOf(schema: JsonSchema, root: JsonSchema): readonly JsonSchema[] {
  if (schema.$ref !== undefined) {
    const target = schema.$ref === '#' ? root : root.$defs?.[schema.$ref.replace('#/$defs/', '')];
    return target === undefined ? [] : alternativesOf(target, root);
  }
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])].filter(isSchema);
  return parts.length === 0 ? [schema] : [schema, ...parts.flatMap((part) => alternativesOf(part, root))];
}

/** JSON Schema also allows `true` and `false` in a schema's place, and lists of schemas. */
export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function childrenOf(schema: JsonSchema, segment: string | number): readonly JsonSchema[] {
  const child = typeof segment === 'number' ? schema.items : schema.properties?.[segment];
  return [child ?? schema.additionalProperties].filter(isSchema);
}

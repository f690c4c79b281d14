import { z } from 'zod';

type Mapping = Readonly<Record<string, unknown>>;

/**
 * A rule over several keys of a mapping. It is checked even if other keys are at fault, so it must expect anything there.
 * `path` names the key that the fault is told of; the mapping as a whole without it.
 */
export function mappingRule<T>(
  holds: (mapping: Mapping) => boolean,
  told: { readonly error: string; readonly path?: string },
): z.core.$ZodCheck<T> {
  const isMapping = (value: unknown): value is Mapping => typeof value === 'object' && value !== null;
  return z.refine<T>((value) => isMapping(value) && holds(value), {
    error: told.error,
    ...(told.path === undefined ? {} : { path: [told.path] }),
    when: ({ value }) => isMapping(value) && !Array.isArray(value),
  });
}

/** Of these keys one stands there, no more and no less. */
export function exactlyOne<T>(keys: readonly string[], error: string): z.core.$ZodCheck<T> {
  return mappingRule((mapping) => countOf(mapping, keys) === 1, { error });
}

export function countOf(mapping: Mapping, keys: readonly string[]): number {
  return keys.filter((key) => Object.hasOwn(mapping, key)).length;
}

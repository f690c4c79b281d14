import { z } from 'zod';

/** A check of a mapping: of these keys one stands there, no more and no less. It is made even if other keys are at fault. */
export function exactlyOne<T>(keys: readonly string[], words: string): z.core.$ZodCheck<T> {
  const isMapping = (value: unknown): value is object => typeof value === 'object' && value !== null;
  return z.refine<T>((value) => isMapping(value) && keys.filter((key) => Object.hasOwn(value, key)).length === 1, {
    error: words,
    when: ({ value }) => isMapping(value) && !Array.isArray(value),
  });
}

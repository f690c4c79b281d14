import type { z } from 'zod';

/**
 * The `error` of a strict zod object that tells, for each key that is not one of its own, what to do about it; other
 * issues keep their own words.
 */
export function unknownKeys(
  owner: string,
  known: readonly string[],
  advice: ReadonlyMap<string, string> = new Map(),
): { readonly error: z.core.$ZodErrorMap } {
  const describe = (key: string): string => {
    const remedy = advice.get(key) ?? `correct or delete it; known are: ${known.join(', ')}`;
    return `${JSON.stringify(key)} is not a key of ${owner}; ${remedy}`;
  };
  return { error: (issue) => (issue.code === 'unrecognized_keys' ? issue.keys.map(describe).join('; ') : undefined) };
}

/** How texts are kept that are too long to be kept whole, and how that is seen of them later. Pure. */

/** The lowest limit that can be configured, in UTF-16 units: what is shorter was never cut. */
export const LOWEST_LIMIT = 16;

const ELLIPSIS = '…';

/** At most `maxChars` UTF-16 units: cuts between code points, and says so with an ellipsis. */
export function cutText(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const end = maxChars - 1;
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
  return `${text.slice(0, splitsPair ? end - 1 : end)}${ELLIPSIS}`;
}

/**
 * How a text began that may have been cut, under whatever limit there was then; undefined when it is whole. One that ends
 * in an ellipsis of its own cannot be told from it, and begins so, too.
 */
export function beginningOfCut(text: string): string | undefined {
  // One unit may be missing where a pair stood at the end.
  return text.endsWith(ELLIPSIS) && text.length >= LOWEST_LIMIT - 1 ? text.slice(0, -ELLIPSIS.length) : undefined;
}

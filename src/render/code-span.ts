import { dataLine } from './escape.ts';

/** Longer words are cut: nothing that is to be typed is as long. */
const SPAN_CHARS = 80;

/** Raw text as something to type, or that was typed; nothing in it can end the span. */
export function codeSpan(raw: string): string {
  return `\`${dataLine(raw, SPAN_CHARS)}\``;
}

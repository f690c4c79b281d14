/** Unicode code points, the unit in which Slack counts. */
export function codePoints(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    if (isLeadingSurrogate(text.charCodeAt(index)) && isTrailingSurrogate(text.charCodeAt(index + 1))) count -= 1;
  }
  return count;
}

/** The first `max` code points. */
export function firstCodePoints(text: string, max: number): string {
  return codePoints(text) <= max ? text : [...text].slice(0, max).join('');
}

/** `<@U1>`, `<!date^…>`, `<https://…|label>`: control sequences, which Slack does not escape. */
const MARKUP = /<[@#!a-zA-Z][^<>\n]*>/g;
/** An ampersand that does not begin one of Slack's three escapes. */
const BARE_AMPERSAND = /&(?!(?:amp|lt|gt);)/g;

/**
 * Length of the text as Slack stores it, with `&`, `<` and `>` escaped unless they are escaped already. Control
 * sequences count as they stand, but only mrkdwn has them.
 */
export function escapedLength(text: string, format: 'plain_text' | 'mrkdwn'): number {
  if (!/[&<>]/.test(text)) return codePoints(text);
  const markup = format === 'mrkdwn' ? (text.match(MARKUP) ?? []).length : 0;
  const angles = (text.match(/[<>]/g) ?? []).length - 2 * markup;
  const ampersands = (text.match(BARE_AMPERSAND) ?? []).length;
  return codePoints(text) + angles * ('&lt;'.length - 1) + ampersands * ('&amp;'.length - 1);
}

function isLeadingSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function isTrailingSurrogate(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff;
}

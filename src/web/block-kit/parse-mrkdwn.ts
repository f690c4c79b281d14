/** A stretch of text within a line. */
export type Inline =
  | string
  | { readonly kind: 'bold' | 'italic' | 'strike'; readonly children: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  /** A bare address, which Slack links by itself. */
  | { readonly kind: 'address'; readonly text: string }
  /** What stands between `<` and `>`: a link, a mention, a date. */
  | { readonly kind: 'control'; readonly text: string };

/** A part of a text: lines, quoted lines or preformatted text. */
export type MrkdwnPart =
  | { readonly kind: 'lines' | 'quote'; readonly lines: readonly (readonly Inline[])[] }
  | { readonly kind: 'pre'; readonly text: string };

const MARKS = new RegExp(
  [
    '`(?<code>[^`]+)`',
    '<(?<control>[^<>]+)>',
    '(?<![\\p{L}\\p{N}*])\\*(?! )(?<bold>[^*]+?)(?<! )\\*(?![\\p{L}\\p{N}*])',
    '(?<![\\p{L}\\p{N}_])_(?! )(?<italic>[^_]+?)(?<! )_(?![\\p{L}\\p{N}_])',
    '(?<![\\p{L}\\p{N}~])~(?! )(?<strike>[^~]+?)(?<! )~(?![\\p{L}\\p{N}~])',
    '(?<address>https?://[^\\s<>|*~`]+[^\\s<>|*~`.,;:!?)\'"_])',
  ].join('|'),
  'gu',
);

/**
 * Slack's mrkdwn as a tree (docs: messaging/formatting-message-text). Text in the tree is still escaped: whoever draws
 * it undoes `&amp;`, `&lt;` and `&gt;`.
 */
export function parseMrkdwn(text: string): readonly MrkdwnPart[] {
  return text.split(/(```[\s\S]+?```)/).flatMap((part): readonly MrkdwnPart[] => {
    if (part.length > 6 && part.startsWith('```'))
      return [{ kind: 'pre', text: part.slice(3, -3).replace(/^\n|\n$/g, '') }];
    return part === '' || part === '\n' ? [] : quoted(part);
  });
}

/** Lines gathered by whether they are quoted. */
function quoted(text: string): readonly MrkdwnPart[] {
  const parts: { kind: 'lines' | 'quote'; lines: (readonly Inline[])[] }[] = [];
  for (const line of text.replace(/^\n|\n$/g, '').split('\n')) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    const kind = quote === null ? 'lines' : 'quote';
    const parsed = parseInline(quote?.[1] ?? line);
    const last = parts.at(-1);
    if (last?.kind === kind) last.lines.push(parsed);
    else parts.push({ kind, lines: [parsed] });
  }
  return parts;
}

function parseInline(text: string): readonly Inline[] {
  const found: Inline[] = [];
  let end = 0;
  for (const match of text.matchAll(MARKS)) {
    if (match.index > end) found.push(text.slice(end, match.index));
    found.push(marked(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push(text.slice(end));
  return found;
}

function marked(match: RegExpExecArray): Inline {
  const { code, control, bold, italic, strike } = match.groups ?? {};
  if (code !== undefined) return { kind: 'code', text: code };
  if (control !== undefined) return { kind: 'control', text: control };
  if (bold !== undefined) return { kind: 'bold', children: parseInline(bold) };
  if (italic !== undefined) return { kind: 'italic', children: parseInline(italic) };
  if (strike !== undefined) return { kind: 'strike', children: parseInline(strike) };
  return { kind: 'address', text: match[0] };
}

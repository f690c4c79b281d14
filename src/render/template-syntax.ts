import type { Fault } from '../core/fault.ts';

interface Position {
  readonly line: number;
  readonly column: number;
}

/** How far Handlebars' excerpt of 20 characters either side may reach in the source, with the line breaks it leaves out. */
const LOOK = 500;

function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

const withoutBreaks = (text: string): string => text.replaceAll('\n', '');

/**
 * Where the parser stood. Its message names a line at or before the bad token and shows an excerpt without line breaks,
 * with a pointer at the token; the place in the source nearest that line where the excerpt fits is the position.
 */
function locate(source: string, excerpt: string, pointer: string, line: number): Position | undefined {
  const before = excerpt.slice(0, pointer.length).replace(/^\.\.\./, '');
  const after = excerpt.slice(pointer.length).replace(/\.\.\.$/, '');
  const fits = (offset: number): boolean =>
    source[offset] !== '\n' &&
    withoutBreaks(source.slice(offset, offset + LOOK)).startsWith(after) &&
    withoutBreaks(source.slice(Math.max(0, offset - LOOK), offset)).endsWith(before);
  const places = Array.from({ length: source.length + 1 }, (_, offset) => offset)
    .filter(fits)
    .map((offset) => positionAt(source, offset));
  const distance = (place: Position): number => Math.abs(place.line - line);
  return places.sort((left, right) => distance(left) - distance(right))[0];
}

function wording(expected: string, token: string): Pick<Fault, 'reason' | 'hint'> {
  const isInTag = /'(?:CLOSE|CLOSE_UNESCAPED|CLOSE_SEXPR)'/.test(expected);
  if (isInTag && token.startsWith('OPEN'))
    return { reason: 'the tag before this is not closed', hint: 'close it with }}' };
  if (token === 'EOF') {
    return { reason: 'the template ends inside a block', hint: 'close every {{#name}} with {{/name}}' };
  }
  if (token === 'OPEN_ENDBLOCK') return { reason: 'a closing tag has no opening one' };
  if (token === 'INVERSE' || token === 'OPEN_INVERSE_CHAIN') return { reason: '{{else}} stands outside a block' };
  if (isInTag) {
    return { reason: 'a tag is not written correctly here', hint: 'tags look like {{name value option=value}}' };
  }
  return { reason: 'a tag is not complete here', hint: 'tags look like {{name value option=value}}' };
}

/** Puts an error of Handlebars' parser into our words, with its place. */
export function syntaxFault(file: string, source: string, error: Error): Fault {
  const parse = /^(?:Parse|Lexical) error on line (\d+)[^\n]*\n(.*)\n(-*)\^(?:\nExpecting (.*), got '(\w+)')?/s.exec(
    error.message,
  );
  if (parse !== null) {
    const [, line, excerpt = '', pointer = '', expected = '', token = ''] = parse;
    const position = locate(source, excerpt, pointer, Number(line)) ?? { line: Number(line), column: 1 };
    return { file, path: '', ...position, ...wording(expected, token) };
  }
  const placed = /^(.*) - (\d+):(\d+)$/s.exec(error.message);
  if (placed === null) return { file, path: '', reason: error.message };
  const [, reason = '', line, column] = placed;
  return { file, path: '', line: Number(line), column: Number(column) + 1, ...crossing(reason) };
}

/** "section doesn't match if" names the block that is open, then what closes it. */
function crossing(message: string): Pick<Fault, 'reason' | 'hint'> {
  const names = /^(\S+) doesn't match (\S+)$/.exec(message);
  if (names === null) return { reason: message };
  const [, open, close] = names;
  return { reason: `{{#${open}}} ends in {{/${close}}}`, hint: `close it with {{/${open}}} first` };
}

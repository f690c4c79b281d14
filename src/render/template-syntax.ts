import type { Fault } from '../core/fault.ts';

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Handlebars shows up to this many characters before and after the place of an error (its generated lexer). */
const EXCERPT = 20;
/** How far the excerpt may reach in the source, line breaks included. */
const LOOK = 500;

function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') };
}

const withoutBreaks = (text: string): string => text.replaceAll('\n', '');

/**
 * Where the parser stood. Its message names the line on which the bad token ends and shows an excerpt without line
 * breaks, with a pointer at the token; the place in the source where that excerpt fits is the position.
 */
function locate(source: string, excerpt: string, pointer: string, line: number): Position | undefined {
  const before = excerpt.slice(0, pointer.length).replace(/^\.\.\.(?=.{20}$)/s, '');
  const after = excerpt.slice(pointer.length).replace(/\.\.\.$/, '');
  let best: Position | undefined;
  for (let offset = 0; offset <= source.length; offset += 1) {
    if (!withoutBreaks(source.slice(offset, offset + LOOK)).startsWith(after)) continue;
    if (!withoutBreaks(source.slice(Math.max(0, offset - LOOK), offset)).endsWith(before.slice(-EXCERPT))) continue;
    const position = positionAt(source, offset);
    if (position.line > line) break;
    best = position;
  }
  return best;
}

function wording(expected: string, token: string): Pick<Fault, 'reason' | 'hint'> {
  if (token === 'EOF') {
    return { reason: 'the template ends inside a block', hint: 'close every {{#name}} with {{/name}}' };
  }
  if (token === 'OPEN_ENDBLOCK') return { reason: 'a closing tag has no opening one' };
  if (token === 'INVERSE' || token === 'OPEN_INVERSE_CHAIN') return { reason: '{{else}} stands outside a block' };
  if (expected.includes("'CLOSE'") || expected.includes("'CLOSE_UNESCAPED'")) {
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
  return { file, path: '', line: Number(line), column: Number(column) + 1, reason };
}

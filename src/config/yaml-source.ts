import { readFile, stat } from 'node:fs/promises';
import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  parseDocument,
  visit,
} from 'yaml';
import type { Fault } from '../core/fault.ts';
import { type ConfigPath, formatPath } from './config-path.ts';
import { ioProblem } from './secret-file.ts';

/** A configuration file as data, with the way back to the place where each part of it stands. */
export interface ConfigSource {
  /** As faults name it. */
  readonly file: string;
  /** Plain data; `{}` for an empty file. Not to be used when `readable` is false. */
  readonly value: unknown;
  /** False when the text is no YAML that could be looked at any further. */
  readonly readable: boolean;
  /** What was found wrong so far. */
  readonly faults: readonly Fault[];
  /** Where a part stands, counted from 1; of a part that is missing, where its nearest ancestor stands. */
  positionOf(path: ConfigPath): { readonly line: number; readonly column: number } | undefined;
}

/** Ours: a thousand routes are about 100 KiB; whatever is larger is not a configuration. */
const MAX_FILE_BYTES = 1_048_576;
/** Ours: more repetitions than this are a decompression bomb or unreadable. */
const MAX_ALIASES = 100;
/** Ours: 45 levels of routes. The parser recurses, and where the stack ends V8 may end the process. */
const MAX_DEPTH = 100;

/**
 * The parser's own messages may quote the text around an error, and that text may hold a token: so each code has
 * words of ours.
 */
const SYNTAX_REASONS: Readonly<Record<string, string>> = {
  BAD_DQ_ESCAPE: 'a "…" text holds an escape that YAML does not know; use \'…\' instead',
  BAD_INDENT: 'the lines are indented unevenly, or a quote or bracket above is not closed (" #" begins a comment)',
  BAD_SCALAR_START: 'a value begins with a character that has a meaning of its own; put the value in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a "key: value" stands where one value is expected; put the value in quotes or on lines below',
  BLOCK_IN_FLOW: 'a block of lines stands within […] or {…}',
  MISSING_CHAR: 'a closing quote, bracket or comma is missing, or a text with "#" or ":" needs quotes',
  MULTILINE_IMPLICIT_KEY: 'a ":" is missing, or a quote is not closed on its line',
  MULTIPLE_DOCS: 'the file holds several documents (---); one is allowed',
  NON_STRING_KEY: 'a key is not text',
  TAB_AS_INDENT: 'the indentation holds a tab; use spaces',
  TAG_RESOLVE_FAILED: 'a tag (!name) is not known here; leave it out',
};

/** Reads YAML 1.2. Never throws for what the text says: faults tell it. */
export function parseYaml(text: string, file: string): ConfigSource {
  if (isTooDeep(text)) return unreadable(file, `is nested more than ${MAX_DEPTH} levels deep`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const faults: Fault[] = [...document.errors, ...document.warnings].map((problem) => {
    const offset = problem.pos[0];
    const isTwice = problem.code === 'DUPLICATE_KEY';
    const key = isTwice ? (/^[\w-]+/.exec(text.slice(offset, offset + 80))?.[0] ?? '') : '';
    const reason = SYNTAX_REASONS[problem.code] ?? 'this is not valid YAML';
    return { file, path: key, ...placeOf(offset), reason: isTwice ? 'this key stands twice; keep one' : reason };
  });
  for (const offset of danglingAliases(document)) {
    faults.push({ file, path: '', ...placeOf(offset), reason: 'an alias (*name) names no anchor (&name) above it' });
  }
  const isOnlyDoubled = faults.length === document.errors.filter((error) => error.code === 'DUPLICATE_KEY').length;
  const data = isOnlyDoubled ? plainData(document) : undefined;
  if (isOnlyDoubled && data === undefined) {
    faults.push({ file, path: '', reason: `more than ${MAX_ALIASES} repetitions by alias (*name)` });
  }
  return {
    file,
    value: data?.value ?? {},
    readable: data !== undefined,
    faults,
    positionOf: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? undefined : placeOf(offset);
    },
  };
}

/** Reads a file; `undefined` when there is none. `file` is its name in faults. */
export async function readYaml(path: string, file = path): Promise<ConfigSource | undefined> {
  try {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) return unreadable(file, 'is larger than 1 MiB, which no configuration needs');
    return parseYaml(await readFile(path, 'utf8'), file);
  } catch (error) {
    const problem = ioProblem(error);
    return problem === 'does not exist' ? undefined : unreadable(file, problem);
  }
}

/** A fault about a part of a file, with the place where it stands. */
export function faultAt(source: ConfigSource, path: ConfigPath, reason: string, hint?: string): Fault {
  const fault = { ...placeAt(source, path), reason };
  return hint === undefined ? fault : { ...fault, hint };
}

/** Where a fault about a part of a file stands. */
export function placeAt(source: ConfigSource, path: ConfigPath): Omit<Fault, 'reason' | 'hint'> {
  return { file: source.file, path: formatPath(path), ...source.positionOf(path) };
}

function unreadable(file: string, reason: string): ConfigSource {
  return { file, value: {}, readable: false, faults: [{ file, path: '', reason }], positionOf: () => undefined };
}

/** Looks with the part of the parser that does not recurse. */
function isTooDeep(text: string): boolean {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    // Only the nesting matters here, not what is built.
    for (const _ of parser.next(lexeme));
    if (parser.stack.length > MAX_DEPTH) return true;
  }
  return false;
}

/** Where aliases stand that name no anchor, or one around themselves. */
function danglingAliases(document: Document.Parsed): readonly number[] {
  const offsets: number[] = [];
  visit(document, {
    Alias: (_, alias, ancestors) => {
      const target = alias.resolve(document);
      if (target === undefined || ancestors.includes(target)) offsets.push(alias.range?.[0] ?? 0);
    },
  });
  return offsets;
}

function plainData(document: Document.Parsed): { readonly value: unknown } | undefined {
  try {
    return { value: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    if (error instanceof ReferenceError) return undefined;
    throw error;
  }
}

/** The offset of the key (or the list's element) that the path leads to, as far as it exists. */
function offsetOf(document: Document.Parsed, path: ConfigPath): number | undefined {
  let node: unknown = document.contents;
  let offset = document.contents?.range?.[0];
  for (const segment of path) {
    const step = childOf(isAlias(node) ? node.resolve(document) : node, segment);
    if (step === undefined) return offset;
    node = step.node;
    offset = step.offset ?? offset;
  }
  return offset;
}

function childOf(
  node: unknown,
  segment: string | number,
): { readonly node: unknown; readonly offset: number | undefined } | undefined {
  if (isSeq<Node>(node) && typeof segment === 'number') {
    const element = node.items[segment];
    return element === undefined ? undefined : { node: element, offset: element.range?.[0] };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(segment));
  return pair === undefined || !isScalar(pair.key) ? undefined : { node: pair.value, offset: pair.key.range?.[0] };
}

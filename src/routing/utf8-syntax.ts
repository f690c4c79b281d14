import { unquoteGoString } from './go-string.ts';
import { type Operator, SPACES, type SyntaxProblem, type WrittenMatcher } from './matcher-syntax.ts';

interface Token {
  readonly kind: 'open' | 'close' | 'comma' | 'quoted' | 'bare' | 'end' | Operator;
  readonly text: string;
  readonly at: number;
}

const TOKEN = new RegExp(
  `(?<space>[${SPACES}]+)|(?<open>\\{)|(?<close>\\})|(?<comma>,)|(?<operator>=~|=|!=|!~)` +
    `|(?<quoted>"(?:[^"\\\\]|\\\\[\\s\\S])*")|(?<bare>[^${SPACES}{}!=~,\\\\"'\`]+)`,
  'u',
);

/**
 * The matcher syntax of Alertmanager 0.27 and later (matcher/parse): any name, quoted where it holds a space or one of
 * `{}!=~,\"'` and the back quote; values quoted like Go strings or bare; a list parted by commas, braces in pairs.
 */
export function parseUtf8(text: string): readonly WrittenMatcher[] | SyntaxProblem {
  const tokens = tokenize(text);
  return 'reason' in tokens ? tokens : readList(tokens);
}

function tokenize(text: string): readonly Token[] | SyntaxProblem {
  const scanner = new RegExp(TOKEN, 'uy');
  const tokens: Token[] = [];
  while (scanner.lastIndex < text.length) {
    const at = scanner.lastIndex;
    const groups = scanner.exec(text)?.groups;
    if (groups === undefined) return strangeCharacter(text, at);
    const token = tokenOf(groups, at);
    if (token !== undefined) tokens.push(token);
  }
  tokens.push({ kind: 'end', text: '', at: text.length });
  return tokens;
}

/** Undefined for space between tokens. */
function tokenOf(groups: Readonly<Record<string, string | undefined>>, at: number): Token | undefined {
  const { operator } = groups;
  if (operator === '=' || operator === '!=' || operator === '=~' || operator === '!~') {
    return { kind: operator, text: operator, at };
  }
  for (const kind of ['open', 'close', 'comma', 'quoted', 'bare'] as const) {
    const text = groups[kind];
    if (text !== undefined) return { kind, text, at };
  }
  return undefined;
}

function strangeCharacter(text: string, at: number): SyntaxProblem {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
  if (character === '"') return { at, reason: 'the double quote is never closed', hint: 'end the text with "' };
  if (character === '!') return { at, reason: '"!" is no operator', hint: 'write != or !~' };
  if (character === '~') return { at, reason: '"~" is no operator', hint: 'write =~ or !~' };
  return {
    at,
    reason: `${JSON.stringify(character)} cannot stand outside double quotes`,
    hint: 'put the whole name or value in double quotes',
  };
}

function readList(tokens: readonly Token[]): readonly WrittenMatcher[] | SyntaxProblem {
  const matchers: WrittenMatcher[] = [];
  const isBraced = tokens[0]?.kind === 'open';
  let next = isBraced ? 1 : 0;
  while (!endsList(tokens[next])) {
    const matcher = readOne(tokens.slice(next, next + 3));
    if ('reason' in matcher) return matcher;
    matchers.push(matcher);
    next += 3;
    if (tokens[next]?.kind === 'comma') next++;
    else if (!endsList(tokens[next])) return missingComma(tokens[next]);
  }
  return checkEnd(tokens.slice(next), isBraced) ?? matchers;
}

function endsList(token: Token | undefined): boolean {
  return token === undefined || token.kind === 'end' || token.kind === 'close';
}

function missingComma(token: Token | undefined): SyntaxProblem {
  return {
    at: token?.at ?? 0,
    reason: `${JSON.stringify(token?.text)} follows a complete matcher`,
    hint: 'put a comma between two matchers, and double quotes around a value that holds a space or one of {}!=~,\\"\'`',
  };
}

function checkEnd(rest: readonly Token[], isBraced: boolean): SyntaxProblem | undefined {
  const [first, second] = rest;
  if (first?.kind !== 'close') {
    if (!isBraced) return undefined;
    return { at: first?.at ?? 0, reason: 'the opening brace is never closed', hint: 'end the list with }' };
  }
  if (!isBraced) return { at: first.at, reason: 'a closing brace without an opening one', hint: 'delete the }' };
  if (second === undefined || second.kind === 'end') return undefined;
  return { at: second.at, reason: 'something follows the closing brace', hint: 'delete it or move it inside' };
}

function readOne([name, operator, value]: readonly Token[]): WrittenMatcher | SyntaxProblem {
  if (name === undefined || !isWord(name)) {
    return { at: name?.at ?? 0, reason: 'a label name is missing here', hint: 'write a matcher such as team="db"' };
  }
  if (operator === undefined || !isOperator(operator.kind)) {
    return {
      at: operator?.at ?? 0,
      reason: `an operator is missing after the label name ${inQuotes(name)}`,
      hint: 'write =, !=, =~ or !~, as in team="db"',
    };
  }
  if (value === undefined || !isWord(value)) {
    return {
      at: value?.at ?? 0,
      reason: `a value is missing after ${operator.kind}`,
      hint: 'write one in double quotes; "" means that the label is absent or empty',
    };
  }
  return assemble(name, operator.kind, value);
}

function assemble(name: Token, operator: Operator, value: Token): WrittenMatcher | SyntaxProblem {
  const readName = textOf(name);
  if (readName === undefined) return badEscape(name);
  const readValue = textOf(value);
  if (readValue === undefined) return badEscape(value);
  return { name: readName, operator, value: readValue, valueAt: value.at };
}

function inQuotes({ kind, text }: Token): string {
  return kind === 'quoted' ? text : `"${text}"`;
}

function isWord({ kind }: Token): boolean {
  return kind === 'quoted' || kind === 'bare';
}

function isOperator(kind: Token['kind']): kind is Operator {
  return kind === '=' || kind === '!=' || kind === '=~' || kind === '!~';
}

function textOf(token: Token): string | undefined {
  return token.kind === 'quoted' ? unquoteGoString(token.text) : token.text;
}

function badEscape(token: Token): SyntaxProblem {
  return {
    at: token.at,
    reason: `${token.text} holds an escape that is not known, or a line break`,
    hint: 'write \\\\ for a backslash, \\" for a double quote and \\n for a line break',
  };
}

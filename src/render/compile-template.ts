/**
 * Turns a checked template into functions. Handlebars parses; running is ours, because every call is of a closed
 * list of helpers whose places and arguments are known beforehand. With Handlebars' runtime, which allocates options and a
 * frame for each call and looks names up along prototypes, the same message took nearly twice the time (149 µs of 85).
 */
import { compileCondition, type Evaluate } from './conditions.ts';
import { BLANK_LINE } from './cut-text.ts';
import { escapeMarkup } from './escape.ts';
import { type CallForm, type Draw, HelperCall, localsOf } from './helper-call.ts';
import { isTrue, property, rootOf, type Scope, textOf } from './scope.ts';
import type { ParsedFile } from './template-kind.ts';
import {
  isBlock,
  isBoolean,
  isCall,
  isContent,
  isMustache,
  isNumber,
  isPartial,
  isPath,
  isString,
} from './template-nodes.ts';

export type Helper = (call: HelperCall) => unknown;

export interface CompileContext {
  readonly file: string;
  readonly helper: (name: string) => Helper | undefined;
  readonly partial: (name: string) => ParsedFile | undefined;
  /** Whether text may stand here: elsewhere there is only white space between components, which is nothing. */
  readonly isText: boolean;
}

/** Helpers whose body is text, whatever surrounds them. */
const TEXT_COMPONENTS: ReadonlySet<string> = new Set(['header', 'section', 'context', 'fallback']);

const NOTHING: Draw = () => '';

/** The program must have passed `TemplateCheck`: what that refuses is drawn as nothing here. */
export function compileProgram(program: hbs.AST.Program | undefined, context: CompileContext): Draw {
  const body = program?.body ?? [];
  const draws = body
    .map((statement, index) => {
      const draw = compileStatement(statement, context);
      return isPartial(statement) && endsItsLine(body[index + 1]) ? (scope: Scope) => `${draw(scope)}\n` : draw;
    })
    .filter(isDrawn);
  const [first, second] = draws;
  if (first === undefined) return NOTHING;
  if (second === undefined) return first;
  return (scope) => {
    let text = '';
    for (const draw of draws) text += draw(scope);
    return text;
  };
}

/** Handlebars takes the line break away behind a partial that stands alone on its line; the partial's last line needs it. */
function endsItsLine(next: hbs.AST.Statement | undefined): boolean {
  if (next === undefined || !isContent(next)) return false;
  return /^[ \t]*\r?\n/.test(String(next.original)) && !/^[ \t]*\r?\n/.test(next.value);
}

const isDrawn = (draw: Draw): boolean => draw !== NOTHING;

function compileStatement(node: hbs.AST.Statement, context: CompileContext): Draw {
  if (isContent(node)) {
    // Indentation is no content: what surrounds a line break is trimmed in the end, and here it costs but once.
    const text = context.isText ? tidyContent(node.value) : '';
    return text === '' ? NOTHING : () => text;
  }
  if (isMustache(node)) {
    const evaluate = compileCall(node, context) ?? compileExpression(node.path, context);
    return (scope) => textOf(evaluate(scope));
  }
  if (isBlock(node)) return compileBlock(node, context);
  return isPartial(node) ? compilePartial(node, context) : NOTHING;
}

/** An author's empty line stands in one piece of content; those that come about later do not. */
function tidyContent(content: string): string {
  const lines = escapeMarkup(content).replace(/[ \t]*\r?\n[ \t]*/g, '\n');
  return lines.replace(/\n{2,}/g, `\n${BLANK_LINE}\n`);
}

function compileBlock(node: hbs.AST.BlockStatement, context: CompileContext): Draw {
  const name = isPath(node.path) ? node.path.original : '';
  const body = compileProgram(node.program, TEXT_COMPONENTS.has(name) ? { ...context, isText: true } : context);
  const otherwise = compileProgram(node.inverse, context);
  const [param] = node.params;
  const value = param === undefined ? () => undefined : compileExpression(param, context);
  switch (name) {
    case 'if':
      return (scope) => (isTrue(value(scope)) ? body : otherwise)(scope);
    case 'unless':
      return (scope) => (isTrue(value(scope)) ? otherwise : body)(scope);
    case 'with':
      return withBlock({ value, body, otherwise, blockParams: node.program?.blockParams ?? [] });
    default: {
      const evaluate = compileCall(node, context, { body, otherwise });
      return evaluate === undefined ? NOTHING : (scope) => textOf(evaluate(scope));
    }
  }
}

function withBlock(block: {
  readonly value: Evaluate;
  readonly body: Draw;
  readonly otherwise: Draw;
  readonly blockParams: readonly string[];
}): Draw {
  const { value, body, otherwise, blockParams } = block;
  return (scope) => {
    const self = value(scope);
    if (!isTrue(self)) return otherwise(scope);
    const locals = blockParams.length === 0 ? undefined : localsOf(blockParams, [self]);
    return body({ frame: scope.frame, self, outer: scope, loop: scope.loop, locals });
  };
}

/** A partial stands for its lines; with a value it is drawn over that, as if `{{#with}}` stood around it. */
function compilePartial(node: hbs.AST.PartialStatement, context: CompileContext): Draw {
  const found = isPath(node.name) ? context.partial(node.name.original) : undefined;
  if (found === undefined) return NOTHING;
  const body = compileProgram(found.program, { ...context, file: found.file });
  const [param] = node.params;
  if (param === undefined) return body;
  return withBlock({ value: compileExpression(param, context), body, otherwise: NOTHING, blockParams: [] });
}

interface Call extends hbs.AST.Node {
  readonly path: hbs.AST.Node;
  readonly params: readonly hbs.AST.Expression[];
  readonly hash?: hbs.AST.Hash;
}

/** Undefined when the node names no helper. */
function compileCall(
  node: Call,
  context: CompileContext,
  bodies: Partial<Pick<CallForm, 'body' | 'otherwise'>> = {},
): Evaluate | undefined {
  const name = isPath(node.path) ? node.path.original : '';
  const args = node.params.map((param) => compileExpression(param, context));
  const helper = context.helper(name);
  if (helper === undefined) return compileCondition(name, args);
  const form: CallForm = {
    site: { file: context.file, line: node.loc.start.line, column: node.loc.start.column + 1 },
    body: bodies.body,
    otherwise: bodies.otherwise,
    blockParams: 'program' in node && isProgram(node.program) ? (node.program.blockParams ?? []) : [],
  };
  const named = (node.hash?.pairs ?? []).map(({ key, value }) => [key, compileExpression(value, context)] as const);
  return (scope) => {
    const given: unknown[] = [];
    for (const evaluate of args) given.push(evaluate(scope));
    return helper(
      new HelperCall(form, scope, { args: given, hash: named.length === 0 ? NO_NAMED : valuesOf(named, scope) }),
    );
  };
}

const NO_NAMED: Readonly<Record<string, unknown>> = Object.freeze({});

function valuesOf(named: readonly (readonly [string, Evaluate])[], scope: Scope): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [key, evaluate] of named) values[key] = evaluate(scope);
  return values;
}

function isProgram(value: unknown): value is hbs.AST.Program {
  return typeof value === 'object' && value !== null && 'body' in value;
}

function compileExpression(node: hbs.AST.Node, context: CompileContext): Evaluate {
  if (isPath(node)) return compilePath(node);
  if (isCall(node)) return compileCall(node, context) ?? (() => undefined);
  const value = isString(node) ? escapeMarkup(node.value) : isNumber(node) || isBoolean(node) ? node.value : undefined;
  return () => value;
}

function compilePath({ data, parts, depth }: hbs.AST.PathExpression): Evaluate {
  const [head, ...rest] = parts;
  if (data) return along(dataOf(head), rest);
  if (head === undefined) return (scope) => outerOf(scope, depth)?.self;
  if (depth > 0) return along((scope) => property(outerOf(scope, depth)?.self, head), rest);
  return along((scope) => localOrOwn(scope, head), rest);
}

/** One step for each further part of a path. */
function along(start: Evaluate, parts: readonly string[]): Evaluate {
  return parts.reduce<Evaluate>((evaluate, part) => (scope) => property(evaluate(scope), part), start);
}

function dataOf(name: string | undefined): Evaluate {
  if (name === 'root') return (scope) => rootOf(scope).self;
  return ({ loop }) => property(loop, name ?? '');
}

function outerOf(scope: Scope, depth: number): Scope | undefined {
  let current: Scope | undefined = scope;
  for (let steps = 0; steps < depth; steps += 1) current = current?.outer;
  return current;
}

function localOrOwn(scope: Scope, name: string): unknown {
  for (let current: Scope | undefined = scope; current !== undefined; current = current.outer) {
    if (current.locals !== undefined && Object.hasOwn(current.locals, name)) return current.locals[name];
  }
  return property(scope.self, name);
}

/** What a template reads, and what in it has no effect: for tools that look at templates as a whole. */
import Handlebars from 'handlebars';

export interface Position {
  /** Counted from 1. */
  readonly line: number;
  readonly column: number;
}

/** A label or annotation that a template names. */
export interface MapRead extends Position {
  readonly map: MapName;
  readonly name: string;
}

export interface PhraseRead extends Position {
  readonly key: string;
  readonly values: readonly string[];
}

export interface TemplateReads {
  readonly maps: readonly MapRead[];
  /** Phrases that are named outright. */
  readonly phrases: readonly PhraseRead[];
  /** Whether a phrase's key is computed: then any phrase may be read. */
  readonly readsAnyPhrase: boolean;
  /** Partials that are named outright. */
  readonly partials: readonly string[];
  /** `{{{…}}}` and `{{&…}}`. */
  readonly tripleStashes: readonly Position[];
  /** Block parameters, `as |name|`, that their block does not read. */
  readonly unusedParams: readonly (Position & { readonly name: string })[];
}

const MAPS = ['labels', 'annotations', 'groupLabels'] as const;
type MapName = (typeof MAPS)[number];

/** Reads a template's source; undefined when it cannot be parsed, which the loader of templates tells with its place. */
export function readsOf(source: string): TemplateReads | undefined {
  let program: hbs.AST.Program;
  try {
    program = Handlebars.parse(source);
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
  const collector = new Collector();
  collector.accept(program);
  return collector;
}

const isString = (node: hbs.AST.Node | undefined): node is hbs.AST.StringLiteral => node?.type === 'StringLiteral';
const isPath = (node: hbs.AST.Node | undefined): node is hbs.AST.PathExpression => node?.type === 'PathExpression';

function positionOf({ loc }: hbs.AST.Node): Position {
  return { line: loc.start.line, column: loc.start.column + 1 };
}

interface Call extends hbs.AST.Node {
  readonly path: hbs.AST.Node;
  readonly params: readonly hbs.AST.Expression[];
  readonly hash?: hbs.AST.Hash;
}

class Collector extends Handlebars.Visitor implements TemplateReads {
  readonly maps: MapRead[] = [];
  readonly phrases: PhraseRead[] = [];
  readsAnyPhrase = false;
  readonly partials: string[] = [];
  readonly tripleStashes: Position[] = [];
  readonly unusedParams: (Position & { readonly name: string })[] = [];

  override MustacheStatement(node: hbs.AST.MustacheStatement): void {
    if (!node.escaped) this.tripleStashes.push(positionOf(node));
    this.#call(node);
    super.MustacheStatement(node);
  }

  override SubExpression(node: hbs.AST.SubExpression): void {
    this.#call(node);
    super.SubExpression(node);
  }

  override BlockStatement(node: hbs.AST.BlockStatement): void {
    const params: readonly string[] = node.program?.blockParams ?? [];
    const read = params.length === 0 ? new Set<string>() : headsIn(node.program);
    for (const name of params) if (!read.has(name)) this.unusedParams.push({ name, ...positionOf(node) });
    super.BlockStatement(node);
  }

  override PartialStatement(node: hbs.AST.PartialStatement): void {
    if (isPath(node.name)) this.partials.push(node.name.original);
    super.PartialStatement(node);
  }

  override PathExpression(path: hbs.AST.PathExpression): void {
    const at = path.parts.findIndex((part) => isMap(part));
    const [map, name] = path.parts.slice(at, at + 2);
    if (at !== -1 && isMap(map) && name !== undefined) this.maps.push({ map, name, ...positionOf(path) });
    super.PathExpression(path);
  }

  #call(node: Call): void {
    if (!isPath(node.path)) return;
    const [first, second] = node.params;
    if (node.path.original === 't') {
      const values = (node.hash?.pairs ?? []).map(({ key }) => key);
      if (isString(first)) this.phrases.push({ key: first.value, values, ...positionOf(first) });
      else this.readsAnyPhrase = true;
    }
    if (node.path.original === 'lookup' && isPath(first) && isString(second)) {
      const map = first.parts.at(-1);
      if (isMap(map)) this.maps.push({ map, name: second.value, ...positionOf(second) });
    }
  }
}

function isMap(part: string | undefined): part is MapName {
  return MAPS.some((map) => map === part);
}

/** The first names of all paths below a node. */
function headsIn(program: hbs.AST.Program): ReadonlySet<string> {
  const heads = new Set<string>();
  class Heads extends Handlebars.Visitor {
    override PathExpression(path: hbs.AST.PathExpression): void {
      const [head] = path.parts;
      if (head !== undefined) heads.add(head);
    }
  }
  new Heads().accept(program);
  return heads;
}

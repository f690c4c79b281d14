import { nameHint } from '../core/name-hint.ts';
import { follow, itemOf, type Shape, VALUE } from './context-shape.ts';

interface Scope {
  readonly shape: Shape;
  readonly locals: Readonly<Record<string, Shape>>;
}

const DATA_NAMES = ['index', 'key', 'first', 'last', 'root'];

export type Resolved = { readonly shape: Shape } | { readonly reason: string; readonly hint?: string };

/** What names mean at one place of a template: the root, and an inner scope for each `each` and `with` around the place. */
export class TemplateScopes {
  readonly #root: Shape;
  readonly #scopes: Scope[];

  constructor(root: Shape) {
    this.#root = root;
    this.#scopes = [{ shape: root, locals: {} }];
  }

  /** Runs `check` within the body of a block over `shape`. */
  within(helper: string, shape: Shape, blockParams: readonly string[], check: () => void): void {
    if (helper !== 'each' && helper !== 'with') {
      check();
      return;
    }
    const inner = helper === 'each' ? itemOf(shape) : shape;
    const locals: Record<string, Shape> = {};
    for (const [index, name] of blockParams.entries()) locals[name] = index === 0 ? inner : VALUE;
    this.#scopes.push({ shape: inner, locals });
    check();
    this.#scopes.pop();
  }

  resolve(path: hbs.AST.PathExpression): Resolved {
    if (path.data) return this.#data(path);
    const [head, ...rest] = path.parts;
    const local = path.depth === 0 && head !== undefined ? this.#local(head) : undefined;
    if (local !== undefined) return this.#follow(local, rest);
    const scope = this.#scopes.at(-1 - path.depth);
    if (scope === undefined) return { reason: `"${path.original}" leads out of the template` };
    return this.#follow(scope.shape, path.parts);
  }

  #data({ parts: [head = '', ...rest] }: hbs.AST.PathExpression): Resolved {
    if (head === 'root') return this.#follow(this.#root, rest);
    if (DATA_NAMES.includes(head)) return this.#follow(VALUE, rest);
    return unknown(
      `@${head}`,
      DATA_NAMES.map((name) => `@${name}`),
    );
  }

  #local(name: string): Shape | undefined {
    return this.#scopes.findLast(({ locals }) => Object.hasOwn(locals, name))?.locals[name];
  }

  #follow(shape: Shape, parts: readonly string[]): Resolved {
    const found = follow(shape, parts);
    return 'shape' in found ? found : unknown(found.unknown, found.known);
  }
}

function unknown(name: string, known: readonly string[]): Resolved {
  const reason = `no name "${name}"`;
  return known.length === 0 ? { reason } : { reason, hint: nameHint(name, [...known].sort()) };
}

import type { Fault } from '../core/fault.ts';
import { nameHint } from '../core/name-hint.ts';
import { ANY, type Shape, VALUE } from './context-shape.ts';
import { HELPERS, type HelperForm, type HelperName, helperForm, isHelperName, type Place } from './helper-table.ts';
import { partialFaultReason } from './partials.ts';
import type { ParsedFile, Partials, PhraseLookup, TemplateKind, TemplateNeeds } from './template-kind.ts';
import { isBlock, isCall, isContent, isMustache, isPartial, isPath, isString } from './template-nodes.ts';
import { TemplateScopes } from './template-scopes.ts';

interface Call {
  readonly path: hbs.AST.Node;
  readonly params: readonly hbs.AST.Expression[];
  readonly hash?: hbs.AST.Hash;
}

type Surroundings = Exclude<Place, 'value'>;

const SURROUNDINGS: Readonly<Record<Place, string>> = {
  message: 'outside all components',
  text: 'in a text',
  fields: 'inside {{#fields}}',
  table: 'inside {{#table}}',
  row: 'inside {{#row}}',
  actions: 'inside {{#actions}}',
  value: 'inside a call',
};

const COUNT_HINT = 'name it, as in count=counts.firing or count=annotations.lag';

/** Holds a parsed template to the closed lists of helpers, names and phrases, and everything to its place. */
export class TemplateCheck {
  readonly faults: Fault[] = [];
  readonly #phrase: PhraseLookup;
  readonly #partials: Partials;
  readonly #scopes: TemplateScopes;
  /** Files that the place is in: the template, then the partials. */
  readonly #files: string[];
  #drawsSomething = false;

  constructor(kind: TemplateKind, file: string, { phrase, partials }: TemplateNeeds) {
    this.#files = [file];
    this.#phrase = phrase;
    this.#partials = partials;
    this.#scopes = new TemplateScopes(kind.shape);
  }

  /** A part that is one text says something when it is not empty; any other must have a component. */
  check(program: hbs.AST.Program, place: 'message' | 'text'): readonly Fault[] {
    this.#program(program, place);
    const isEmpty = place === 'message' ? !this.#drawsSomething : program.body.length === 0;
    if (isEmpty && this.faults.length === 0) {
      const hint =
        place === 'message' ? 'write at least one component such as {{#section}}…{{/section}}' : 'write a text';
      this.faults.push({ ...this.#at(1, 1), reason: 'the template draws nothing', hint });
    }
    return this.faults;
  }

  #at(line: number, column: number) {
    return { file: this.#files.at(-1) ?? '', path: '', line, column };
  }

  #fault(node: hbs.AST.Node, reason: string, hint?: string): void {
    const { line, column } = node.loc.start;
    const fault = { ...this.#at(line, column + 1), reason };
    this.faults.push(hint === undefined ? fault : { ...fault, hint });
  }

  #program(program: hbs.AST.Program, place: Surroundings): void {
    for (const statement of program.body) this.#statement(statement, place);
  }

  #statement(node: hbs.AST.Statement, place: Surroundings): void {
    if (isContent(node)) this.#content(node, place);
    else if (isMustache(node)) this.#mustache(node, place);
    else if (isBlock(node)) this.#block(node, place);
    else if (isPartial(node)) this.#partial(node, place);
    else if (node.type.startsWith('Partial'))
      this.#fault(node, 'a partial has no body', 'write {{> name}}, and the lines in templates/partials/name.hbs');
    else if (node.type.startsWith('Decorator')) this.#fault(node, 'there are no decorators or inline partials');
  }

  #content(node: hbs.AST.ContentStatement, place: Surroundings): void {
    const text = String(node.original);
    if (place === 'text' || text.trim() === '') return;
    const before = text.slice(0, text.search(/\S/));
    const breaks = before.split('\n').length - 1;
    const { line, column } = node.loc.start;
    const at = breaks === 0 ? column + before.length : before.length - before.lastIndexOf('\n') - 1;
    this.faults.push({
      ...this.#at(line + breaks, at + 1),
      reason: `text stands ${SURROUNDINGS[place]}`,
      hint: 'text belongs into {{#header}}, {{#section}}, {{#context}} or {{#fallback}}',
    });
  }

  /** A partial is checked where it is used: what stands around it says what its names mean. */
  #partial(node: hbs.AST.PartialStatement, place: Surroundings): void {
    const found = isPath(node.name) ? this.#partials.get(node.name.original) : undefined;
    const reason = partialFaultReason(node, found, this.#files);
    if (reason !== undefined) this.#fault(node, reason.reason, reason.hint(this.#partials));
    if (reason !== undefined || found === undefined) return;
    const [param] = node.params;
    const shape = param === undefined ? undefined : this.#expression(param);
    const check = (): void => this.#within(found, place);
    if (shape === undefined) check();
    else this.#scopes.within('with', shape, [], check);
  }

  #within({ file, program }: ParsedFile, place: Surroundings): void {
    this.#files.push(file);
    this.#program(program, place);
    this.#files.pop();
  }

  #mustache(node: hbs.AST.MustacheStatement, place: Surroundings): void {
    const helper = this.#helperOf(node, node.params.length > 0 || node.hash !== undefined);
    if (helper === undefined) return;
    if (helper !== 'none') {
      if (helperForm(helper).block)
        this.#fault(node, `{{${helper}}} needs a body`, `write {{#${helper}}}…{{/${helper}}}`);
      else this.#call(helper, node, node, place);
      return;
    }
    const shape = this.#expression(node.path);
    if (place !== 'text') this.#fault(node, `text stands ${SURROUNDINGS[place]}`, 'put it into a component');
    else if (shape.kind === 'list') this.#fault(node, 'a list is not a text', 'go over it with {{#each}}');
    else if (shape.kind === 'record' || shape.kind === 'map')
      this.#fault(node, 'this is not a text', 'name what is in it');
  }

  #block(node: hbs.AST.BlockStatement, place: Surroundings): void {
    const helper = this.#helperOf(node, true);
    if (helper === undefined || helper === 'none') return;
    if (!helperForm(helper).block) {
      this.#fault(node, `{{#${helper}}} has no body`, `write {{${helper}}}`);
      return;
    }
    const [shape = ANY] = this.#call(helper, node, node, place);
    this.#bodies(helper, node, { place, shape });
  }

  /** The body of a block over `shape`, and what stands behind its `{{else}}`. */
  #bodies(
    helper: HelperName,
    { program, inverse }: hbs.AST.BlockStatement,
    { place, shape }: { readonly place: Surroundings; readonly shape: Shape },
  ): void {
    const { body = 'same' } = helperForm(helper);
    const inner = body === 'same' ? place : body;
    if (body !== 'same' && helper !== 'fallback') this.#drawsSomething = true;
    // An inverted block, {{^if}}, has no program.
    if (program) this.#scopes.within(helper, shape, program.blockParams ?? [], () => this.#program(program, inner));
    if (!inverse) return;
    if (body === 'same') this.#program(inverse, inner);
    else this.#fault(inverse, `{{#${helper}}} has no {{else}}`);
  }

  /** The helper that is called; `none`: a plain name; undefined: neither, and said so. */
  #helperOf(node: Call & hbs.AST.Node, mustBeHelper: boolean): HelperName | 'none' | undefined {
    if (!isPath(node.path)) {
      this.#fault(node, 'a tag must begin with a name');
      return undefined;
    }
    const { original, parts, depth, data } = node.path;
    if (parts.length === 1 && depth === 0 && !data && isHelperName(original)) return original;
    if (!mustBeHelper) return 'none';
    this.#fault(node, `no helper "${original}"`, nameHint(original, Object.keys(HELPERS).sort()));
    return undefined;
  }

  /** Checks place and arguments; gives the arguments' shapes. */
  #call(helper: HelperName, call: Call, node: hbs.AST.Node, place: Place): readonly Shape[] {
    const form = helperForm(helper);
    if (!form.places.includes(place)) {
      const where = form.places.map((each) => SURROUNDINGS[each]).join(' or ');
      this.#fault(node, `${tagOf(helper)} cannot stand ${SURROUNDINGS[place]}`, `it belongs ${where}`);
    }
    const { length } = call.params;
    if (length < form.min || length > form.max) {
      this.#fault(node, `${tagOf(helper)} takes ${argumentCount(form)}, not ${length}`);
    }
    if (helper === 'divider') this.#drawsSomething = true;
    for (const pair of call.hash?.pairs ?? []) this.#named(helper, form, pair);
    if (helper === 't') this.#phraseCall(call, node);
    return call.params.map((param) => this.#expression(param));
  }

  #named(helper: HelperName, form: HelperForm, pair: hbs.AST.HashPair): void {
    if (form.named !== 'any' && !form.named?.includes(pair.key)) {
      this.#fault(
        pair,
        `${tagOf(helper)} has no option "${pair.key}"`,
        form.named && `it has: ${form.named.join(', ')}`,
      );
    }
    this.#expression(pair.value);
  }

  /** A phrase named outright must exist, and be given all that it wants. */
  #phraseCall(call: Call, node: hbs.AST.Node): void {
    const [key] = call.params;
    if (!isString(key)) return;
    const wanted = this.#phrase(key.value);
    if (wanted === undefined) {
      this.#fault(key, `no phrase "${key.value}"`, 'phrases are in locales/<locale>/message.json');
      return;
    }
    const pairs = call.hash?.pairs ?? [];
    const written = pairs.find(({ key: name, value }) => name === 'count' && isCall(value) && !isChoice(value));
    if (written !== undefined) this.#fault(written, 'count is a number, not what a helper writes', COUNT_HINT);
    const given = new Set(pairs.map((pair) => pair.key));
    const missing = [...wanted].filter((name) => !given.has(name));
    if (missing.length > 0) {
      this.#fault(node, `phrase "${key.value}" needs ${missing.map((name) => `${name}=…`).join(' ')}`);
    }
  }

  #expression(node: hbs.AST.Expression): Shape {
    if (isPath(node)) return this.#path(node);
    if (!isCall(node)) return VALUE;
    const helper = this.#helperOf(node, true);
    if (helper !== undefined && helper !== 'none') this.#call(helper, node, node, 'value');
    return ANY;
  }

  #path(node: hbs.AST.PathExpression): Shape {
    const resolved = this.#scopes.resolve(node);
    if ('shape' in resolved) return resolved.shape;
    this.#fault(node, resolved.reason, resolved.hint);
    return ANY;
  }
}

/** A helper that gives a value as it is. */
function isChoice({ path }: Call): boolean {
  return isPath(path) && ['or', 'and', 'lookup'].includes(path.original);
}

function tagOf(helper: HelperName): string {
  return helperForm(helper).block ? `{{#${helper}}}` : `{{${helper}}}`;
}

function argumentCount({ min, max }: HelperForm): string {
  const noun = max === 1 ? 'argument' : 'arguments';
  if (max === 0) return 'no arguments';
  if (max === Number.POSITIVE_INFINITY)
    return `at least ${min} arguments`.replace(/^at least 1 arguments$/, 'at least 1 argument');
  return min === max ? `${min} ${noun}` : `${min} to ${max} arguments`;
}

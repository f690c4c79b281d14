import Handlebars from 'handlebars';
import type { Fault } from '../core/fault.ts';
import { type PhraseLookup, TemplateCheck } from './check-template.ts';
import { COMPONENTS } from './components.ts';
import { each } from './each-helper.ts';
import { escapeMarkup } from './escape.ts';
import { HELPERS } from './helper-table.ts';
import { INLINE_HELPERS } from './inline-helpers.ts';
import { HelperCall, type RenderFrame } from './render-frame.ts';
import { syntaxFault } from './template-syntax.ts';
import type { ViewContext } from './view-context.ts';

/** One part of a template, ready to run. What it draws is in the frame's builder. */
export interface Template {
  readonly file: string;
  run(context: ViewContext, frame: RenderFrame): void;
}

export type ParsedTemplate = { readonly template: Template } | { readonly faults: readonly Fault[] };

const COMPILE_OPTIONS = {
  knownHelpers: Object.fromEntries(Object.keys(HELPERS).map((name) => [name, true])),
  knownHelpersOnly: true,
  noEscape: true,
};

/** Data are own properties; nothing is ever looked up on a prototype. Said outright, or Handlebars logs each denial. */
const NO_PROTOTYPES = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

/** Escapes what a template says itself, so that only helpers can write Slack's control sequences. */
class LiteralEscaper extends Handlebars.Visitor {
  override ContentStatement(content: hbs.AST.ContentStatement): void {
    content.value = escapeMarkup(content.value);
  }

  override StringLiteral(literal: hbs.AST.StringLiteral): void {
    literal.value = escapeMarkup(literal.value);
  }
}

/** Parses templates with the closed list of helpers. Its Handlebars environment is its own and is never changed later. */
export class TemplateEngine {
  readonly #handlebars = Handlebars.create();

  constructor() {
    for (const name of ['log', 'lookup', 'each']) this.#handlebars.unregisterHelper(name);
    for (const [name, helper] of Object.entries({ ...INLINE_HELPERS, ...COMPONENTS, each })) {
      this.#handlebars.registerHelper(name, function (this: unknown, ...raw: unknown[]) {
        return helper(new HelperCall(this, raw));
      });
    }
  }

  /** Everything that can be wrong with a template is found here: syntax, helpers, names, phrases, places. */
  parse(file: string, source: string, phrase: PhraseLookup): ParsedTemplate {
    const program = this.#parseSyntax(file, source);
    if ('faults' in program) return program;
    const faults = new TemplateCheck(file, phrase).check(program.program);
    if (faults.length > 0) return { faults };
    new LiteralEscaper().accept(program.program);
    this.#handlebars.precompile(program.program, COMPILE_OPTIONS);
    const run = this.#handlebars.compile<ViewContext>(program.program, COMPILE_OPTIONS);
    return {
      template: {
        file,
        run: (context, frame) => {
          run(context, { ...NO_PROTOTYPES, data: { root: context, render: frame } });
        },
      },
    };
  }

  #parseSyntax(
    file: string,
    source: string,
  ): { readonly program: hbs.AST.Program } | { readonly faults: readonly Fault[] } {
    try {
      return { program: this.#handlebars.parse(source, { srcName: file }) };
    } catch (error) {
      if (error instanceof Error) return { faults: [syntaxFault(file, source, error)] };
      throw error;
    }
  }
}

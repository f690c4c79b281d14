import Handlebars from 'handlebars';
import type { Fault } from '../core/fault.ts';
import { TemplateCheck } from './check-template.ts';
import { compileProgram, type Helper } from './compile-template.ts';
import { COMPONENTS } from './components.ts';
import { each } from './each-helper.ts';
import { INLINE_HELPERS } from './inline-helpers.ts';
import type { RenderFrame } from './render-frame.ts';
import type { ParsedFile, TemplateKind, TemplateNeeds } from './template-kind.ts';
import { syntaxFault } from './template-syntax.ts';

/** One part of a template, ready to run. */
export interface Template {
  readonly file: string;
  /** Blocks go into the frame's builder; the text that stands outside of all components is given back. */
  run(context: unknown, frame: RenderFrame): string;
}

export type ParsedTemplate = { readonly template: Template } | { readonly faults: readonly Fault[] };

const HELPER_TABLE: ReadonlyMap<string, Helper> = new Map<string, Helper>(
  Object.entries({ ...INLINE_HELPERS, ...COMPONENTS, each }),
);

/** Parses a file's syntax; its faults have their place. Partials are checked where templates use them. */
export function parseFile(
  file: string,
  source: string,
): { readonly parsed: ParsedFile } | { readonly faults: readonly Fault[] } {
  try {
    return { parsed: { file, program: Handlebars.parse(source, { srcName: file }) } };
  } catch (error) {
    if (error instanceof Error) return { faults: [syntaxFault(file, source, error)] };
    throw error;
  }
}

/** Everything that can be wrong with a template is found here: helpers, names, phrases, partials, places. */
export function buildTemplate({ file, program }: ParsedFile, kind: TemplateKind, needs: TemplateNeeds): ParsedTemplate {
  const faults = new TemplateCheck(kind, file, needs).check(program, kind.place);
  if (faults.length > 0) return { faults };
  const draw = compileProgram(program, {
    file,
    helper: (name) => HELPER_TABLE.get(name),
    partial: (name) => needs.partials.get(name),
    isText: kind.place === 'text',
  });
  return {
    template: {
      file,
      run: (context, frame) => draw({ frame, self: context, outer: undefined, loop: undefined, locals: undefined }),
    },
  };
}

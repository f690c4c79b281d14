import type { RecordShape } from './context-shape.ts';

/** A file whose syntax is sound. */
export interface ParsedFile {
  readonly file: string;
  readonly program: hbs.AST.Program;
}

/** Partials by name: `templates/partials/alert-line.hbs` is `alert-line`. */
export type Partials = ReadonlyMap<string, ParsedFile>;

/** The values that a phrase wants; undefined when there is no such phrase. */
export type PhraseLookup = (key: string) => ReadonlySet<string> | undefined;

/** What a template is checked against. */
export interface TemplateKind {
  /** The names that it may use. */
  readonly shape: RecordShape;
  /** A part is a message of components, or one text. */
  readonly place: 'message' | 'text';
}

/** What a template may refer to. */
export interface TemplateNeeds {
  readonly phrase: PhraseLookup;
  readonly partials: Partials;
}

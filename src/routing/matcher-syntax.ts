/** Alertmanager's four operators. */
export type Operator = '=' | '!=' | '=~' | '!~';

/** A matcher as it is written, before its regex is compiled. */
export interface WrittenMatcher {
  readonly name: string;
  readonly operator: Operator;
  /** Unescaped. */
  readonly value: string;
  /** Where the value begins in the text, in UTF-16 code units. */
  readonly valueAt: number;
}

/** Why a text is no matcher. */
export interface SyntaxProblem {
  /** Where in the text, in UTF-16 code units. */
  readonly at: number;
  readonly reason: string;
  readonly hint: string;
}

/** What Go's `unicode.IsSpace` calls a space, as the inside of a character class. */
export const SPACES = '\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';

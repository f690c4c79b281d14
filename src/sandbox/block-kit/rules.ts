/** A small language for the form of a JSON value: the tables beside this file are written in it, `checkRule` reads it. */
export type Rule = StringRule | NumberRule | BooleanRule | ListRule | ObjectRule | UnionRule;

export interface StringRule {
  readonly kind: 'string';
  readonly min: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
  /** Text that people read is counted as Slack stores it, escaped. `url`: absolute, of a scheme that Slack opens. */
  readonly format?: 'plain_text' | 'mrkdwn' | 'url';
}

export interface NumberRule {
  readonly kind: 'number';
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanRule {
  readonly kind: 'boolean';
}

export interface ListRule {
  readonly kind: 'list';
  readonly of: Rule;
  readonly min: number;
  readonly max?: number;
}

export type Fields = Readonly<Record<string, Rule>>;

/** An object with these fields and no others. */
export interface ObjectRule {
  readonly kind: 'object';
  readonly required: Fields;
  readonly optional: Fields;
  /** Fields of which at least one, or exactly one, must be there. */
  readonly choice?: { readonly fields: readonly string[]; readonly atMostOne: boolean };
}

/** An object whose `type` says which of the rules holds. A function, since rich text and containers nest. */
export interface UnionRule {
  readonly kind: 'union';
  readonly types: () => Readonly<Record<string, ObjectRule>>;
}

export const boolean: BooleanRule = { kind: 'boolean' };

export function string(max?: number, min = 1): StringRule {
  return max === undefined ? { kind: 'string', min } : { kind: 'string', min, max };
}

/** Text that people read: counted escaped. */
export function shown(format: 'plain_text' | 'mrkdwn', max: number): StringRule {
  return { kind: 'string', min: 1, max, format };
}

export function url(max: number): StringRule {
  return { kind: 'string', min: 1, max, format: 'url' };
}

export function oneOf(...values: readonly string[]): StringRule {
  return { kind: 'string', min: 1, values };
}

export function matching(pattern: RegExp): StringRule {
  return { kind: 'string', min: 1, pattern };
}

export function number(min?: number, max?: number): NumberRule {
  return { kind: 'number', ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) };
}

export function list(of: Rule, max?: number, min = 1): ListRule {
  return max === undefined ? { kind: 'list', of, min } : { kind: 'list', of, min, max };
}

export function object(required: Fields, optional: Fields = {}, choice?: ObjectRule['choice']): ObjectRule {
  return choice === undefined ? { kind: 'object', required, optional } : { kind: 'object', required, optional, choice };
}

export function union(types: () => Readonly<Record<string, ObjectRule>>): UnionRule {
  return { kind: 'union', types };
}

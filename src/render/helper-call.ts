import { numberIn } from './number-in.ts';
import type { CallSite, RenderFrame } from './render-frame.ts';
import { type Loop, property, type Scope, textOf } from './scope.ts';

/** A block's body or its `{{else}}`, ready to run. */
export type Draw = (scope: Scope) => string;

/** What of a call is the same each time. */
export interface CallForm {
  readonly site: CallSite;
  readonly body: Draw | undefined;
  readonly otherwise: Draw | undefined;
  /** `as |item index|` */
  readonly blockParams: readonly string[];
}

type Named = Readonly<Record<string, unknown>>;

/** One call of a helper while a template runs. */
export class HelperCall {
  readonly args: readonly unknown[];
  readonly hash: Named;
  readonly scope: Scope;
  readonly frame: RenderFrame;
  readonly #form: CallForm;

  constructor(form: CallForm, scope: Scope, given: { readonly args: readonly unknown[]; readonly hash: Named }) {
    this.args = given.args;
    this.hash = given.hash;
    this.scope = scope;
    this.frame = scope.frame;
    this.#form = form;
    scope.frame.lastCall = form.site;
    scope.frame.step();
  }

  /** The block's body over the present context. */
  body(): string {
    return this.#form.body?.(this.scope) ?? '';
  }

  /** The block's body over one item of a list. */
  bodyFor(item: unknown, loop: Loop): string {
    this.frame.step();
    const { body, blockParams } = this.#form;
    if (body === undefined) return '';
    const locals = blockParams.length === 0 ? undefined : localsOf(blockParams, [item, loop.key]);
    return body({ frame: this.frame, self: item, outer: this.scope, loop, locals });
  }

  /** What stands behind `{{else}}`. */
  otherwise(): string {
    return this.#form.otherwise?.(this.scope) ?? '';
  }

  /** A value of the alert, or whatever else the call stands in. */
  own(name: string): unknown {
    return property(this.scope.self, name);
  }

  /** An argument as text: data arrives escaped; numbers as they are; anything else is empty. */
  text(index: number): string {
    return textOf(this.args[index]);
  }

  /** An argument as a number; undefined when it is none. */
  number(index: number): number | undefined {
    return numberIn(this.args[index]);
  }
}

export function localsOf(names: readonly string[], values: readonly unknown[]): Named {
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

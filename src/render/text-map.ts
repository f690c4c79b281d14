import type { LabelSet } from '../core/alert.ts';
import { isPlain } from './escape.ts';

export interface Pair {
  readonly name: string;
  readonly value: string;
}

/**
 * Labels or annotations as a template reads them: names and values escaped. A value is escaped only when it is asked for,
 * since most templates read few of the many that alerts carry.
 */
export class TextMap {
  readonly #source: LabelSet;
  readonly #nameText: (raw: string) => string;
  readonly #valueText: (raw: string) => string;
  #pairs: readonly Pair[] | undefined;
  #hasOddNames: boolean | undefined;

  constructor(source: LabelSet, text: { readonly name: (raw: string) => string; readonly value: (raw: string) => string }) {
    this.#source = source;
    this.#nameText = text.name;
    this.#valueText = text.value;
  }

  /** The value under an escaped name; undefined when there is none. */
  get(name: string): string | undefined {
    if (Object.hasOwn(this.#source, name) && isPlain(name)) return this.#valueText(this.#source[name] ?? '');
    this.#hasOddNames ??= !Object.keys(this.#source).every(isPlain);
    return this.#hasOddNames ? this.pairs.find((pair) => pair.name === name)?.value : undefined;
  }

  /** The value under the first of the names that has one; empty when none has. */
  first(names: readonly string[]): string {
    for (const name of names) {
      const value = this.get(name);
      if (value !== undefined && value !== '') return value;
    }
    return '';
  }

  /** All of it, sorted by name. */
  get pairs(): readonly Pair[] {
    this.#pairs ??= this.pairsOf(() => true);
    return this.#pairs;
  }

  /** Those whose names, as they came, are wanted; sorted by name. */
  pairsOf(isWanted: (rawName: string) => boolean): readonly Pair[] {
    return Object.keys(this.#source)
      .filter(isWanted)
      .sort()
      .map((name) => ({ name: this.#nameText(name), value: this.#valueText(this.#source[name] ?? '') }));
  }
}

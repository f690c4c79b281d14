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
  readonly #values = new Map<string, string>();
  #pairs: readonly Pair[] | undefined;

  constructor(
    source: LabelSet,
    text: { readonly name: (raw: string) => string; readonly value: (raw: string) => string },
  ) {
    this.#source = source;
    this.#nameText = text.name;
    this.#valueText = text.value;
  }

  /** The value under an escaped name; undefined when there is none. Names that escaping changes are looked for in turn. */
  get(name: string): string | undefined {
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    if (Object.hasOwn(this.#source, name)) return this.#valueOf(name);
    return isPlain(name) ? undefined : this.pairs.find((pair) => pair.name === name)?.value;
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

  /** Those whose names, as they came, are wanted; sorted by name, or as asked. */
  pairsOf(isWanted: (rawName: string) => boolean, order?: (left: string, right: string) => number): readonly Pair[] {
    const names: string[] = [];
    for (const name of Object.keys(this.#source)) if (isWanted(name)) names.push(name);
    return names.sort(order).map((name) => ({ name: this.#nameText(name), value: this.#valueOf(name) }));
  }

  #valueOf(rawName: string): string {
    const value = this.#valueText(this.#source[rawName] ?? '');
    this.#values.set(rawName, value);
    return value;
  }
}

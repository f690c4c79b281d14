import { TocsinError } from '../core/errors.ts';
import { BoundedCache } from './bounded-cache.ts';
import { canonicalLocale, Formats } from './formats.ts';
import { numberIn } from './number-in.ts';
import type { PhraseText } from './phrase-text.ts';
import type { Phrases } from './phrases.ts';

export type PhraseValues = Readonly<Record<string, unknown>>;

/** Languages kept per set of phrases: five locales with some variants in the zones of one tenant, or of all that share. */
const LANGUAGE_LIMIT = 256;

/** Counts whose plural form is kept, of each phrase. */
const COUNT_LIMIT = 200;

/** A phrase's number; undefined when none is given: an annotation that an alert lacks is an empty text. */
function countIn(value: unknown): number | undefined {
  if (value === undefined || value === '') return undefined;
  const count = numberIn(value);
  if (count === undefined)
    throw new TocsinError('template_failed', 'the value "count" of a phrase is not a bare number');
  return count;
}

/** How one audience is spoken to: phrases and formats of its locale, times in its zone. */
export class Language {
  readonly locale: string;
  readonly formats: Formats;
  readonly #phrases: Phrases;
  /** What was found before: looking up a text by its key alone is several times as fast as finding it. */
  readonly #plain = new Map<string, PhraseText>();
  readonly #counted = new Map<string, Map<number, PhraseText>>();

  constructor(options: { readonly phrases: Phrases; readonly locale: string; readonly formats: Formats }) {
    this.locale = options.locale;
    this.formats = options.formats;
    this.#phrases = options.phrases;
  }

  /**
   * A phrase with its values put in: numbers as the language writes them, strings as they are, so data must be escaped
   * already. `count` may be a number or a text that is one as a whole, as annotations are. Throws a {@link TocsinError} for
   * an unknown phrase, for a value that is not given and for a `count` that is no number; it never holds data.
   */
  phrase(key: string, values: PhraseValues = {}): string {
    const count = countIn(values.count);
    const found = count === undefined ? this.#find(key) : this.#findCounted(key, count);
    let text = found.texts[0] ?? '';
    for (const [index, name] of found.names.entries()) {
      const value = name === 'count' ? count : values[name];
      if (value === undefined) throw new TocsinError('template_failed', `a phrase needs the value "${name}"`);
      text += (typeof value === 'number' ? this.formats.number(value) : String(value)) + (found.texts[index + 1] ?? '');
    }
    return text;
  }

  #find(key: string): PhraseText {
    const known = this.#plain.get(key);
    if (known !== undefined) return known;
    const found = this.#phrases.find(key, this.locale);
    if (found === undefined) {
      const isCounted = this.#phrases.placeholders(key)?.has('count') === true;
      throw new TocsinError('template_failed', isCounted ? 'a phrase needs the value "count"' : 'no such phrase');
    }
    this.#plain.set(key, found);
    return found;
  }

  #findCounted(key: string, count: number): PhraseText {
    const known = this.#counted.get(key)?.get(count);
    if (known !== undefined) return known;
    const found = this.#phrases.find(key, this.locale, count);
    if (found === undefined) throw new TocsinError('template_failed', 'no such phrase');
    const counts = this.#counted.get(key) ?? new Map<number, PhraseText>();
    if (counts.size < COUNT_LIMIT) counts.set(count, found);
    this.#counted.set(key, counts);
    return found;
  }
}

/** Formatters are dear to make (a tenth of a millisecond each) and belong to no tenant: all phrases share them. */
export class FormatsCache {
  readonly #formats = new BoundedCache<Formats>(LANGUAGE_LIMIT);

  get(locale: string, timeZone: string): Formats {
    return this.#formats.get(`${locale} ${timeZone}`, () => new Formats(locale, timeZone));
  }
}

/** The languages that one set of phrases is asked for. */
export class Languages {
  readonly #languages = new BoundedCache<Language>(LANGUAGE_LIMIT);
  readonly #phrases: Phrases;
  readonly #formats: FormatsCache;

  constructor(phrases: Phrases, formats: FormatsCache) {
    this.#phrases = phrases;
    this.#formats = formats;
  }

  /** Any strings are accepted: an unknown locale is English, an unknown zone UTC. */
  get(audience: { readonly locale: string; readonly timeZone: string }): Language {
    return this.#languages.get(`${audience.locale} ${audience.timeZone}`, () => {
      const locale = canonicalLocale(audience.locale);
      return new Language({ phrases: this.#phrases, locale, formats: this.#formats.get(locale, audience.timeZone) });
    });
  }
}

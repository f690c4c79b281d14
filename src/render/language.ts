import { TocsinError } from '../core/errors.ts';
import { BoundedCache } from './bounded-cache.ts';
import { canonicalLocale, Formats } from './formats.ts';
import type { PhraseText } from './phrase-text.ts';
import type { Phrases } from './phrases.ts';

export type PhraseValues = Readonly<Record<string, unknown>>;

/** Languages kept per set of phrases: five locales with some variants in the zones of one tenant, or of all that share. */
const LANGUAGE_LIMIT = 256;

/** Counts whose plural form is kept, of each phrase. */
const COUNT_LIMIT = 200;

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
   * already. Throws a {@link TocsinError} for an unknown phrase and for a value that is not given; it never holds data.
   */
  phrase(key: string, values: PhraseValues = {}): string {
    const { count } = values;
    const found = typeof count === 'number' ? this.#findCounted(key, count) : this.#find(key);
    let text = found.texts[0] ?? '';
    for (const [index, name] of found.names.entries()) {
      const value = values[name];
      if (value === undefined) throw new TocsinError('template_failed', `a phrase needs the value "${name}"`);
      text += (typeof value === 'number' ? this.formats.number(value) : String(value)) + (found.texts[index + 1] ?? '');
    }
    return text;
  }

  #find(key: string): PhraseText {
    const known = this.#plain.get(key);
    if (known !== undefined) return known;
    const found = this.#phrases.find(key, this.locale);
    if (found === undefined) throw new TocsinError('template_failed', 'no such phrase');
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

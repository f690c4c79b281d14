import { TocsinError } from '../core/errors.ts';
import { BoundedCache } from './bounded-cache.ts';
import { canonicalLocale, Formats } from './formats.ts';
import type { Phrases } from './phrases.ts';

export type PhraseValues = Readonly<Record<string, unknown>>;

/** Languages kept per set of phrases: five locales with some variants in the zones of one tenant, or of all that share. */
const LANGUAGE_LIMIT = 256;

/** How one audience is spoken to: phrases and formats of its locale, times in its zone. */
export class Language {
  readonly locale: string;
  readonly formats: Formats;
  readonly #phrases: Phrases;

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
    const found = this.#phrases.find(key, this.locale, typeof count === 'number' ? count : undefined);
    if (found === undefined) throw new TocsinError('template_failed', 'no such phrase');
    let text = found.texts[0] ?? '';
    for (const [index, name] of found.names.entries()) {
      const value = values[name];
      if (value === undefined) throw new TocsinError('template_failed', `a phrase needs the value "${name}"`);
      text += (typeof value === 'number' ? this.formats.number(value) : String(value)) + (found.texts[index + 1] ?? '');
    }
    return text;
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

import { createInstance, type i18n, type Resource } from 'i18next';
import { type PhraseText, parsePhrase } from './phrase-text.ts';

/** Phrases by dotted key, plural forms as `key_one`, `key_other` …: one locale file, flattened. */
export type PhraseTable = ReadonlyMap<string, string>;

/** Every locale's phrases. */
export type PhraseTables = ReadonlyMap<string, PhraseTable>;

const NAMESPACE = 'message';
/** What i18next answers for a key that no language has: no phrase can be this. */
const MISSING = '\0';
const PLURAL_SUFFIX = /_(?:zero|one|two|few|many|other)$/;

/** A phrase's key without its plural form. */
export function phraseKey(formKey: string): string {
  return formKey.replace(PLURAL_SUFFIX, '');
}

/**
 * One set of locales: the product's own, or a tenant's laid over them. i18next finds the phrase (plural form, de-AT → de →
 * en); a `Language` keeps what was found, since finding takes ten times as long as filling in.
 */
export class Phrases {
  readonly tables: PhraseTables;
  readonly #i18next: i18n;
  readonly #placeholders = new Map<string, ReadonlySet<string>>();

  constructor(tables: PhraseTables) {
    this.tables = tables;
    this.#i18next = createInstance();
    const resources: Resource = {};
    for (const [locale, table] of tables) resources[locale] = { [NAMESPACE]: Object.fromEntries(table) };
    void this.#i18next.init({
      lng: 'en',
      fallbackLng: 'en',
      ns: [NAMESPACE],
      defaultNS: NAMESPACE,
      initAsync: false,
      keySeparator: false,
      nsSeparator: false,
      interpolation: { escapeValue: false },
      resources,
    });
    for (const table of tables.values()) this.#collectPlaceholders(table);
  }

  /** The phrase in `locale` or what it falls back to; `count` chooses the plural form. Undefined: no language has it. */
  find(key: string, locale: string, count?: number): PhraseText | undefined {
    const options = { lng: locale, defaultValue: MISSING, skipInterpolation: true };
    const found = this.#i18next.t(key, count === undefined ? options : { ...options, count });
    return found === MISSING ? undefined : parsePhrase(found);
  }

  /** The values that the phrase wants, over all locales; undefined for a key that no locale has. */
  placeholders(key: string): ReadonlySet<string> | undefined {
    return this.#placeholders.get(key);
  }

  #collectPlaceholders(table: PhraseTable): void {
    for (const [formKey, source] of table) {
      const key = phraseKey(formKey);
      const names = [...(this.#placeholders.get(key) ?? []), ...parsePhrase(source).names];
      if (PLURAL_SUFFIX.test(formKey)) names.push('count');
      this.#placeholders.set(key, new Set(names));
    }
  }
}

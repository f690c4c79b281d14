import { TocsinError } from '../core/errors.ts';
import { FormatsCache, Languages } from './language.ts';
import { readPhrases } from './phrase-files.ts';
import { Phrases } from './phrases.ts';

/** The product's own phrases, for what is said to people of whom no tenant is known. */
export interface ProductPhrases {
  /** Locales that there are phrases for. */
  readonly locales: ReadonlySet<string>;
  /** `&`, `<` and `>` of the phrase are written as entities; values stand as they are given. */
  phrase(key: string, locale: string, values?: Readonly<Record<string, string>>): string;
}

/** Reads `<localesDir>/*` now. Rejects faults, which the configuration's check told before. */
export function readProductPhrases(localesDir: string): ProductPhrases {
  const { tables, faults } = readPhrases(localesDir);
  if (faults.length > 0) throw new TocsinError('config_invalid', `the product's phrases have faults: ${localesDir}`);
  const languages = new Languages(new Phrases(tables), new FormatsCache());
  return {
    locales: new Set(tables.keys()),
    phrase: (key, locale, values) => languages.get({ locale, timeZone: 'UTC' }).phrase(key, values),
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readPhrases } from '../../src/render/phrase-files.ts';
import { parsePhrase } from '../../src/render/phrase-text.ts';
import { phraseKey } from '../../src/render/phrases.ts';
import { LOCALES, LOCALES_DIR } from './rendering.ts';

/** What messages say, and what the console's page says. */
const FILES = ['message.json', 'console.json'];
const READ = new Map(FILES.map((name) => [name, readPhrases(LOCALES_DIR, { name })]));

function tableOf(locale: string, file = 'message.json'): ReadonlyMap<string, string> {
  const table = READ.get(file)?.tables.get(locale);
  if (table === undefined) throw new Error(`no ${locale}/${file}`);
  return table;
}

/**
 * Keys of phrases that the trade says in the other language as in English: `locales/<locale>/same-as-english.json`; those of
 * another file with its name before them, `console:view.now`.
 */
function sameAsEnglish(locale: string, file: string): readonly string[] {
  const list = join(LOCALES_DIR, locale, 'same-as-english.json');
  const keys: readonly string[] = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : [];
  if (file === 'message.json') return keys;
  const prefix = file.replace('.json', ':');
  return keys.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
}

/** A region's file has only what differs from its language. */
const LANGUAGES = LOCALES.filter((locale) => !locale.includes('-'));

/** So much stands in one row of a phone beside the ⋯ menu: test/web/phone.test.ts measures it. */
const MAX_ROW_CHARS = 25;
/** A label of the ⋯ menu, or of a row that has only links. */
const MAX_LABEL_CHARS = 16;

describe.each(FILES)('%s of the locales', (file) => {
  const table = (locale: string) => tableOf(locale, file);
  const keysOf = (locale: string): readonly string[] => [...new Set([...table(locale).keys()].map(phraseKey))].sort();

  test('are at least the five that the product promises, without faults', () => {
    expect([...(READ.get(file)?.tables.keys() ?? [])]).toEqual(expect.arrayContaining(['en', 'fr', 'de', 'es', 'it']));
    expect(READ.get(file)?.faults).toEqual([]);
  });

  test.each(LANGUAGES)('%s has every phrase and no other', (locale) => {
    expect(keysOf(locale)).toEqual(keysOf('en'));
  });

  test.each(LANGUAGES)('%s has for each counted phrase exactly the plural forms of the language', (locale) => {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    const counted = new Set([...table('en').keys()].filter((key) => phraseKey(key) !== key).map(phraseKey));
    expect(counted.size).toBeGreaterThan(10);
    for (const key of counted) {
      const forms = [...table(locale).keys()].filter((form) => phraseKey(form) === key);
      expect(forms.sort()).toEqual(categories.map((category) => `${key}_${category}`).sort());
    }
  });

  test.each(LOCALES)('%s uses the same values as English in each phrase', (locale) => {
    const wanted = new Map([...table('en')].map(([key, source]) => [phraseKey(key), namesIn(source)]));
    for (const [key, source] of table(locale)) {
      expect([key, [...namesIn(source)].sort()]).toEqual([key, [...(wanted.get(phraseKey(key)) ?? [])].sort()]);
    }
  });

  test.each(LANGUAGES.filter((locale) => locale !== 'en'))('%s leaves nothing in English', (locale) => {
    const same = [...table(locale)].filter(([key, source]) => /[a-z]/.test(source) && source === table('en').get(key));
    expect(same.map(([key]) => key).filter((key) => !sameAsEnglish(locale, file).includes(key))).toEqual([]);
  });

  test.each(LOCALES)('%s writes as print does, and lets no line end before a mark', (locale) => {
    const wrong = [...table(locale)].filter(([, source]) => / [:;!?»]|« |["']|\.\.\.|\s$|^\s| {2}/.test(source));
    expect(wrong).toEqual([]);
  });

  test.each(LOCALES)('%s keeps a number and its word on one line', (locale) => {
    const parted = [...table(locale)].filter(([, source]) => /\{\{count\}\} \p{L}/u.test(source));
    expect(parted).toEqual([]);
  });
});

describe('what messages say', () => {
  test.each(LOCALES)('%s has button labels that are short beside each other on a phone', (locale) => {
    const labels = (keys: readonly string[]) => keys.map((key) => tableOf(locale).get(`action.${key}`) ?? '');
    for (const first of ['acknowledge', 'unacknowledge']) {
      expect(labels([first, 'silence']).join('').length).toBeLessThanOrEqual(MAX_ROW_CHARS);
    }
    const links = labels(['runbook', 'dashboard', 'source', 'alertmanager']);
    expect(links.filter((label) => label.length > MAX_LABEL_CHARS)).toEqual([]);
  });
});

function namesIn(source: string): readonly string[] {
  return parsePhrase(source).names;
}

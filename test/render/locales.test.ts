import { describe, expect, test } from '@jest/globals';
import { readPhrases } from '../../src/render/phrase-files.ts';
import { parsePhrase } from '../../src/render/phrase-text.ts';
import { phraseKey } from '../../src/render/phrases.ts';
import { LOCALES, LOCALES_DIR } from './rendering.ts';

const { tables, faults } = readPhrases(LOCALES_DIR);

function tableOf(locale: string): ReadonlyMap<string, string> {
  const table = tables.get(locale);
  if (table === undefined) throw new Error(`no ${locale}`);
  return table;
}

const keysOf = (locale: string): readonly string[] => [...new Set([...tableOf(locale).keys()].map(phraseKey))].sort();

/** Words that the trade uses in the other language as they are in English. */
const SAME_WORDS: Readonly<Record<string, readonly string[]>> = {
  de: ['severity.info', 'action.runbook', 'action.dashboard', 'action.alertmanager', 'digest.by_severity'],
  fr: ['action.runbook', 'action.source', 'action.alertmanager'],
  es: ['severity.error', 'action.runbook', 'action.alertmanager', 'digest.by_severity'],
  it: ['action.runbook', 'action.dashboard', 'action.alertmanager', 'digest.by_severity'],
};

describe('the locales', () => {
  test('are at least the five that the product promises, without faults', () => {
    expect([...tables.keys()]).toEqual(expect.arrayContaining(['en', 'fr', 'de', 'es', 'it']));
    expect(faults).toEqual([]);
  });

  test.each(LOCALES)('%s has every phrase and no other', (locale) => {
    expect(keysOf(locale)).toEqual(keysOf('en'));
  });

  test.each(LOCALES)('%s has for each counted phrase exactly the plural forms of the language', (locale) => {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    const counted = new Set([...tableOf('en').keys()].filter((key) => phraseKey(key) !== key).map(phraseKey));
    expect(counted.size).toBeGreaterThan(10);
    for (const key of counted) {
      const forms = [...tableOf(locale).keys()].filter((form) => phraseKey(form) === key);
      expect(forms.sort()).toEqual(categories.map((category) => `${key}_${category}`).sort());
    }
  });

  test.each(LOCALES)('%s uses the same values as English in each phrase', (locale) => {
    const wanted = new Map([...tableOf('en')].map(([key, source]) => [phraseKey(key), namesIn(source)]));
    for (const [key, source] of tableOf(locale)) {
      expect([key, [...namesIn(source)].sort()]).toEqual([key, [...(wanted.get(phraseKey(key)) ?? [])].sort()]);
    }
  });

  test.each(LOCALES.filter((locale) => locale !== 'en'))('%s leaves nothing in English', (locale) => {
    const same = [...tableOf(locale)].filter(
      ([key, source]) => /[a-z]/.test(source) && source === tableOf('en').get(key),
    );
    expect(same.map(([key]) => key).filter((key) => !SAME_WORDS[locale]?.includes(key))).toEqual([]);
  });
});

function namesIn(source: string): readonly string[] {
  return parsePhrase(source).names;
}

/** What docs/languages.md decides once for each language, as far as a pattern can hold it. */
import { describe, expect, test } from '@jest/globals';
import { readPhrases } from '../../src/render/phrase-files.ts';
import { LOCALES_DIR } from './rendering.ts';

/** What messages say, and what the console's page says. */
const FILES = ['message.json', 'console.json'];

/** Any of the words, whole, whatever their capitals. */
const word = (...words: readonly string[]): RegExp => new RegExp(`(?<!\\p{L})(?:${words.join('|')})(?!\\p{L})`, 'iu');

/** Any of the words right before a value of that name. */
const before = (value: string, ...words: readonly string[]): RegExp =>
  new RegExp(`(?<!\\p{L})(?:${words.join('|')})[ ’]?\\{\\{(?:${value})\\}\\}`, 'iu');

const MOMENT = 'time|from|until';

interface Decided {
  /** Words that speak to the reader: nobody is addressed. */
  readonly address: RegExp;
  /** Words for which the table of terms has another. */
  readonly other: RegExp;
  /** What stands before a time or a duration and would bend it, or ask for an article that it has not. */
  readonly bending: RegExp;
}

const DECIDED: Readonly<Record<string, Decided>> = {
  en: {
    address: word('you', 'your', 'yours'),
    other: word('alarms?', 'acked', 'digest', 'playbook'),
    bending: before(MOMENT, 'the'),
  },
  fr: {
    address: word('tu', 'te', 'toi', 'ton', 'tes', 'vous', 'votre', 'vos'),
    other: word('alarmes?', 'chaîne', 'tableau de bord', 'résumé', 'discussion'),
    bending: before(MOMENT, 'de', 'd', 'du', 'des', 'au', 'aux', 'le', 'depuis', 'dès'),
  },
  de: {
    // "Sie" and "ihr" are also "they" and "her": only forms that are nothing else.
    address: word('du', 'dich', 'dir', 'dein\\p{L}*', 'Ihnen'),
    other: word('alerts?', 'kanal', 'kanäle', 'warnmeldung\\p{L}*', 'zusammenfassung', 'schwell(?:e|enwert|wert)'),
    bending: before('duration', 'nach', 'seit', 'vor', 'mit', 'von', 'innerhalb'),
  },
  es: {
    address: word('tú', 'tu', 'tus', 'te', 'usted', 'ustedes', 'vos'),
    other: word('alarmas?', 'hebra', 'sumario', 'tablero'),
    bending: before(MOMENT, 'de', 'del', 'al', 'el', 'la', 'las', 'desde'),
  },
  it: {
    address: word('tu', 'tuo', 'tua', 'tuoi', 'tue', 'voi', 'vostr\\p{L}'),
    other: word('allert\\p{L}', 'avvertiment\\p{L}', 'sommario', 'cruscotto', 'filo'),
    bending: before(MOMENT, 'da', 'dal', 'dalle', 'dall', 'al', 'alle', 'il', 'le', 'del', 'delle', 'di'),
  },
};

const CASES = FILES.flatMap((file) => {
  const { tables } = readPhrases(LOCALES_DIR, { name: file });
  return Object.entries(DECIDED).map(([locale, decided]) => ({
    ...decided,
    file,
    phrases: [...(tables.get(locale) ?? [])],
    locale,
  }));
});

describe.each(CASES)('$file in $locale', ({ address, other, bending, phrases }) => {
  const holding = (pattern: RegExp) => phrases.filter(([, text]) => pattern.test(text));

  test('addresses nobody', () => {
    expect(phrases.length).toBeGreaterThan(100);
    expect(holding(address)).toEqual([]);
  });

  test('has one term for one thing', () => {
    expect(holding(other)).toEqual([]);
  });

  test('never says only that something is confirmed', () => {
    expect(holding(/^\P{L}*(?:confirm|bestätig|conferm)\p{L}*\P{L}*$/iu)).toEqual([]);
  });

  test('puts nothing before a time or a duration that would bend it', () => {
    expect(holding(bending)).toEqual([]);
  });
});

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { createFormats, type Formats } from './formats.ts';

/** Phrases by key; a key's parts are levels. */
interface Table {
  readonly [key: string]: string | Table;
}

/** Each language is a file of its own: a reader loads one. */
const TABLES = import.meta.glob<Table>('../../../../locales/[a-z]*/console.json', { import: 'default' });

/** The languages that the page has, as BCP 47 names them. */
export const LANGUAGES: readonly string[] = Object.keys(TABLES).map(localeOf).sort();

const KEY = 'tocsin-language';

/** What the page says, and how it writes numbers and times, in one language. */
export interface Texts extends Formats {
  readonly locale: string;
  /** The text of a key; with `count`, in the plural form that the language wants. */
  t(key: string, values?: Readonly<Record<string, string | number>>): string;
  /** The text of a key that comes from the server; `otherwise` where the page does not know it. */
  tOr(key: string, otherwise: string): string;
}

export const TextsContext = createContext<Texts | undefined>(undefined);

export function useTexts(): Texts {
  const texts = useContext(TextsContext);
  if (texts === undefined) throw new Error('no language is loaded');
  return texts;
}

/**
 * The language that was chosen here before, else the first of the browser's that the page has, else English. A tenant's people are
 * greeted in their tenant's language later: see {@link hasChosenLanguage}.
 */
export function preferredLanguage(): string {
  const wanted = [localStorage.getItem(KEY) ?? '', ...navigator.languages];
  const found = wanted.map((locale) => locale.split('-')[0] ?? '').find((language) => LANGUAGES.includes(language));
  return found ?? 'en';
}

/** Whether somebody chose a language here, rather than having got it from the browser. */
export function hasChosenLanguage(): boolean {
  return localStorage.getItem(KEY) !== null;
}

export function rememberLanguage(locale: string): void {
  localStorage.setItem(KEY, locale);
}

/** Loads a language. */
export async function loadTexts(locale: string): Promise<Texts> {
  const load = Object.entries(TABLES).find(([path]) => localeOf(path) === locale)?.[1];
  if (load === undefined) throw new Error(`the page has no language ${locale}`);
  const table = await load();
  const formats = createFormats(navigator.languages.find((each) => each.split('-')[0] === locale) ?? locale);
  const plurals = new Intl.PluralRules(locale);
  const write = (value: string | number): string => (typeof value === 'number' ? formats.number(value) : value);
  const phrase = (key: string, count: string | number | undefined): string | undefined =>
    (typeof count === 'number' ? textAt(table, `${key}_${plurals.select(count)}`) : undefined) ?? textAt(table, key);
  return {
    ...formats,
    locale,
    // A key that is missing is shown itself: a test finds it, and nobody sees an empty button.
    t: (key, values = {}) =>
      (phrase(key, values.count) ?? key).replace(/\{\{(\w+)\}\}/g, (_, name: string) => write(values[name] ?? '')),
    tOr: (key, otherwise) => textAt(table, key) ?? otherwise,
  };
}

function textAt(table: Table, key: string): string | undefined {
  let found: string | Table | undefined = table;
  for (const part of key.split('.')) {
    if (typeof found !== 'object' || !Object.hasOwn(found, part)) return undefined;
    found = found[part];
  }
  return typeof found === 'string' ? found : undefined;
}

/** `de` of `…/locales/de/console.json`. */
function localeOf(path: string): string {
  return path.split('/').at(-2) ?? '';
}

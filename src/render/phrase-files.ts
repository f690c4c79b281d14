import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../core/fault.ts';
import { parsePhrase, phraseProblem } from './phrase-text.ts';
import { type Phrases, type PhraseTable, type PhraseTables, phraseKey } from './phrases.ts';
import { namesIn } from './template-files.ts';

/** What messages say; `console.json` beside it is what the operators' page says. */
const FILE = 'message.json';

export interface ReadPhrases {
  readonly tables: PhraseTables;
  readonly faults: readonly Fault[];
}

export interface PhraseSource {
  /** Phrases that override one of these are held to its placeholders. */
  readonly base?: Phrases;
  /** The file's name; `message.json` when absent. */
  readonly name?: string;
}

/** Reads `<dir>/<locale>/message.json`. */
export function readPhrases(dir: string | undefined, { base, name = FILE }: PhraseSource = {}): ReadPhrases {
  const tables = new Map<string, PhraseTable>();
  const faults: Fault[] = [];
  for (const locale of namesIn(dir)) {
    const file = join(dir ?? '', locale, name);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const report = (path: string, reason: string, hint?: string): void => {
      faults.push({ file, path, reason, ...(hint === undefined ? {} : { hint }) });
    };
    if (!isLocale(locale)) report('', `"${locale}" is no locale`, 'name the folder as BCP 47 does, e.g. de or de-AT');
    else {
      const reportOnFile = (fault: Omit<Fault, 'file' | 'path'>) => void faults.push({ file, path: '', ...fault });
      tables.set(locale, readTable({ file, locale, base, report, reportOnFile }));
    }
  }
  return { tables, faults };
}

type Report = (path: string, reason: string, hint?: string) => void;

function readTable(request: {
  readonly file: string;
  readonly locale: string;
  readonly base: Phrases | undefined;
  readonly report: Report;
  readonly reportOnFile: (fault: Omit<Fault, 'file' | 'path'>) => void;
}): PhraseTable {
  const { file, locale, base, report, reportOnFile } = request;
  const table = new Map<string, string>();
  const content = parseJson(readFileSync(file, 'utf8'), reportOnFile);
  if (content !== undefined) flatten({ node: content, prefix: '', table, report });
  for (const [key, source] of table) {
    if (!isSoundPhrase({ key, source, base, report })) table.delete(key);
  }
  checkPluralForms(table, locale, report);
  return table;
}

/** Lays a tenant's phrases over the product's: single keys, in each locale that the tenant has. */
export function mergeTables(base: PhraseTables, over: PhraseTables): PhraseTables {
  const merged = new Map(base);
  for (const [locale, table] of over) merged.set(locale, new Map([...(base.get(locale) ?? []), ...table]));
  return merged;
}

function isLocale(name: string): boolean {
  try {
    return Intl.getCanonicalLocales(name)[0] === name;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function parseJson(source: string, report: (fault: Omit<Fault, 'file' | 'path'>) => void): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    report(jsonFault(source, error.message));
    return undefined;
  }
}

/** The parser tells most places as an offset, which no editor shows; those are put as line and column. */
function jsonFault(source: string, message: string): Omit<Fault, 'file' | 'path'> {
  const told = /^(.*?)(?: in JSON)? at position (\d+)/s.exec(message);
  if (told === null) return { reason: `not JSON: ${message}` };
  const before = source.slice(0, Number(told[2]));
  const place = { line: before.split('\n').length, column: before.length - before.lastIndexOf('\n') };
  return { ...place, reason: `not JSON: ${told[1]}` };
}

function flatten(request: {
  readonly node: unknown;
  readonly prefix: string;
  readonly table: Map<string, string>;
  readonly report: Report;
}): void {
  const { node, prefix, table, report } = request;
  if (typeof node === 'string') table.set(prefix, node);
  else if (typeof node !== 'object' || node === null || Array.isArray(node)) {
    report(prefix, 'a phrase is a text, or an object of phrases');
  } else {
    for (const [key, value] of Object.entries(node)) {
      flatten({ node: value, prefix: prefix === '' ? key : `${prefix}.${key}`, table, report });
    }
  }
}

/** Tells what is wrong with a phrase, if anything is. */
function isSoundPhrase(request: {
  readonly key: string;
  readonly source: string;
  readonly base: Phrases | undefined;
  readonly report: Report;
}): boolean {
  const { key, source, base, report } = request;
  const problem = phraseProblem(source);
  if (problem !== undefined) {
    report(key, problem, 'write {{name}}');
    return false;
  }
  const given = base?.placeholders(phraseKey(key));
  const unknown = parsePhrase(source).names.find((name) => given !== undefined && !given.has(name));
  if (given === undefined || unknown === undefined) return true;
  const hint = given.size === 0 ? 'it is given none' : `it is given: ${[...given].join(', ')}`;
  report(key, `the phrase is not given a value "${unknown}"`, hint);
  return false;
}

/** A phrase with one plural form needs all that the language has; with fewer it is left out. */
function checkPluralForms(table: Map<string, string>, locale: string, report: Report): void {
  const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
  const counted = new Set([...table.keys()].filter((key) => phraseKey(key) !== key).map(phraseKey));
  for (const key of counted) {
    const missing = categories.filter((category) => !table.has(`${key}_${category}`));
    if (missing.length === 0) continue;
    report(
      key,
      `plural forms are missing: ${missing.join(', ')}`,
      `add ${missing.map((form) => `${key}_${form}`).join(', ')}`,
    );
    for (const category of categories) table.delete(`${key}_${category}`);
  }
}

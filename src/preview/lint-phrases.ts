/** Holds the languages to each other: the same phrases in each, with the same values, and none that nobody reads. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseYaml } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import { slipHint } from '../core/name-hint.ts';
import { readPhrases } from '../render/phrase-files.ts';
import { parsePhrase } from '../render/phrase-text.ts';
import { type PhraseTable, type PhraseTables, phraseKey } from '../render/phrases.ts';
import type { LintReport } from './lint-report.ts';
import type { ReadTemplate } from './lint-templates.ts';

export interface LintedPhrases {
  /** The product's folder of locales, and the tenant's when there is one. */
  readonly localesDir: string;
  readonly ownDir?: string;
  /** The languages that count. */
  readonly locales: readonly string[];
  readonly templates: readonly ReadTemplate[];
}

/** Reports missing phrases, values that differ between languages, and a tenant's phrases that nothing reads. */
export function lintPhrases({ localesDir, ownDir, locales, templates }: LintedPhrases, report: LintReport): void {
  const product = readPhrases(localesDir).tables;
  const productKeys = allKeys(product);
  checkParity({ dir: localesDir, tables: product, keys: productKeys, locales }, report);
  const own: PhraseTables = ownDir === undefined ? new Map() : readPhrases(ownDir).tables;
  if (ownDir !== undefined) {
    const added = [...allKeys(own)].filter((key) => !productKeys.has(key));
    const unread = unreadOf(added, templates);
    const folder = { dir: ownDir, tables: own, locales };
    checkParity({ ...folder, keys: new Set(added.filter((key) => !unread.has(key))) }, report);
    for (const key of unread) reportUnread(key, { ...folder, keys: productKeys }, report);
  }
  checkGivenValues([...product.values(), ...own.values()], templates, report);
}

interface Folder {
  readonly dir: string;
  readonly tables: PhraseTables;
  readonly keys: ReadonlySet<string>;
  readonly locales: readonly string[];
}

function keysOf(table: PhraseTable): ReadonlySet<string> {
  return new Set([...table.keys()].map(phraseKey));
}

function allKeys(tables: PhraseTables): ReadonlySet<string> {
  return new Set([...tables.values()].flatMap((table) => [...keysOf(table)]));
}

/** A region's file holds only what differs from its language's. */
function isRegion(locale: string, all: readonly string[]): boolean {
  const language = locale.split('-')[0] ?? locale;
  return language !== locale && all.includes(language);
}

/** Every language must have the folder's keys, with the same values. */
function checkParity(folder: Folder, report: LintReport): void {
  const { dir, tables, keys, locales } = folder;
  for (const locale of locales.filter((each) => !isRegion(each, locales))) {
    const has = keysOf(tables.get(locale) ?? new Map());
    for (const path of keys) {
      const hint = 'translate it, or count only some languages with --locale';
      const missing = { file: join(dir, locale, 'message.json'), path, reason: 'the phrase is missing', hint };
      if (!has.has(path)) report.error(missing);
    }
  }
  for (const key of keys) checkValues(key, folder, report);
}

/** `count` may be left out where a plural form says it in a word. */
function valuesOf(table: PhraseTable, key: string): ReadonlySet<string> {
  const sources = [...table].filter(([form]) => phraseKey(form) === key).map(([, source]) => source);
  return new Set(sources.flatMap((source) => parsePhrase(source).names).filter((name) => name !== 'count'));
}

function checkValues(key: string, { dir, tables }: Folder, report: LintReport): void {
  const having = [...tables].filter(([, table]) => keysOf(table).has(key));
  const [model] = [...having].sort(([a], [b]) => Number(b === 'en') - Number(a === 'en'));
  if (model === undefined) return;
  const wanted = [...valuesOf(model[1], key)].sort();
  for (const [locale, table] of having) {
    if ([...valuesOf(table, key)].sort().join() === wanted.join()) continue;
    const hint = wanted.length === 0 ? 'use none' : `use ${wanted.map((name) => `{{${name}}}`).join(', ')}`;
    const place = placeOf(join(dir, locale, 'message.json'), key, table);
    report.error({ ...place, reason: `its values are not those of ${model[0]}`, hint });
  }
}

/** Phrases that neither override one nor are read; none when a template computes keys. */
function unreadOf(keys: readonly string[], templates: readonly ReadTemplate[]): ReadonlySet<string> {
  if (templates.some(({ readsAnyPhrase }) => readsAnyPhrase)) return new Set();
  const read = new Set(templates.flatMap(({ phrases }) => phrases.map(({ key }) => key)));
  return new Set(keys.filter((key) => !read.has(key)));
}

/** A slip of the pen, or left over; `keys` are those that it may have meant. */
function reportUnread(key: string, { dir, tables, keys }: Folder, report: LintReport): void {
  const hint = slipHint(key, keys) ?? 'leave it out, or read it with {{t}}';
  for (const [locale, table] of tables) {
    if (!keysOf(table).has(key)) continue;
    const place = placeOf(join(dir, locale, 'message.json'), key, table);
    report.error({ ...place, reason: 'nothing reads this phrase', hint });
  }
}

/** A value that a template gives to a phrase, and that the phrase takes in no language. */
function checkGivenValues(
  tables: readonly PhraseTable[],
  templates: readonly ReadTemplate[],
  report: LintReport,
): void {
  for (const { file, phrases } of templates) {
    for (const { key, values, line, column } of phrases) {
      const taken = valuesTaken(tables, key);
      for (const name of values.filter((given) => !taken.has(given))) {
        const reason = `phrase "${key}" takes no value "${name}" in any language`;
        report.error({ file, path: '', line, column, reason, hint: 'leave it out, or use it in the phrase' });
      }
    }
  }
}

/** What some language's phrase takes; a count also where it only chooses the form. */
function valuesTaken(tables: readonly PhraseTable[], key: string): ReadonlySet<string> {
  const taken = new Set(tables.flatMap((table) => [...valuesOf(table, key)]));
  const hasForms = tables.some((table) => [...table.keys()].some((form) => form !== key && phraseKey(form) === key));
  if (hasForms || hasCount(tables, key)) taken.add('count');
  return taken;
}

function hasCount(tables: readonly PhraseTable[], key: string): boolean {
  return tables.some((table) => (table.get(key) ?? '').includes('{{count}}'));
}

function placeOf(file: string, key: string, table: PhraseTable): Omit<Fault, 'reason' | 'hint'> {
  const form = [...table.keys()].find((each) => phraseKey(each) === key) ?? key;
  return { file, path: form, ...parseYaml(readFileSync(file, 'utf8'), file).positionOf(form.split('.')) };
}

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
export function lintPhrases(linted: LintedPhrases, report: LintReport): void {
  const { localesDir, ownDir, templates } = linted;
  const product = readPhrases(localesDir).tables;
  checkParity({ dir: localesDir, tables: product, known: new Set(), linted }, report);
  const productKeys = new Set([...product.values()].flatMap((table) => [...keysOf(table)]));
  if (ownDir !== undefined) {
    const { tables } = readPhrases(ownDir);
    checkParity({ dir: ownDir, tables, known: productKeys, linted }, report);
    checkUnread({ dir: ownDir, tables, known: productKeys, templates }, report);
  }
  checkGivenValues([product, ...(ownDir === undefined ? [] : [readPhrases(ownDir).tables])], templates, report);
}

interface Folder {
  readonly dir: string;
  readonly tables: PhraseTables;
  /** Keys that are not this folder's own: it may override them in single languages. */
  readonly known: ReadonlySet<string>;
}

function keysOf(table: PhraseTable): ReadonlySet<string> {
  return new Set([...table.keys()].map(phraseKey));
}

/** A region's file holds only what differs from its language's. */
function isRegion(locale: string, all: readonly string[]): boolean {
  const language = locale.split('-')[0] ?? locale;
  return language !== locale && all.includes(language);
}

function checkParity({ dir, tables, known, linted }: Folder & { readonly linted: LintedPhrases }, report: LintReport) {
  const own = new Set([...tables.values()].flatMap((table) => [...keysOf(table)]).filter((key) => !known.has(key)));
  const locales = linted.locales.filter((locale) => !isRegion(locale, linted.locales));
  for (const locale of locales) {
    const file = join(dir, locale, 'message.json');
    const table: PhraseTable = tables.get(locale) ?? new Map();
    const has = keysOf(table);
    for (const key of own) {
      if (!has.has(key)) report.error({ file, path: key, reason: 'the phrase is missing', hint: `translate ${key}` });
    }
  }
  for (const key of own) checkValues({ dir, key, tables }, report);
}

/** `count` may be left out where a plural form says it in a word. */
function valuesOf(table: PhraseTable, key: string): ReadonlySet<string> {
  const sources = [...table].filter(([form]) => phraseKey(form) === key).map(([, source]) => source);
  return new Set(sources.flatMap((source) => parsePhrase(source).names).filter((name) => name !== 'count'));
}

function checkValues({ dir, key, tables }: Omit<Folder, 'known'> & { readonly key: string }, report: LintReport): void {
  const having = [...tables].filter(([, table]) => keysOf(table).has(key));
  const [model] = [...having].sort(([a], [b]) => Number(b === 'en') - Number(a === 'en'));
  if (model === undefined) return;
  const wanted = [...valuesOf(model[1], key)].sort();
  for (const [locale, table] of having) {
    const found = [...valuesOf(table, key)].sort();
    if (found.join() === wanted.join()) continue;
    const hint = wanted.length === 0 ? 'use none' : `use ${wanted.map((name) => `{{${name}}}`).join(', ')}`;
    report.error({
      ...placeOf(join(dir, locale, 'message.json'), key, table),
      reason: `its values are not those of ${model[0]}`,
      hint,
    });
  }
}

/** A tenant's phrase that neither overrides one nor is read: a slip of the pen, or left over. */
function checkUnread(
  { dir, tables, known, templates }: Folder & { readonly templates: readonly ReadTemplate[] },
  report: LintReport,
): void {
  if (templates.some(({ readsAnyPhrase }) => readsAnyPhrase)) return;
  const read = new Set(templates.flatMap(({ phrases }) => phrases.map(({ key }) => key)));
  for (const [locale, table] of tables) {
    for (const key of keysOf(table)) {
      if (known.has(key) || read.has(key)) continue;
      const hint = slipHint(key, known) ?? 'leave it out, or read it with {{t}}';
      report.error({
        ...placeOf(join(dir, locale, 'message.json'), key, table),
        reason: 'nothing reads this phrase',
        hint,
      });
    }
  }
}

/** A value that a template gives to a phrase, and that the phrase takes in no language. */
function checkGivenValues(all: readonly PhraseTables[], templates: readonly ReadTemplate[], report: LintReport): void {
  const tables = all.flatMap((each) => [...each.values()]);
  for (const { file, phrases } of templates) {
    for (const { key, values, line, column } of phrases) {
      const taken = new Set(tables.flatMap((table) => [...valuesOf(table, key)]));
      const isCounted = tables.some((table) =>
        [...table.keys()].some((form) => form !== key && phraseKey(form) === key),
      );
      for (const name of values) {
        if (taken.has(name) || (name === 'count' && (isCounted || hasCount(tables, key)))) continue;
        const reason = `phrase "${key}" takes no value "${name}" in any language`;
        report.error({ file, path: '', line, column, reason, hint: 'leave it out, or use it in the phrase' });
      }
    }
  }
}

function hasCount(tables: readonly PhraseTable[], key: string): boolean {
  return tables.some((table) => (table.get(key) ?? '').includes('{{count}}'));
}

function placeOf(file: string, key: string, table: PhraseTable): Omit<Fault, 'reason' | 'hint'> {
  const form = [...table.keys()].find((each) => phraseKey(each) === key) ?? key;
  return { file, path: form, ...parseYaml(readFileSync(file, 'utf8'), file).positionOf(form.split('.')) };
}

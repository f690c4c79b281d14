/** Whether what the console's page says is written down, and nothing besides. */
import { expect, test } from '@jest/globals';
import { readPhrases } from '../../src/render/phrase-files.ts';
import { phraseKey } from '../../src/render/phrases.ts';
import { LOCALES_DIR } from '../render/rendering.ts';
import { sourceFiles } from '../repository/repository-files.ts';

const english = readPhrases(LOCALES_DIR, { name: 'console.json' }).tables.get('en') ?? new Map<string, string>();
const keys = new Set([...english.keys()].map(phraseKey));
const code = sourceFiles()
  .filter(({ path }) => path.startsWith('web/console/'))
  .map(({ text }) => text)
  .join('\n');

/** Every text that looks like a key: `shell.menu`; and of those that are put together, `view.` and what may follow. */
const literals = new Set([...code.matchAll(/['`]([a-z_-]+(?:\.[a-z_-]+)+)['`]/g)].map(([, key = '']) => key));
const patterns = [...code.matchAll(/`([a-z_.-]+)\.\$\{[^}]*\}(\w*)`/g)].map(
  ([, prefix = '', suffix = '']) => new RegExp(`^${prefix.replaceAll('.', '\\.')}\\.[\\w-]+${suffix}$`),
);

test('the page asks for no phrase that is not there', () => {
  expect(literals.size).toBeGreaterThan(50);
  const groups = new Set([...keys].map((key) => key.split('.')[0]));
  const missing = [...literals].filter((key) => groups.has(key.split('.')[0]) && !keys.has(key));
  expect(missing).toEqual([]);
});

test('no phrase is there that the page never says', () => {
  const unused = [...keys].filter((key) => !literals.has(key) && !patterns.some((pattern) => pattern.test(key)));
  expect(unused).toEqual([]);
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseYaml, readYaml } from '../../src/config/yaml-source.ts';
import { formatFault } from '../../src/core/fault.ts';

const said = (text: string) => parseYaml(text, 'a.yaml').faults.map(formatFault);

describe('reading YAML', () => {
  test('tells where keys and list entries stand', () => {
    const source = parseYaml('one: 1\nlist:\n  - name: a\n  - name: b\n    inner: { x: 1 }\n', 'a.yaml');
    expect(source.value).toEqual({ one: 1, list: [{ name: 'a' }, { name: 'b', inner: { x: 1 } }] });
    expect(source.positionOf([])).toEqual({ line: 1, column: 1 });
    expect(source.positionOf(['list', 1])).toEqual({ line: 4, column: 5 });
    expect(source.positionOf(['list', 1, 'inner', 'x'])).toEqual({ line: 5, column: 14 });
  });

  test('answers with the nearest ancestor for a part that is missing', () => {
    const source = parseYaml('one: 1\nlist:\n  - name: a\n', 'a.yaml');
    expect(source.positionOf(['list', 0, 'channel'])).toEqual({ line: 3, column: 5 });
    expect(source.positionOf(['absent', 'deep'])).toEqual({ line: 1, column: 1 });
  });

  test('follows aliases to their anchor', () => {
    const source = parseYaml('base: &b\n  x: 1\nother: *b\n', 'a.yaml');
    expect(source.positionOf(['other', 'x'])).toEqual({ line: 2, column: 3 });
  });

  test.each([
    ['', 'nothing'],
    ['# only a comment\n', 'a comment'],
    ['---\n', 'a document mark'],
  ])('reads an empty file as {} (%#: %s)', (text) => {
    const source = parseYaml(text, 'a.yaml');
    expect([source.value, source.faults, source.readable]).toEqual([{}, [], true]);
  });

  test.each([
    ['a: 1\nb: 2\na: 3\n', ['a.yaml:3:1 a: this key stands twice; keep one']],
    ['a:\n\t- b\n', ['a.yaml:2:1: the indentation holds a tab; use spaces']],
    ['a: *b\n', ['a.yaml:1:4: an alias (*name) names no anchor (&name) above it']],
    ['a: &x\n  b: *x\n', ['a.yaml:2:6: an alias (*name) names no anchor (&name) above it']],
    ['a: !env B\n', ['a.yaml:1:4: a tag (!name) is not known here; leave it out']],
    ['? [1]\n: 2\n', ['a.yaml:1:3: a key is not text']],
    ['a: 1\n---\nb: 2\n', ['a.yaml:2:1: the file holds several documents (---); one is allowed']],
    ['a: "x\\y"\n', ['a.yaml:1:6: a "…" text holds an escape that YAML does not know; use \'…\' instead']],
  ])('says in plain words what is wrong (%#)', (text, faults) => {
    expect(said(text)).toEqual(faults);
  });

  test('never repeats the text around a syntax error', () => {
    const token = 'xoxb-1234567890';
    for (const text of [
      `a: "${token}`,
      `a: ${token}: b`,
      `a: @${token}`,
      `a: [${token}`,
      `${token}\nb: 1`,
      `a: 'x' ${token}`,
      `%${token}\n---\na: 1`,
      `a: &x &${token} 1`,
    ]) {
      expect(said(text).length).toBeGreaterThan(0);
      expect(said(text).join('\n')).not.toContain(token);
    }
  });

  test('goes on with the other faults of a file in which a key stands twice', () => {
    const source = parseYaml('a: 1\na: 2\n', 'a.yaml');
    expect([source.readable, source.value]).toEqual([true, { a: 2 }]);
  });

  test('refuses a decompression bomb', () => {
    const line = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]`;
    const text = ['a: &a [1]', line('b', 'a'), line('c', 'b'), line('d', 'c'), line('e', 'd')].join('\n');
    expect(said(text)).toEqual(['a.yaml: more than 100 repetitions by alias (*name)']);
  });

  test('refuses bottomless nesting', () => {
    for (const text of ['['.repeat(100_000), '- '.repeat(100_000), '? '.repeat(100_000), '{a: '.repeat(100_000)]) {
      expect(said(text)).toEqual(['a.yaml: is nested more than 100 levels deep']);
    }
  });
});

describe('reading a file', () => {
  test('answers undefined for an absent file and faults for what cannot be read', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yaml-'));
    try {
      await writeFile(join(folder, 'big.yaml'), '#'.repeat(1_048_577));
      expect(await readYaml(join(folder, 'absent.yaml'))).toBeUndefined();
      expect((await readYaml(folder, 'folder'))?.faults).toEqual([
        { file: 'folder', path: '', reason: 'is a folder, not a file' },
      ]);
      expect((await readYaml(join(folder, 'big.yaml'), 'big.yaml'))?.faults).toEqual([
        { file: 'big.yaml', path: '', reason: 'is larger than 1 MiB, which no configuration needs' },
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

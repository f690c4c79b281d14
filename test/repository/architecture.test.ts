import { describe, expect, test } from '@jest/globals';
import { DOORS, doorFaults, OPEN_PACKAGES, PAGES_SOURCE, purityFaults, RINGS, ringFaults } from './architecture.ts';
import { findCycles, importsOf, packageOf } from './imports.ts';
import { readText, type SourceFile, sourceFiles } from './repository-files.ts';

/** A check that sees no source passes; the foundation alone has more files than this. */
const FEWEST_FILES = 60;

const files = sourceFiles();
const source = (path: string, text: string): SourceFile => ({ path, text });

describe('the source', () => {
  test('is seen by these tests, each ring of it', () => {
    expect(files.length).toBeGreaterThan(FEWEST_FILES);
    const empty = [...RINGS.flat(), PAGES_SOURCE].filter(
      (folder) => !files.some((file) => file.path.startsWith(`${folder}/`)),
    );
    expect(empty).toEqual([]);
    expect(files.flatMap((file) => importsOf(file.text)).length).toBeGreaterThan(2 * FEWEST_FILES);
  });

  test('imports only inward', () => {
    expect(ringFaults(files)).toEqual([]);
  });

  test('lets each package in only at its door', () => {
    expect(doorFaults(files)).toEqual([]);
  });

  test('decides without the outside world, time or chance', () => {
    expect(purityFaults(files)).toEqual([]);
  });

  test('has no cycles', () => {
    expect(findCycles(files)).toEqual([]);
  });
});

describe('the dependencies', () => {
  const { dependencies } = JSON.parse(readText('package.json'));

  test('each have a door', () => {
    expect(Object.keys(dependencies).sort()).toEqual([...Object.keys(DOORS), ...OPEN_PACKAGES].sort());
  });

  test('are each used', () => {
    const used = new Set(files.flatMap((file) => importsOf(file.text)).map(packageOf));
    expect(Object.keys(dependencies).filter((name) => !used.has(name))).toEqual([]);
  });
});

describe('the checks themselves', () => {
  test('read every form of import', () => {
    const text = `
      import a from 'a';
      import type { B } from "b";
      import {
        c,
      } from './c.ts';
      export { d } from '../d.ts';
      export * from 'e';
      import 'f';
      const g = await import('g');
      type H = import('h').H;
      // import i from 'i';
      /* import j from 'j'; */
      const url = 'http://k/l'; import m from 'm';`;
    expect([...importsOf(text)].sort()).toEqual(['../d.ts', './c.ts', 'a', 'b', 'e', 'f', 'g', 'h']);
    expect(importsOf(`const x = 1;\nimport { type Y } from 'y/sub.js';`)).toEqual(['y/sub.js']);
  });

  test.each([
    ['outward', [source('core/a.ts', `import '../groups/b.ts';`), source('groups/b.ts', '')]],
    ['sideways', [source('store/a.ts', `export * from '../slack/b.ts';`), source('slack/b.ts', '')]],
    ['into the wiring', [source('http/a.ts', `import '../app.ts';`), source('app.ts', '')]],
    ['into the void', [source('http/a.ts', `import './gone.ts';`)]],
    ['from no ring', [source('helpers/a.ts', '')]],
    ['from the top', [source('helper.ts', '')]],
    ["into the pages' source", [source('app.ts', `import './web/a.ts';`), source('web/a.ts', '')]],
    ["out of the pages' source", [source('web/a.tsx', `import '../core/ids.ts';`), source('core/ids.ts', '')]],
  ])('find an import %s', (_where, sources) => {
    expect(ringFaults(sources)).toHaveLength(1);
  });

  test('allow what the rings allow', () => {
    const sources = [
      source('core/a.ts', ''),
      source('groups/b.ts', `import '../core/a.ts'; import './c.ts';`),
      source('groups/c.ts', ''),
      source('cli/d.ts', `import '../groups/b.ts';\nimport '../app.ts';`),
      source('app.ts', `import './groups/b.ts';`),
    ];
    expect(ringFaults(sources)).toEqual([]);
  });

  test.each([
    ['a package beside its door', source('groups/a.ts', `import Redis from 'ioredis';`)],
    ['a package in the wiring', source('app.ts', `import type { Express } from 'express';`)],
    ['a package without a door', source('http/a.ts', `import _ from 'lodash/fp';`)],
    ['a package of the service in a page', source('web/a.tsx', `import { z } from 'handlebars';`)],
    ["a page's package in the service", source('http/a.ts', `import { h } from 'preact';`)],
    ['the network in an inner ring', source('delivery/a.ts', `import { request } from 'node:https';`)],
  ])('find %s', (_what, file) => {
    expect(doorFaults([file])).toHaveLength(1);
  });

  test.each([
    source('groups/plan.ts', `const now = Date.now();`),
    source('groups/merge.ts', `const at = new Date();`),
    source('routing/a.ts', `import { readFile } from 'node:fs/promises';`),
    source('core/a.ts', `setTimeout(() => x, 1);`),
    source('core/b.ts', `const id = Math.random();`),
    source('routing/b.ts', `const level = process.env.LOG_LEVEL;`),
  ])('find impurity in $path', (file) => {
    expect(purityFaults([file])).toHaveLength(1);
  });

  test('let comments speak of impurity', () => {
    expect(purityFaults([source('groups/plan.ts', '/** Never Date.now(). */\n// nor process.env\n')])).toEqual([]);
  });

  test('find a cycle', () => {
    const sources = [
      source('core/a.ts', `import './b.ts';`),
      source('core/b.ts', `import './c.ts';`),
      source('core/c.ts', `import type { B } from './b.ts';`),
    ];
    expect(findCycles(sources)).toEqual(['core/b.ts → core/c.ts → core/b.ts']);
  });
});

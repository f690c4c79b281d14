import { describe, expect, test } from '@jest/globals';
import { withoutComments } from './imports.ts';
import { readText, repositoryFiles, sourceFiles } from './repository-files.ts';

const MAX_LINES = 250;
const SPEAKS_TO_A_TERMINAL = /^(?:main\.ts|cli\/.+)$/;
/** `merge-group.ts`, and `merge-group.test.ts`. */
const KEBAB_CASE = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.test|\.d)?\.(?:tsx?|mjs)$/;
const VAGUE = /^(?:utils?|helpers?|common|lib|misc|shared)(?:\.ts)?$/;

const files = sourceFiles();
const code = repositoryFiles().filter((path) => /^(?:src|test)\/.+\.(?:tsx?|mjs)$/.test(path));

function pathsWhere(holds: (file: { readonly path: string; readonly text: string }) => boolean): readonly string[] {
  return files.filter(holds).map((file) => file.path);
}

describe('the source', () => {
  test('has files of kebab-case names', () => {
    expect(code.length).toBeGreaterThan(files.length);
    expect(code.filter((path) => !KEBAB_CASE.test(path.split('/').at(-1) ?? ''))).toEqual([]);
  });

  test('has no barrels and no folders or files of vague names', () => {
    expect(code.filter((path) => path.endsWith('/index.ts'))).toEqual([]);
    expect(code.filter((path) => path.split('/').some((part) => VAGUE.test(part)))).toEqual([]);
  });

  test(`has no file above ${MAX_LINES} lines`, () => {
    expect(pathsWhere(({ text }) => text.trimEnd().split('\n').length > MAX_LINES)).toEqual([]);
  });

  test('writes to the console only at the command line', () => {
    const chatty = pathsWhere(
      ({ path, text }) => !SPEAKS_TO_A_TERMINAL.test(path) && /\bconsole\.\w+\(/.test(withoutComments(text)),
    );
    expect(chatty).toEqual([]);
  });

  test('has no default exports, no enums and no mutable state at module level', () => {
    const unwanted = /^(?:export default|(?:export )?(?:const )?enum|(?:export )?(?:let|var))\b/m;
    // What stands in a template literal runs elsewhere: in a browser, in Redis.
    expect(pathsWhere(({ text }) => unwanted.test(text.replace(/`(?:\\.|[^`\\])*`/gs, '``')))).toEqual([]);
  });

  test('catches nothing silently', () => {
    expect(pathsWhere(({ text }) => /\bcatch\s*(?:\([^)]*\)\s*)?\{\s*\}/.test(withoutComments(text)))).toEqual([]);
  });
});

describe('the tests', () => {
  const tests = code.filter((path) => path.endsWith('.test.ts'));

  test('are all run, and none is put off', () => {
    expect(tests.length).toBeGreaterThan(5);
    const off = /\b(?:describe|it|test)\.(?:skip|only|todo|failing)\b|\bx(?:it|test|describe)\(/;
    expect(tests.filter((path) => path !== 'test/repository/conventions.test.ts' && off.test(readText(path)))).toEqual(
      [],
    );
  });

  test('replace no module of ours', () => {
    const mocks = /\bjest\.(?:mock|doMock|unstable_mockModule)\(/;
    expect(tests.filter((path) => mocks.test(readText(path)))).toEqual([]);
  });

  test('are named by sentences without "should"', () => {
    expect(
      tests.filter((path) => /\b(?:test|it)(?:\.each\([^)]*\))?\(\s*['"`][^'"`]*\bshould\b/.test(readText(path))),
    ).toEqual([]);
  });
});

describe('the npm scripts', () => {
  const scripts = Object.entries<string>(JSON.parse(readText('package.json')).scripts);

  test('are those that people expect', () => {
    expect(scripts.map(([name]) => name)).toEqual(
      expect.arrayContaining(['bench', 'build', 'lint', 'quickstart', 'start', 'test', 'types']),
    );
  });

  test('run files that are there, or that the build makes', () => {
    const run = scripts.flatMap(([, line]) =>
      [...line.matchAll(/\bnode (\S+\.m?js)\b/g)].map((match) => match[1] ?? ''),
    );
    const sources = run.map((path) => path.replace(/^dist\/(.+)\.js$/, 'src/$1.ts'));
    expect(sources.length).toBeGreaterThan(1);
    expect(sources.filter((path) => !repositoryFiles().includes(path))).toEqual([]);
  });
});

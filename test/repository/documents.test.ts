import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseAllDocuments } from 'yaml';
import { ROOT, readText, repositoryFiles } from './repository-files.ts';

const files = repositoryFiles();
const markdown = files.filter((path) => path.endsWith('.md'));

/** The text without fenced blocks and code spans, in which nothing is a link. */
function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
}

/** The anchors of a document's headings, as GitHub makes them. */
function anchorsOf(text: string): ReadonlySet<string> {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  const slugs = [...headings].map((match) =>
    (match[1] ?? '')
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, ''),
  );
  return new Set(slugs.map((slug) => slug.replaceAll(' ', '-')));
}

function brokenLinks(path: string): readonly string[] {
  const links = [...prose(readText(path)).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  return links
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), file);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(readText(target)).has(anchor);
    })
    .map((link) => `${path}: ${link}`);
}

describe('the documents', () => {
  test('are there', () => {
    const wanted = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'LICENSE', 'docs/glossary.md', 'deploy/README.md'];
    expect(wanted.filter((path) => !files.includes(path))).toEqual([]);
  });

  test('have no broken links', () => {
    expect(markdown.flatMap(brokenLinks)).toEqual([]);
  });

  test('name only npm scripts that exist', () => {
    const scripts = Object.keys(JSON.parse(readText('package.json')).scripts);
    const known = [...scripts, 'ci', 'install'];
    const named = markdown.flatMap((path) =>
      [...readText(path).matchAll(/\bnpm (?:run )?(?:--?[\w-]+ )*([a-z][\w:-]*)/g)].map((match) => match[1] ?? ''),
    );
    expect(named).toContain('test');
    expect([...new Set(named)].filter((name) => !known.includes(name))).toEqual([]);
  });

  test('name only built files that have a source', () => {
    const named = markdown.flatMap((path) =>
      [...readText(path).matchAll(/\bnode dist\/([\w/-]+)\.js/g)].map((match) => `src/${match[1]}.ts`),
    );
    expect([...new Set(named)].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  test('have ADRs that are numbered without gaps and have all their parts', () => {
    const adrs = files.filter((path) => path.startsWith('docs/adr/'));
    adrs.forEach((path, index) => {
      expect(path).toMatch(new RegExp(`^docs/adr/${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
      const headings = [...readText(path).matchAll(/^## (.+)$/gm)].map((match) => match[1]);
      expect({ path, headings }).toEqual({ path, headings: ['Context', 'Options', 'Outcome', 'Cost'] });
    });
    expect(adrs.length).toBeGreaterThan(1);
  });
});

describe('CHANGELOG.md', () => {
  const lines = readText('CHANGELOG.md').split('\n');
  const headings = (level: string): readonly string[] =>
    lines.filter((line) => line.startsWith(`${level} `)).map((line) => line.slice(level.length + 1));

  test('has the form of Keep a Changelog', () => {
    expect(headings('#')).toEqual(['Changelog']);
    const [first, ...versions] = headings('##');
    expect(first).toBe('[Unreleased]');
    expect(versions.filter((each) => !/^\[\d+\.\d+\.\d+\] - \d{4}-\d{2}-\d{2}$/.test(each))).toEqual([]);
    const kinds = ['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security'];
    expect(headings('###').filter((each) => !kinds.includes(each))).toEqual([]);
  });
});

describe('every file of data', () => {
  const yaml = files.filter((path) => /\.ya?ml$/.test(path) && !path.startsWith('test/'));
  const json = files.filter((path) => path.endsWith('.json') && !path.startsWith('test/'));

  test('that is YAML parses, with no key twice', () => {
    expect(yaml.length).toBeGreaterThan(4);
    const faults = yaml.flatMap((path) =>
      parseAllDocuments(readText(path), { merge: true }).flatMap((document) =>
        [...document.errors, ...document.warnings].map((each) => `${path}: ${each.message}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  test('that is JSON parses', () => {
    expect(json.length).toBeGreaterThan(4);
    for (const path of json) expect(() => JSON.parse(readText(path))).not.toThrow();
  });

  test('names a schema that exists, where it names one', () => {
    const broken = yaml.flatMap((path) => {
      const schema = /^# yaml-language-server: \$schema=(\S+)$/m.exec(readText(path))?.[1];
      if (schema === undefined || schema.startsWith('https:')) return [];
      return existsSync(join(ROOT, posix.dirname(path), schema)) ? [] : [`${path}: ${schema}`];
    });
    expect(broken).toEqual([]);
  });

  test('under config/tenants names its schema', () => {
    const tenants = yaml.filter((path) => path.startsWith('config/tenants/'));
    expect(tenants.filter((path) => !readText(path).includes('# yaml-language-server: $schema='))).toEqual([]);
  });
});

/** Forms of real credentials. What tests and the demo use instead looks like none of them. */
const CREDENTIALS: Readonly<Record<string, RegExp>> = {
  'Slack token': /\bxox[a-z]-(?:\d-)?\d{9,}-\d{9,}[-\w]*|\bxox[a-z]\.xox[a-z]-[-\w]{20,}/,
  'Slack app token': /\bxapp-\d-[A-Z0-9]{9,}-\d{9,}-[a-f0-9]{32,}/,
  'Slack webhook': /hooks\.slack\.com\/services\/T[A-Z0-9]{8,}\/B[A-Z0-9]{8,}\/\w{20,}/,
  'private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*[A-Za-z0-9+/]{40,}/,
  'GitHub token': /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  'npm token': /\bnpm_[A-Za-z0-9]{36}\b/,
  'AWS key': /\bAKIA[0-9A-Z]{16}\b/,
  'password in an address':
    /\b(?:postgres(?:ql)?|rediss?):\/\/[^\s:@/'"`]*:(?!password|secret|test|…)[A-Za-z0-9]{16,}@/,
};

describe('no file holds', () => {
  const texts = files.filter(
    (path) => path !== 'package-lock.json' && !/\.(?:png|jpe?g|gif|ico|woff2?|gz)$/.test(path),
  );

  test.each(Object.entries(CREDENTIALS))('a %s', (_name, pattern) => {
    expect(texts.length).toBeGreaterThan(50);
    expect(texts.filter((path) => pattern.test(readText(path)))).toEqual([]);
  });

  test('secrets other than those of the demo', () => {
    const secrets = files.filter((path) => path.startsWith('deploy/secrets/'));
    expect(secrets.filter((path) => !/^(?:demo|xoxb-demo)-[a-z-]+\n$/.test(readText(path)))).toEqual([]);
    expect(files.filter((path) => /(?:^|\/)\.env(?:\.|$)|\.(?:pem|key|p12)$/.test(path))).toEqual([]);
  });
});

describe('the search for credentials', () => {
  test.each([
    ['Slack token', ['xoxb', '123456789012', '123456789012', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('-')],
    [
      'Slack webhook',
      ['https://hooks.slack.com/services', 'T012345678', 'B012345678', 'AbCdEfGhIjKlMnOpQrStUvWx'].join('/'),
    ],
    ['GitHub token', ['ghp', 'AbCdEfGhIjKlMnOpQrStUvWxYz0123456789'].join('_')],
    ['AWS key', ['AKIA', 'ABCDEFGHIJKLMNOP'].join('')],
    ['private key', `${['-----BEGIN', 'PRIVATE', 'KEY-----'].join(' ')}\n${'A'.repeat(64)}`],
  ])('finds a %s', (name, text) => {
    expect(CREDENTIALS[name]?.test(text)).toBe(true);
  });
});

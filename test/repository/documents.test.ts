import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { anchorsOf } from './headings.ts';
import { ROOT, readText, repositoryFiles } from './repository-files.ts';

const files = repositoryFiles();
const markdown = files.filter((path) => path.endsWith('.md'));

/** The text without fenced blocks and code spans, in which nothing is a link. */
function prose(text: string): string {
  return text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '');
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

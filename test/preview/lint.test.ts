import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { lint } from '../../src/preview/lint.ts';
import { LintReport } from '../../src/preview/lint-report.ts';
import { readText } from '../repository/repository-files.ts';
import { LOCALES_DIR, TEMPLATES_DIR } from './product-previews.ts';

const GREETING = '{"own": {"greeting": "Hello {{team}}"}}';
const OWN = 'templates/own/message.hbs';

describe('lint', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  /** What is said of a tenant with these files, in English and German, without the folder's own path. */
  async function linted(files: Readonly<Record<string, string>>, locales = ['de', 'en']) {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-lint-'));
    releasers.add('folder', () => rm(folder, { recursive: true }));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    const report = new LintReport();
    const source = { templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR, tenant: { name: 'acme', folder } };
    await lint(source, report, { locales, templates: ['own', 'queue'] });
    const short = (texts: readonly string[]) => texts.map((text) => text.replaceAll(`${folder}/`, ''));
    return { errors: short(report.errors), warnings: short(report.warnings) };
  }

  test('finds nothing in a sound template', async () => {
    expect(await linted({ [OWN]: '{{#section}}{{title}} {{labels.cluster}}{{/section}}' })).toEqual({
      errors: [],
      warnings: [],
    });
  });

  test('finds nothing in what the page about templates has its readers write', async () => {
    const [fixture = '', template = '', phrase = ''] = [
      ...readText('docs/templates.md').matchAll(/^ {3}```\w+\n(.*?)^ {3}```$/gms),
    ].map((match) => match[1] ?? '');
    const files = {
      'templates/fixtures/queue.json': fixture,
      'templates/queue/message.hbs': template,
      'locales/en/message.json': phrase,
    };
    expect(await linted(files, ['en'])).toEqual({ errors: [], warnings: [] });
  });

  test.each([
    ['what does not parse', '{{#section}}\n{{title}\n{{/section}}', /^templates\/own\/message\.hbs:2:\d+: /],
    [
      'three braces',
      '{{#section}}\n{{{title}}}{{/section}}',
      `${OWN}:2:1: three braces escape no less than two; write {{…}}: data is escaped, once, everywhere`,
    ],
    [
      'a block parameter that is never read',
      '{{#each firing as |alert index|}}{{#section}}{{alert.name}}{{/section}}{{/each}}{{#section}}x{{/section}}',
      `${OWN}:1:1: "index" is never read; read it in the block, or leave it out`,
    ],
    [
      'a template that draws nothing for some groups',
      '{{#each resolved}}{{#section}}x{{/section}}{{/each}}',
      /^templates\/own\/message\.hbs:1:1: nothing was drawn; the plain message would be sent instead \(own with .+, and \d+ more\)$/,
    ],
    [
      'a phrase that fails at some alerts',
      '{{#section}}{{title}}\n{{t labels.team}}{{/section}}',
      /^templates\/own\/message\.hbs:2:1: .+; the plain message would be sent instead \(own with .+ in de, fired, and \d+ more\)$/,
    ],
  ])('finds %s', async (_what, source, told) => {
    const { errors } = await linted({ [OWN]: source });
    expect(errors).toEqual(typeof told === 'string' ? [told] : expect.arrayContaining([expect.stringMatching(told)]));
  });

  test('finds a phrase that a language lacks', async () => {
    const { errors } = await linted({
      [OWN]: '{{#section}}{{title}}{{#if labels.team}}{{t "own.greeting" team=labels.team}}{{/if}}{{/section}}',
      'locales/en/message.json': GREETING,
    });
    expect(errors).toEqual([
      'locales/de/message.json own.greeting: the phrase is missing; translate it, or count only some languages with --locale',
    ]);
  });

  test('counts only the languages that it is told to', async () => {
    const files = {
      [OWN]: '{{#section}}{{title}}{{#if labels.team}}{{t "own.greeting" team=labels.team}}{{/if}}{{/section}}',
      'locales/en/message.json': GREETING,
    };
    expect(await linted(files, ['en'])).toEqual({ errors: [], warnings: [] });
  });

  test('finds a phrase whose values differ between languages', async () => {
    const { errors } = await linted({
      [OWN]: '{{#section}}{{title}}{{#if labels.team}}{{t "own.greeting" team=labels.team}}{{/if}}{{/section}}',
      'locales/en/message.json': GREETING,
      'locales/de/message.json': '{\n  "own": {\n    "greeting": "Hallo"\n  }\n}\n',
    });
    expect(errors).toEqual(['locales/de/message.json:3:5 own.greeting: its values are not those of en; use {{team}}']);
  });

  test('finds a phrase that nothing reads, and what was meant', async () => {
    const { errors } = await linted({
      'locales/de/message.json': '{\n  "action": { "acknowlege": "Quittieren" }\n}\n',
    });
    expect(errors).toEqual([
      'locales/de/message.json:2:15 action.acknowlege: nothing reads this phrase; did you mean "action.acknowledge"?',
    ]);
  });

  test('finds a value that no phrase takes', async () => {
    const { errors } = await linted({ [OWN]: '{{#section}}{{title}} {{t "action.runbook" team="x"}}{{/section}}' });
    expect(errors).toEqual([
      `${OWN}:1:27: phrase "action.runbook" takes no value "team" in any language; leave it out, or use it in the phrase`,
    ]);
  });

  test('warns of labels and annotations that no fixture sets, wherever they are read', async () => {
    const source =
      '{{#section}}{{title}} {{labels.clustre}}{{#each firing as |alert|}}{{alert.annotations.zzz}}{{/each}}{{lookup labels "teem"}}{{/section}}';
    expect(await linted({ [OWN]: source })).toEqual({
      errors: [],
      warnings: [
        `${OWN}:1:25: no fixture sets the label "clustre"; did you mean "cluster"?`,
        `${OWN}:1:70: no fixture sets the annotation "zzz"; if it is right, add a fixture that has it: docs/previews.md`,
        `${OWN}:1:118: no fixture sets the label "teem"; did you mean "team"?`,
      ],
    });
  });

  test("draws with the tenant's own fixtures, and does not warn of what they set", async () => {
    const fixture = readText('templates/fixtures/grafana.json').replaceAll('"grafana_folder"', '"rack"');
    const files = { [OWN]: '{{#section}}{{title}} {{labels.rack}}{{/section}}' };
    expect(await linted({ ...files, 'templates/fixtures/racks.json': fixture })).toEqual({ errors: [], warnings: [] });
  });

  test('tells what is wrong with a fixture', async () => {
    const { errors } = await linted({ 'templates/fixtures/mine.json': '{"title": "Mine", "steps": []}' });
    expect(errors).toEqual([expect.stringMatching(/^templates\/fixtures\/mine\.json:1:\d+ steps: /)]);
  });
});

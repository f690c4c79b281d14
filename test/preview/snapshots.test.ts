/**
 * Every template in every language at every state of a group, as text that a person can review. After a change that is
 * meant: UPDATE_GENERATED=1 NODE_OPTIONS=--experimental-vm-modules npx jest test/preview/snapshots, then read the diff.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { DIGEST_TEMPLATE, playDigest } from '../../src/preview/play-digest.ts';
import { listFolder } from '../../src/tenants/tenant-folder.ts';
import { drawLife } from './draw-content.ts';
import { LOCALES_DIR, play, productBase, productLives, TIME_ZONE } from './product-previews.ts';
import { LIVES } from './template-lives.ts';

const FOLDER = fileURLToPath(new URL('snapshots', import.meta.url));
const STATES = ['fired', 'changed', 'reminded', 'acknowledged', 'resolved'];

const isUpdate = process.env.UPDATE_GENERATED === '1';
const { renderer, templates } = productBase();
const lives = await productLives();
const locales = (await listFolder(LOCALES_DIR)).entries.map(({ name }) => name);
const cases = [...templates].sort().flatMap((template) => locales.map((locale) => ({ template, locale })));
const fileOf = ({ template, locale }: { template: string; locale: string }): string => `${template}.${locale}.txt`;

const digests = locales.map((locale) => ({ template: DIGEST_TEMPLATE, locale }));

function expectAsReviewed(name: string, drawn: string): void {
  const file = join(FOLDER, name);
  if (isUpdate) {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, drawn);
  }
  expect(existsSync(file) ? readFileSync(file, 'utf8') : 'not there yet: UPDATE_GENERATED=1').toBe(drawn);
}

describe('snapshots', () => {
  test.each(cases)('$template in $locale is as it was reviewed, at every state', async (each) => {
    const frames = await play(lives.get(LIVES[each.template] ?? 'disk-almost-full'), { renderer, ...each });
    expect(frames.map(({ name }) => name)).toEqual(STATES);
    expectAsReviewed(fileOf(each), drawLife(frames));
  });

  test.each(digests)('$template in $locale is as it was reviewed, in every state', async ({ template, locale }) => {
    const drawing = { renderer, template, locale, timeZone: TIME_ZONE };
    const frames = await playDigest(lives.values(), drawing);
    expect(frames.map(({ name }) => name)).toEqual([...STATES, 'missed', 'quota']);
    // Each frame has a thread of its own.
    const drawn = frames.map((frame) => drawLife([frame])).join('\n\n');
    expectAsReviewed(fileOf({ template, locale }), drawn);
  });

  test('are of no template or language that there is not', () => {
    const known = [...cases, ...digests].map(fileOf);
    const left = readdirSync(FOLDER).filter((name) => !known.includes(name));
    if (isUpdate) for (const name of left) rmSync(join(FOLDER, name));
    else expect(left).toEqual([]);
  });
});

import { describe, expect, test } from '@jest/globals';
import { escapedLength } from '../../src/sandbox/block-kit/text-length.ts';
import { countedCharacters, formatBlockFault, validateBlocks } from '../../src/sandbox/block-kit/validate-blocks.ts';
import { BAD_BLOCKS } from './bad-blocks.ts';
import { BAD_ELEMENTS } from './bad-elements.ts';
import { actions, header } from './block-builders.ts';
import { GOOD_BLOCKS } from './good-blocks.ts';
import { button, section } from './sandbox-fixture.ts';

describe('validateBlocks', () => {
  test.each(GOOD_BLOCKS)('takes %s', (_name, blocks) => {
    expect(validateBlocks(blocks)).toEqual([]);
  });

  test.each([...BAD_BLOCKS, ...BAD_ELEMENTS])('refuses %s', (_name, blocks, faults) => {
    expect(validateBlocks(blocks).map(formatBlockFault)).toEqual(faults);
  });

  test('points into attachments when told so', () => {
    expect(validateBlocks([{}], '/attachments/3/blocks')[0]?.pointer).toBe('/attachments/3/blocks/0');
  });
});

describe('the length of text', () => {
  test.each([
    ['a&b', 7],
    ['a&amp;b', 7],
    ['<https://a.b/?x=1&y=2|l>', 28],
    ['<!channel> <@U1>', 16],
    ['1 < 2 > 0', 15],
    ['&lt;b&gt;', 9],
    ['🔥', 1],
    ['\ud83d', 1],
    ['', 0],
  ])('%j counts %i', (text, length) => {
    expect(escapedLength(text)).toBe(length);
  });

  test('a message counts all its text and a hundred for each header', () => {
    expect(countedCharacters([header('abc'), section('de'), actions(button('f'))])).toBe(100 + 3 + 2 + 1);
  });
});

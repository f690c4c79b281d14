import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isObject } from '../../src/sandbox/block-kit/check-rule.ts';
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

describe('whatever is sent', () => {
  const types = fc.constantFrom(
    'section',
    'header',
    'context',
    'actions',
    'image',
    'table',
    'rich_text',
    'container',
    'x',
  );
  const anything = fc.jsonValue({ maxDepth: 4 });
  const nearlyBlock = fc.record(
    { type: types, text: anything, fields: anything, elements: anything, rows: anything, accessory: anything },
    { requiredKeys: ['type'] },
  );

  test('is judged, never a crash, and every pointer leads into it', () => {
    fc.assert(
      fc.property(fc.oneof(anything, fc.array(nearlyBlock, { maxLength: 4 })), (blocks) => {
        for (const { pointer } of validateBlocks(blocks)) expect(resolves({ blocks }, pointer)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

/** Whether a JSON pointer names something in the value. */
function resolves(value: unknown, pointer: string): boolean {
  let at: unknown = value;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(at)) at = at[Number(name)];
    else if (isObject(at) && Object.hasOwn(at, name)) at = at[name];
    else return false;
  }
  return true;
}

describe('the length of text', () => {
  test.each([
    ['a&b', 7, 7],
    ['a&amp;b', 7, 7],
    ['<https://a.b/?x=1&y=2|l>', 28, 34],
    ['<!channel> <@U1>', 16, 28],
    ['1 < 2 > 0', 15, 15],
    ['&lt;b&gt;', 9, 9],
    ['🔥', 1, 1],
    ['\ud83d', 1, 1],
    ['', 0, 0],
  ])('%j counts %i in mrkdwn and %i in plain text', (text, mrkdwn, plain) => {
    expect(escapedLength(text, 'mrkdwn')).toBe(mrkdwn);
    expect(escapedLength(text, 'plain_text')).toBe(plain);
  });

  test('a message counts all its text and a hundred for each header', () => {
    expect(countedCharacters([header('abc'), section('de'), actions(button('f'))])).toBe(100 + 3 + 2 + 1);
  });
});

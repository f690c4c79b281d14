import { expect, test } from '@jest/globals';
import { originMark, readOrigin, withLatestEnd, withoutMark } from '../../src/alertmanager/origin-mark.ts';
import { groupId } from '../../src/core/ids.ts';

const group = groupId('0123456789abcdef0123456789abcdef0123');
const origin = { requestId: 'request-1', group, by: 'U0MARIA', whileFiring: true };
const latestEndsAt = Date.parse('2026-03-29T09:00:00.000Z');
const limited = { ...origin, latestEndsAt };

test('a mark is read back, and is no part of the comment', () => {
  for (const each of [
    origin,
    limited,
    { ...origin, whileFiring: false },
    { ...limited, isUncommented: true } as const,
  ]) {
    const text = `disk is being replaced ${originMark(each)}`;
    expect([readOrigin(text), readOrigin(originMark(each)), withoutMark(text)]).toEqual([
      each,
      each,
      'disk is being replaced',
    ]);
  }
});

test('marks of versions before the latest end are read, and they find their own part of ours', () => {
  const before = `[tocsin request=request-1 group=${group} by=U0MARIA while-firing]`;
  expect(readOrigin(`night ${before}`)).toEqual(origin);
  expect(originMark(limited).endsWith(before)).toBe(true);
});

test('the latest end is set, moved and lifted, only where the silence is extended by itself', () => {
  const text = `night ${originMark(origin)}`;
  expect(withLatestEnd(text, latestEndsAt)).toBe(`night ${originMark(limited)}`);
  expect(withLatestEnd(withLatestEnd(text, latestEndsAt), undefined)).toBe(text);
  expect(withLatestEnd(originMark(origin), latestEndsAt)).toBe(originMark(limited));
  const fixed = `night ${originMark({ ...origin, whileFiring: false })}`;
  expect([withLatestEnd('by hand', latestEndsAt), withLatestEnd(fixed, latestEndsAt)]).toEqual(['by hand', fixed]);
});

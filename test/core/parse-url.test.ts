import { expect, test } from '@jest/globals';
import { parseUrl } from '../../src/core/parse-url.ts';

test('an address stays one however often it is asked', () => {
  const texts = Array.from({ length: 50_000 }, (_, index) => `https://bücher.example/ä?n=${index}`);
  expect(texts.filter((text) => parseUrl(text) === undefined)).toEqual([]);
});

test.each(['', 'wiki/runbook', 'https://', 'http://[::1'])('%j is none', (text) => {
  expect(parseUrl(text)).toBeUndefined();
});

import { describe, expect, test } from '@jest/globals';
import { LOCALES, productBase } from './rendering.ts';

const base = productBase();

describe('a phrase for an answer', () => {
  const { renderer } = base;

  test('falls back from region to language to English', () => {
    expect(renderer.phrase('action.silence', 'de-AT')).toBe('Stumm');
    expect(renderer.phrase('action.silence', 'ja')).toBe('Silence');
    expect(renderer.phrase('action.silence', 'no locale at all')).toBe('Silence');
  });

  test('says in every language that an action is not set up yet', () => {
    const answers = LOCALES.map((locale) => renderer.phrase('action.not_set_up', locale));
    expect(new Set(answers).size).toBe(LOCALES.length);
  });

  test('escapes what it is given and writes numbers as the language does', () => {
    expect(renderer.phrase('test.text', 'en', { receiver: '<!channel>' })).toContain('Receiver &lt;!channel&gt; works');
    expect(renderer.phrase('list.more', 'de', { count: 12_345 })).toBe('… und noch\u00a012.345');
    expect(renderer.phrase('list.more', 'fr', { count: 1_000_000 })).toMatch(/^… et 1.000.000\u00a0d’autres$/);
  });

  test('that does not exist, or lacks a value, is a failure', () => {
    expect(() => renderer.phrase('no.such', 'en')).toThrow('no phrase "no.such"');
    expect(() => renderer.phrase('test.text', 'en')).toThrow('a phrase needs the value "receiver"');
  });
});

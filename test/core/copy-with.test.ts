import { describe, expect, test } from '@jest/globals';
import { copyWith } from '../../src/core/copy-with.ts';
import { dictionaryOf, valuesOf } from '../../src/core/dictionary.ts';

describe('copyWith', () => {
  test('adds and replaces, and leaves what it copies alone', () => {
    const before = { name: 'ops', count: 1 };
    expect(copyWith(before, { count: 2, isNew: true })).toEqual({ name: 'ops', count: 2, isNew: true });
    expect(before).toEqual({ name: 'ops', count: 1 });
  });
});

describe('valuesOf', () => {
  test('lists what Object.values does, in its order, whatever the names', () => {
    const records = [
      dictionaryOf({ b: 1, a: 2, __proto__: 3 }),
      JSON.parse('{"b":1,"__proto__":2,"a":3}'),
      { 7: 'seven', b: 'b', 1: 'one' },
      {},
    ];
    for (const record of records) expect(valuesOf(record)).toEqual(Object.values(record));
  });
});

import { describe, expect, test } from '@jest/globals';
import type { Group } from '../../src/core/group.ts';
import { type GroupId, groupId } from '../../src/core/ids.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import { textsOf } from '../../src/groups/group-document.ts';
import { merge } from '../../src/groups/merge.ts';
import type { Stored } from '../../src/groups/store.ts';
import { ACME, GLOBEX } from '../store/store-fixtures.ts';
import { firing, report, T0 } from './builders.ts';

const limits = { totalBytes: 100_000, documentBytes: 20_000 };
const groupOf = (alerts: number, text = ''): Group =>
  merge(
    undefined,
    report(
      Array.from({ length: alerts }, (_, index) => firing(`a${index}`, T0, { text })),
      T0,
    ),
  );
const ids = Array.from({ length: 1_000 }, (_, index) => groupId(`g${index}`));
const found = (cache: GroupCache, id: GroupId): Stored | undefined => {
  const stored = cache.get(ACME, id);
  return stored && { group: stored.group, version: stored.version };
};
const keptOf = (cache: GroupCache): readonly GroupId[] => ids.filter((id) => cache.get(ACME, id) !== undefined);

describe('the cache of groups', () => {
  test('gives back what was set, to its tenant, until it is forgotten', () => {
    const cache = new GroupCache();
    const stored = { group: groupOf(1), version: 7 };
    cache.set(ACME, stored.group.id, stored);
    expect(cache.get(ACME, stored.group.id)).toEqual(stored);
    expect(cache.get(ACME, stored.group.id)?.group).toBe(stored.group);
    expect(cache.get(GLOBEX, stored.group.id)).toBeUndefined();
    cache.forget(ACME, stored.group.id);
    expect(cache.get(ACME, stored.group.id)).toBeUndefined();
    expect(cache.totalBytes).toBe(0);
  });

  test('reads a document that was put away only when somebody wants it', () => {
    const cache = new GroupCache();
    const { id } = groupOf(1);
    cache.putAway(ACME, id, { group: groupOf(1), version: 3, over: 2 }, { facts: 'no document', delivery: '{}' });
    const kept = cache.get(ACME, id);
    expect(kept?.version).toBe(3);
    expect(() => kept?.group).toThrow(SyntaxError);
    cache.putAway(ACME, id, { group: groupOf(1), version: 4, over: 3 }, textsOf(groupOf(1)));
    expect(cache.get(ACME, id)?.group).toEqual(groupOf(1));
  });

  test('keeps the newest documents that fit its budget', () => {
    const cache = new GroupCache(limits);
    for (const id of ids) cache.set(ACME, id, { group: groupOf(3), version: 1 });
    const kept = keptOf(cache);
    expect(kept).toEqual(ids.slice(-kept.length));
    expect(kept.length).toBeGreaterThan(10);
    expect(cache.totalBytes).toBeLessThanOrEqual(limits.totalBytes);
    expect(cache.totalBytes).toBeGreaterThan(limits.totalBytes * 0.8);
  });

  test.each([
    ['many alerts', groupOf(500)],
    ['one long label', groupOf(1, 'x'.repeat(20_000))],
    ['a long groupKey', { ...groupOf(1), groupKey: 'x'.repeat(20_000) }],
    ['long group labels', { ...groupOf(1), groupLabels: { x: 'x'.repeat(20_000) } }],
  ])('keeps no document with %s, nor the older one that it replaces', (_, group) => {
    const cache = new GroupCache(limits);
    cache.set(ACME, group.id, { group: groupOf(1), version: 1 });
    cache.set(ACME, group.id, { group, version: 2 });
    expect(cache.get(ACME, group.id)).toBeUndefined();
    expect(cache.totalBytes).toBe(0);
  });

  test('counts a document that is set again once', () => {
    const cache = new GroupCache(limits);
    const stored = { group: groupOf(3), version: 1 };
    cache.set(ACME, stored.group.id, stored);
    const once = cache.totalBytes;
    for (let round = 0; round < 100; round++) cache.set(ACME, stored.group.id, stored);
    expect(cache.totalBytes).toBe(once);
  });

  describe('of a document that was delivered', () => {
    const before = { group: groupOf(3), version: 1 };
    const after = { group: { ...before.group, unconfirmed: 2 }, version: 5 };
    const delivered = { ...after, over: before.version };
    const { id } = before.group;
    const { delivery, facts } = textsOf(after.group);

    test('keeps the texts, those that stayed as they were among them', () => {
      const cache = new GroupCache(limits);
      cache.set(ACME, id, before, textsOf(before.group));
      cache.putAway(ACME, id, delivered, { delivery });
      expect(found(cache, id)).toEqual(after);
      expect(cache.get(ACME, id)?.group).not.toBe(after.group);
    });

    test.each([
      ['nothing is known of the rest of its texts', undefined, { delivery }],
      ['the texts are those of another version', { ...before, version: 7 }, { delivery }],
      ['the store keeps no texts', before, undefined],
    ])('keeps it as it is when %s', (_, known, written) => {
      const cache = new GroupCache(limits);
      if (known !== undefined) cache.set(ACME, id, known, textsOf(known.group));
      cache.putAway(ACME, id, delivered, written);
      expect(cache.get(ACME, id)).toEqual(after);
      expect(cache.get(ACME, id)?.group).toBe(after.group);
    });

    test('keeps none that is too large, nor the older one that it replaces', () => {
      const cache = new GroupCache(limits);
      cache.set(ACME, id, before, textsOf(before.group));
      cache.putAway(ACME, id, delivered, { delivery, facts: facts + ' '.repeat(10_000) });
      expect(cache.get(ACME, id)).toBeUndefined();
      expect(cache.totalBytes).toBe(0);
    });
  });
});

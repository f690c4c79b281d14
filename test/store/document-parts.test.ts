import { expect, test } from '@jest/globals';
import type { Group } from '../../src/core/group.ts';
import { deliveryText, factsText, groupFrom } from '../../src/groups/group-document.ts';
import { groupNamed } from './store-fixtures.ts';

const group: Group = groupNamed('DiskFull', {
  pendingSince: 5,
  failure: { reason: 'timeout', detail: 'why', attempts: 2, since: 3, lastAt: 4 },
  dead: { at: 6, reason: 'timeout', detail: 'why' },
});

test('a document is read back as it was written', () => {
  expect(groupFrom({ facts: factsText(group), delivery: deliveryText(group) })).toEqual(group);
});

test('what deliveries write is not taken from the facts, where a version that did not know it may have left it', () => {
  const { dead, failure: _, pendingSince: _p, ...told } = group;
  const facts = JSON.stringify({ ...JSON.parse(factsText(group)), dead });
  expect(groupFrom({ facts, delivery: deliveryText(told) })).toEqual(told);
});

import { describe, expect, test } from '@jest/globals';
import { deliveryText, factsText, groupFrom, isOnlyDelivery, SCHEMA } from '../../src/groups/group-document.ts';
import { merge } from '../../src/groups/merge.ts';
import { applyOutcome } from '../../src/groups/outcome.ts';
import { settle } from '../../src/groups/settle.ts';
import { stateOf, viewOf } from '../../src/groups/view.ts';
import { storedDocuments } from '../acceptance/stored-documents.ts';
import { groupNamed } from '../store/store-fixtures.ts';
import { firing, policy, report } from './builders.ts';

const forms = Array.from({ length: SCHEMA }, (_, index) => index + 1);
const documents = forms.flatMap((form) => [...storedDocuments(form)].map(([name, each]) => ({ form, name, ...each })));
const textsOf = (document: { facts: object; delivery: object }) => ({
  facts: JSON.stringify(document.facts),
  delivery: JSON.stringify(document.delivery),
});

describe('a stored document', () => {
  test.each(documents)('of form $form, $name, is understood', (document) => {
    const group = groupFrom(textsOf(document));
    expect(group.schema).toBe(SCHEMA);
    expect(stateOf(group)).toBe(document.state);
    const view = viewOf(settle(group, policy, Date.now()), policy);
    expect([...view.firing, ...view.resolved].every(({ startsAt }) => Number.isFinite(startsAt))).toBe(true);
    const merged = merge(group, report([firing('new')], Date.now(), { groupKey: group.groupKey }));
    expect(Object.keys(merged.alerts)).toHaveLength(Object.keys(group.alerts).length + 1);
  });

  test.each(documents.filter(({ form }) => form === SCHEMA))('$name is written as it was read', (document) => {
    const group = groupFrom(textsOf(document));
    expect(JSON.parse(factsText(group))).toEqual(document.facts);
    expect(JSON.parse(deliveryText(group))).toEqual(document.delivery);
  });

  test('of a newer form is refused with words that say what to do', () => {
    const newer = { facts: { ...groupNamed('DiskFull'), schema: SCHEMA + 1 }, delivery: {} };
    expect(() => groupFrom(textsOf(newer))).toThrow(
      `a newer Tocsin wrote the group in form ${SCHEMA + 1}, and this version reads up to ${SCHEMA}; it is left to the newer one`,
    );
  });

  test('of an older form is upgraded step by step', () => {
    const texts = { facts: JSON.stringify({ ...groupNamed('DiskFull'), schema: 1 }), delivery: '{"unconfirmed":2}' };
    const upgrades = {
      1: (document: object) => ({ ...document, peers: ['http://one'] }),
      2: (document: { peers?: unknown }) => ({ ...document, peers: [document.peers, 'http://two'].flat() }),
    };
    expect(groupFrom(texts, { newest: 3, upgrades })).toMatchObject({
      schema: 3,
      peers: ['http://one', 'http://two'],
      unconfirmed: 2,
    });
  });

  test('keeps what a newer version of the same form added, wherever it was', () => {
    const facts = { ...JSON.parse(factsText(groupNamed('DiskFull'))), novelFact: { a: 1 } };
    const message = { channel: 'C1', ts: '1.2', hash: 'x', novelPart: 3 };
    const delivery = { unconfirmed: 0, marks: {}, message, novelDelivery: ['b'] };
    const read = groupFrom(textsOf({ facts, delivery }));
    const merged = merge(read, report([firing('new')], 5, { groupKey: read.groupKey }));
    const later = applyOutcome(settle(merged, policy, 10), { kind: 'in_doubt', since: 4 }, false);
    expect(JSON.parse(factsText(later))).toMatchObject({ novelFact: { a: 1 } });
    expect(JSON.parse(factsText(later))).not.toHaveProperty('novelDelivery');
    expect(JSON.parse(deliveryText(later))).toMatchObject({ novelDelivery: ['b'], message: { novelPart: 3 } });
    const group = { ...read, unconfirmed: 2 };
    expect(isOnlyDelivery({ group, state: 'open', before: read })).toBe(true);
  });
});

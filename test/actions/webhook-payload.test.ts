import { describe, expect, test } from '@jest/globals';
import { webhookIdOf, webhookKindOf, webhookPayload } from '../../src/actions/webhook-payload.ts';
import type { EventKind, GroupEvent } from '../../src/groups/event.ts';
import { merge } from '../../src/groups/merge.ts';
import { telling } from '../../src/groups/view.ts';
import { firing, policy, report, resolved, T0 } from '../groups/builders.ts';
import { ACME, GLOBEX } from '../store/store-fixtures.ts';

const open = merge(undefined, report([firing('db-1')], T0));
const over = merge(open, report([resolved('db-1', T0 + 1_000)], T0 + 2_000));
const eventOf = (kind: EventKind, detail?: GroupEvent['detail']): GroupEvent => ({
  at: T0,
  kind,
  group: open.id,
  receiver: open.receiver,
  ...(detail === undefined ? {} : { detail }),
});

describe('an event', () => {
  test.each<[EventKind, string | undefined]>([
    ['acknowledged', 'acknowledged'],
    ['lapsed', 'unacknowledged'],
    ['commented', 'commented'],
    ['silenced', 'silenced'],
    ['silence_moved', 'silenced'],
    ['unsilenced', 'unsilenced'],
    ['escalated', 'escalated'],
    ['posted', undefined],
    ['merged', undefined],
    ['closed', undefined],
  ])('%s is told as %s', (kind, told) => {
    expect(webhookKindOf(eventOf(kind))).toBe(told);
  });

  test('of any kind tells that it opened or resolved the group, and only then', () => {
    const kindAfter = (...[before, after]: readonly (typeof open | undefined)[]) =>
      after && webhookKindOf(telling(eventOf('merged', { alerts: 1 }), before, after));
    expect(kindAfter(undefined, open)).toBe('opened');
    expect(kindAfter(open, open)).toBeUndefined();
    expect(kindAfter(open, over)).toBe('resolved');
    expect(kindAfter(over, over)).toBeUndefined();
    expect(kindAfter(over, open)).toBe('opened');
    expect(webhookKindOf(telling(eventOf('closed_by_hand', { by: 'U1' }), open, over))).toBe('resolved');
  });

  test('has one id, whichever try it is, and another in another tenant', () => {
    const placed = { place: '1-0', event: eventOf('acknowledged') };
    expect(webhookIdOf(ACME, placed)).toBe(webhookIdOf(ACME, { ...placed }));
    expect(webhookIdOf(ACME, placed)).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(webhookIdOf(GLOBEX, placed)).not.toBe(webhookIdOf(ACME, placed));
  });
});

describe('a webhook', () => {
  const subject = { tenantId: ACME, kind: 'assigned' as const, group: open, policy, sendsLabels: false };
  const event = eventOf('assigned', { by: 'U1', to: 'U2', alerts: 7 });

  test('says what happened, by whom, and how the group stands now; no label', () => {
    const group = { ...open, acknowledged: { by: 'U2', at: T0 } };
    expect(JSON.parse(webhookPayload({ ...subject, group, event }))).toEqual({
      type: 'group.assigned',
      timestamp: new Date(T0).toISOString(),
      data: {
        tenant: 'acme',
        group: open.id,
        receiver: 'ops',
        by: 'U1',
        to: 'U2',
        now: { state: 'open', severity: 'warning', firing: 1, unreported: 0, resolved: 0, acknowledged_by: 'U2' },
      },
    });
  });

  test('of a silence says until when', () => {
    const silenced = eventOf('silenced', { by: 'U1', silence: 's1', until: T0 });
    const { data } = JSON.parse(webhookPayload({ ...subject, kind: 'silenced', event: silenced }));
    expect(data).toMatchObject({ by: 'U1', silence: 's1', until: new Date(T0).toISOString() });
  });

  test('has the labels of the group where it is to, and says when the group is gone', () => {
    const labelled = JSON.parse(webhookPayload({ ...subject, event, sendsLabels: true }));
    expect(labelled.data.labels).toEqual({ alertname: 'DiskFull' });
    const gone = JSON.parse(webhookPayload({ ...subject, event, group: undefined, sendsLabels: true }));
    expect(gone.data.now).toEqual({ state: 'closed' });
    expect(gone.data.labels).toBeUndefined();
  });
});

import { expect, test } from '@jest/globals';
import { type GroupId, groupIdOf, receiverName } from '../../src/core/ids.ts';
import { CANARY_RECEIVER } from '../../src/core/own-groups.ts';
import type { EventKind, GroupEvent } from '../../src/groups/event.ts';
import { merge } from '../../src/groups/merge.ts';
import { noiseReport } from '../../src/groups/noise-report.ts';
import { telling } from '../../src/groups/view.ts';
import { firing, MINUTE, report, T0 } from './builders.ts';

const HOUR = 60 * MINUTE;

/** A tenant's history, told in minutes after T0. */
class Story {
  readonly #events: GroupEvent[] = [];

  at(minute: number, kind: EventKind, alert: string, detail: GroupEvent['detail'] = {}, receiver = 'ops'): this {
    const group: GroupId = groupIdOf({ upstreamReceiver: 'r', groupKey: alert, receiver: receiverName(receiver) });
    this.#events.push({ at: T0 + minute * MINUTE, kind, group, receiver, detail });
    return this;
  }

  opens(minute: number, alert: string, severity = 'critical', receiver = 'ops'): this {
    return this.at(minute, 'received', alert, { became: 'open', alert, severity }, receiver);
  }

  resolves(minute: number, alert: string): this {
    return this.at(minute, 'merged', alert, { became: 'resolved' });
  }

  report(from = 0, until = 7 * 24 * 60) {
    const request = { tenant: 'acme', from: T0 + from * MINUTE, until: T0 + until * MINUTE };
    return noiseReport([...this.#events].reverse(), request);
  }
}

test('what opened is counted with what it said and what people did', () => {
  const told = new Story()
    .opens(0, 'DiskFull')
    .at(1, 'posted', 'DiskFull')
    .at(2, 'updated', 'DiskFull')
    .at(3, 'replied', 'DiskFull')
    .at(4, 'acknowledged', 'DiskFull', { by: 'U0MARIA' })
    .at(5, 'acknowledged', 'DiskFull', { by: 'U0JAN' })
    .resolves(20, 'DiskFull')
    .opens(30, 'CpuHigh', 'warning')
    .at(30, 'posted', 'CpuHigh')
    .resolves(70, 'CpuHigh')
    .report();
  expect(told).toMatchObject({ opened: 2, resolved: 2, acknowledged: 1, messages: 3 });
  expect(told).toMatchObject({ secondsToAcknowledge: 240, secondsToResolve: 1_800 });
  expect(told.talkers.map(({ alert }) => alert)).toEqual(['DiskFull', 'CpuHigh']);
  expect(told.neverAcknowledged.map(({ alert }) => alert)).toEqual(['CpuHigh']);
  expect(told.historyFrom).toBeUndefined();
});

test('what opens again within an hour, three times, flaps; what takes longer does not', () => {
  const story = new Story();
  for (let round = 0; round < 4; round += 1) {
    story.opens(round * 30, 'Flapping').resolves(round * 30 + 5, 'Flapping');
    story.opens(round * 90, 'Slow').resolves(round * 90 + 5, 'Slow');
  }
  const { flappers, talkers } = story.report();
  expect(flappers).toEqual([expect.objectContaining({ alert: 'Flapping', opened: 4, reopened: 3 })]);
  expect(talkers).toHaveLength(2);
});

test('only what opened in the time counts, but what came before tells that it opened again', () => {
  const story = new Story();
  for (const minute of [0, 20, 40, 60]) story.opens(minute, 'Flapping').resolves(minute + 10, 'Flapping');
  expect(story.report(15, 60)).toMatchObject({ opened: 2, talkers: [{ reopened: 2 }] });
});

test('of a history that begins later it says so', () => {
  const told = new Story().opens(90, 'DiskFull').report();
  expect(told.historyFrom).toBe(new Date(T0 + 90 * MINUTE).toISOString());
});

test('nobody has to take what is only for information, and the canary is nobody’s noise', () => {
  const told = new Story().opens(0, 'Backup', 'info').opens(1, 'TocsinCanary', 'critical', CANARY_RECEIVER).report();
  expect(told).toMatchObject({ opened: 1, neverAcknowledged: [] });
  expect(told.talkers.map(({ alert }) => alert)).toEqual(['Backup']);
});

test('receivers are told apart, and what has no name is counted too', () => {
  const told = new Story().opens(0, 'DiskFull').opens(1, 'DiskFull', 'error', 'database').at(2, 'received', 'x', {
    became: 'open',
  });
  expect(
    told
      .report()
      .talkers.map(({ alert, receiver }) => `${alert} ${receiver}`)
      .sort(),
  ).toEqual([' ops', 'DiskFull database', 'DiskFull ops']);
});

test('a quiet week is an empty report', () => {
  expect(new Story().report()).toEqual({
    ...{ tenant: 'acme', from: '2026-03-01T12:00:00.000Z', until: '2026-03-08T12:00:00.000Z' },
    ...{ opened: 0, resolved: 0, acknowledged: 0, messages: 0 },
    ...{ talkers: [], flappers: [], neverAcknowledged: [] },
  });
});

test('the event of an opening names the worst alert that fires, cut to what a list can hold', () => {
  const group = merge(
    undefined,
    report(
      [
        firing('a', T0, { severity: 'warning', alertname: 'Warned' }),
        firing('b', T0, { severity: 'critical', alertname: 'x'.repeat(200) }),
      ],
      T0,
    ),
  );
  const event: GroupEvent = { at: T0, kind: 'received', group: group.id, receiver: 'ops', detail: { alerts: 2 } };
  const { detail } = telling(event, undefined, group);
  expect(detail).toMatchObject({ alerts: 2, became: 'open', severity: 'critical', alert: `${'x'.repeat(119)}…` });
  expect(telling({ ...event, at: T0 + HOUR }, group, group).detail).toEqual({ alerts: 2 });
});

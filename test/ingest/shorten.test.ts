import { describe, expect, test } from '@jest/globals';
import type { Alert, Notification } from '../../src/core/alert.ts';
import { fingerprint } from '../../src/core/ids.ts';
import { type IngestLimits, shorten } from '../../src/ingest/shorten.ts';

const LIMITS: IngestLimits = { alerts: 10, labelChars: 20, annotationChars: 30, labelsPerAlert: 4 };

function notification(changes: Partial<Notification> = {}, alert: Partial<Alert> = {}): Notification {
  return {
    upstreamReceiver: 'tocsin',
    groupKey: '{}:{a="b"}',
    groupLabels: { team: 'db' },
    externalURL: 'http://am-1:9093',
    truncatedAlerts: 0,
    droppedAlerts: 0,
    alerts: [
      {
        fingerprint: fingerprint('0123456789abcdef'),
        status: 'firing',
        startsAt: 1,
        labels: { alertname: 'DiskFull' },
        annotations: {},
        generatorURL: 'http://prometheus:9090',
        ...alert,
      },
    ],
    receivedAt: 2,
    ...changes,
  };
}

const shortened = (given: Notification) => shorten(given, LIMITS).notification;

describe('a notification', () => {
  test('within the limits stays the same object', () => {
    const given = notification(
      { reason: 'first notification' },
      { labels: { a: 'x'.repeat(20), ['n'.repeat(20)]: 'y' } },
    );
    expect(shorten(given, LIMITS)).toEqual({ notification: given, cut: [] });
    expect(shorten(given, LIMITS).notification).toBe(given);
  });

  test('of which alerts were dropped is counted', () => {
    expect(shorten(notification({ droppedAlerts: 3 }), LIMITS).cut).toEqual(['alerts']);
  });
});

describe('too many labels', () => {
  test('lose neither name nor severity nor what the group is grouped by', () => {
    const labels = { a: '1', alertname: 'DiskFull', b: '2', c: '3', d: '4', severity: 'critical', team: 'db' };
    const { notification: kept, cut } = shorten(notification({}, { labels }), LIMITS);
    expect(kept.alerts[0]?.labels).toEqual({ a: '1', alertname: 'DiskFull', severity: 'critical', team: 'db' });
    expect(cut).toEqual(['labels']);
  });

  test('that the group is grouped by are themselves bounded', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`l${index}`, 'x'.repeat(40)]));
    const kept = shortened(notification({ groupLabels: many }, { labels: { ...many, severity: 'info' } }));
    expect(kept.groupLabels).toEqual(
      Object.fromEntries(['l0', 'l1', 'l2', 'l3'].map((n) => [n, `${'x'.repeat(19)}…`])),
    );
    expect(Object.keys(kept.alerts[0]?.labels ?? {})).toEqual(['l0', 'l1', 'l2', 'severity']);
  });

  test('of annotations leave what messages show', () => {
    const annotations = { a: '1', b: '2', c: '3', d: '4', runbook_url: 'http://r', summary: 'full' };
    expect(Object.keys(shortened(notification({}, { annotations })).alerts[0]?.annotations ?? {})).toEqual([
      'a',
      'b',
      'runbook_url',
      'summary',
    ]);
  });
});

describe('long texts', () => {
  test('a URL that is longer than Slack allows is left out', () => {
    const url = (length: number) => 'http://p/'.padEnd(length, 'x');
    const kept = shortened(notification({ externalURL: url(3_001) }, { generatorURL: url(3_001) }));
    expect([kept.externalURL, kept.alerts[0]?.generatorURL]).toEqual(['', '']);
    const given = notification({ externalURL: url(3_000) }, { generatorURL: url(3_000) });
    expect(shortened(given)).toBe(given);
  });

  test('a reason is cut', () => {
    expect(shortened(notification({ reason: 'x'.repeat(1_000) })).reason).toHaveLength(256);
  });

  test.each(['groupKey', 'upstreamReceiver'] as const)('a %s is cut so that different ones stay different', (name) => {
    const ending = (end: string) => shortened(notification({ [name]: 'k'.repeat(100_000) + end }))[name];
    expect(ending('a')).toHaveLength(2_048);
    expect(ending('a')).toBe(ending('a'));
    expect(ending('a')).not.toBe(ending('b'));
    const usual = notification({ [name]: 'k'.repeat(2_048) });
    expect(shortened(usual)).toBe(usual);
  });
});

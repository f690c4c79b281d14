/** Reading a webhook: what is looked at, what is believed, and what is said of what cannot be understood. */
import { describe, expect, test } from '@jest/globals';
import type { Notification } from '../../src/core/alert.ts';
import { parseWebhook } from '../../src/ingest/webhook.ts';
import { webhook, webhookAlert } from './ingest-server.ts';

const NOW = Date.parse('2026-03-01T12:30:00Z');

function parsed(body: unknown, maxAlerts?: number): Notification {
  const result = parseWebhook(body, NOW, maxAlerts);
  if (!result.ok) throw new Error(result.reason);
  return result.notification;
}

function reasonFor(body: unknown, maxAlerts?: number): string {
  const result = parseWebhook(body, NOW, maxAlerts);
  if (result.ok) throw new Error('the webhook was accepted');
  return result.reason;
}

const one = (changes: Record<string, unknown>) => webhook({ alerts: [webhookAlert(changes)] });

describe('more alerts than the limit', () => {
  const alert = (alertname: string, severity: string, status = 'firing') =>
    webhookAlert({ status, labels: { alertname, severity } });

  test('are kept by importance: firing, then severity, then their order; the rest is counted', () => {
    const alerts = [
      alert('resolved critical', 'critical', 'resolved'),
      alert('info', 'info'),
      alert('warning 1', 'warning'),
      alert('critical', 'page'),
      alert('warning 2', 'warning'),
      alert('unknown word', 'x'.repeat(1_000)),
    ];
    const { alerts: kept, droppedAlerts } = parsed(webhook({ alerts }), 4);
    expect(kept.map(({ labels }) => labels.alertname)).toEqual(['critical', 'warning 1', 'warning 2', 'unknown word']);
    expect(droppedAlerts).toBe(2);
    expect(parsed(webhook({ alerts }), 5).alerts.at(-1)?.labels.alertname).toBe('info');
  });

  test('are not read but for status and severity', () => {
    const unread = new Proxy(
      { status: 'firing', labels: { severity: 'info' } },
      {
        get: (target, name) => {
          if (name === 'status' || name === 'labels') return Reflect.get(target, name);
          throw new Error(`${String(name)} was read`);
        },
      },
    );
    const alerts = [...Array.from({ length: 9 }, () => unread), webhookAlert()];
    expect(parsed(webhook({ alerts }), 1)).toMatchObject({ droppedAlerts: 9, alerts: [{ status: 'firing' }] });
  });

  test.each([[null], ['text'], [7], [{ labels: null }], [{ status: 'firing', labels: { severity: {} } }]])(
    'that are broken like %j give way to those that are not',
    (broken) => {
      expect(parsed(webhook({ alerts: [broken, broken, webhookAlert()] }), 1).alerts).toHaveLength(1);
    },
  );

  test('end with the first broken one, named by its place', () => {
    const unread = new Proxy(webhookAlert({ labels: {} }), {
      get: (target, name) => {
        if (name === 'status' || name === 'labels') return Reflect.get(target, name);
        throw new Error(`${String(name)} was read`);
      },
    });
    const alerts = [unread, webhookAlert({ startsAt: null }), unread];
    expect(reasonFor(webhook({ alerts }), 2)).toBe('alerts[1].startsAt: must be string');
  });
});

describe('what is wrong', () => {
  test('of a million labels is told once', () => {
    const labels = Object.fromEntries(Array.from({ length: 200_000 }, (_, index) => [`l${index}`, index]));
    expect(reasonFor(one({ labels }))).toBe('alerts[0].labels.l0: must be string');
  });

  test('is named by a path of 120 printable characters at most', () => {
    const name = `a\r\nb\u2028\u202ec\u0007😀${'ü'.repeat(100_000)}`;
    const reason = reasonFor(one({ labels: { [name]: 1 } }));
    expect(reason).toMatch(/^alerts\[0\]\.labels\.a\?\?b\?\?c\?😀ü+…: must be string$/u);
    expect([...reason.replace(': must be string', '')]).toHaveLength(120);
  });
});

describe('times', () => {
  test.each<[string, string]>([
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01T12:00:00.123456789Z', '2026-03-01T12:00:00.123Z'],
    ['2026-03-01T13:30:00+01:30', '2026-03-01T12:00:00.000Z'],
    ['2026-03-01t12:00:00z', '2026-03-01T12:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2016-12-31T23:59:59.999Z'],
    ['2017-01-01T00:59:60.5+01:00', '2016-12-31T23:59:59.999Z'],
  ])('%s is %s', (startsAt, iso) => {
    expect(new Date(parsed(one({ startsAt })).alerts[0]?.startsAt ?? 0).toISOString()).toBe(iso);
  });

  test.each([
    '2026',
    '2026-03-01',
    '2026-03-01T12:00:00',
    '2026-03-01 12:00:00Z',
    '+275760-09-13T00:00:00Z',
    'Sun, 01 Mar 2026 12:00:00 GMT',
    '2026-13-01T12:00:00Z',
    '2026-03-01T12:00:61Z',
    ' 2026-03-01T12:00:00Z',
  ])('%s is none', (startsAt) => {
    expect(reasonFor(one({ startsAt }))).toBe('alerts[0].startsAt: is not an RFC 3339 time');
    expect(reasonFor(one({ endsAt: startsAt }))).toBe('alerts[0].endsAt: is not an RFC 3339 time');
  });

  test.each([
    ['2026-03-01T12:10:00Z', '2026-03-01T12:10:00.000Z'],
    ['2031-01-01T00:00:00Z', '2026-03-01T12:30:00.000Z'],
    ['0001-01-01T00:00:00Z', '2026-03-01T12:30:00.000Z'],
    ['', '2026-03-01T12:30:00.000Z'],
  ])('an alert that is resolved and says that it ended at %j ended at %s', (endsAt, iso) => {
    const [alert] = parsed(one({ status: 'resolved', endsAt })).alerts;
    expect(new Date(alert?.endsAt ?? 0).toISOString()).toBe(iso);
  });
});

describe('a fingerprint of our own', () => {
  const fingerprintOf = (labels: Record<string, string>) =>
    parsed(one({ labels, fingerprint: undefined })).alerts[0]?.fingerprint;

  test('goes by the labels and not by their order', () => {
    expect(fingerprintOf({ a: '1', b: '2' })).toBe(fingerprintOf({ b: '2', a: '1' }));
    expect(fingerprintOf({ a: '1', b: '2' })).not.toBe(fingerprintOf({ a: '1', b: '3' }));
  });
});

import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/core/clock.ts';
import { TocsinError } from '../../src/core/errors.ts';
import { fingerprint, groupIdOf, receiverName } from '../../src/core/ids.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';
import { waitUntil } from '../servers/wait-until.ts';
import {
  ACME_SECOND_TOKEN,
  ACME_TOKEN,
  GLOBEX_TOKEN,
  type IngestServer,
  startIngestServer,
  tenantIdOf,
  webhook,
  webhookAlert,
} from './ingest-server.ts';

let server: IngestServer;
beforeEach(async () => {
  server = await startIngestServer();
});
afterEach(() => server.close());

const acme = tenantIdOf('acme');

async function post(body: unknown, init: { path?: string; headers?: Record<string, string>; at?: string } = {}) {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(`${init.at ?? server.url}${init.path ?? '/v1/tenants/acme/alertmanager'}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${ACME_TOKEN}`, 'content-type': 'application/json', ...init.headers },
    body: isRaw ? (body as string) : JSON.stringify(body),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

function stored(receiver = 'ops', upstreamReceiver = 'tocsin', groupKey = '{}:{alertname="DiskFull"}') {
  return server.store.read(acme, groupIdOf({ upstreamReceiver, groupKey, receiver: receiverName(receiver) }));
}

const metric = async (name: string, labels: Record<string, string>) => {
  const [found] = (await server.metrics.registry.getMetricsAsJSON()).filter((each) => each.name === name);
  const values: { value: number; labels: Record<string, unknown> }[] = found?.values ?? [];
  return values.find((each) => Object.entries(labels).every(([key, value]) => each.labels[key] === value))?.value ?? 0;
};

describe('a webhook', () => {
  test('is stored before it is answered, and its tenant is woken', async () => {
    expect(await post(webhook())).toEqual({ status: 200, body: { outcome: 'accepted' } });
    const group = (await stored())?.group;
    expect(group?.alerts[fingerprint('0123456789abcdef')]).toMatchObject({
      status: 'firing',
      startsAt: Date.parse('2026-03-01T12:00:00.123Z'),
    });
    expect(group?.alerts[fingerprint('0123456789abcdef')]?.endsAt).toBeUndefined();
    expect(server.woken).toEqual(['acme']);
  });

  test.each<[string, { path?: string; headers?: Record<string, string> }]>([
    ['a bearer token', {}],
    ['a second valid token', { headers: { authorization: `Bearer ${ACME_SECOND_TOKEN}` } }],
    ['lower-case bearer', { headers: { authorization: `bearer ${ACME_TOKEN}` } }],
    ['basic', { headers: { authorization: `Basic ${Buffer.from(`any:${ACME_TOKEN}`).toString('base64')}` } }],
    ['the query', { path: `/v1/tenants/acme/alertmanager?token=${ACME_TOKEN}`, headers: { authorization: '' } }],
    [
      "the query, beside a proxy's basic",
      { path: `/v1/alertmanager?token=${ACME_TOKEN}`, headers: { authorization: 'Basic cHJveHk6c2VjcmV0' } },
    ],
    [
      "the query, beside a proxy's bearer",
      { path: `/v1/tenants/acme/alertmanager?token=${ACME_TOKEN}`, headers: { authorization: 'Bearer of-the-proxy' } },
    ],
    ['bearer, beside a query token of nobody', { path: '/v1/alertmanager?token=nonsense' }],
    ['the token alone', { path: '/v1/alertmanager' }],
    ['the token and X-Scope-OrgID', { path: '/v1/alertmanager', headers: { 'x-scope-orgid': 'acme' } }],
    ['path, token and X-Scope-OrgID', { headers: { 'x-scope-orgid': 'acme' } }],
    ['a trailing slash', { path: '/v1/tenants/acme/alertmanager/' }],
  ])('authenticates by %s', async (_name, init) => {
    expect((await post(webhook(), init)).status).toBe(200);
  });

  test('is understood when gzipped', async () => {
    const body = new Uint8Array(gzipSync(JSON.stringify(webhook())));
    expect((await post(body, { headers: { 'content-encoding': 'gzip' } })).status).toBe(200);
  });

  test.each<[string, Record<string, unknown>]>([
    ['Alertmanager 0.22, without the newer fields', { truncatedAlerts: undefined }],
    ['0.32, with a reason', { notification_reason: 'first notification' }],
    ['0.34, with route labels', { notification_reason: 'first notification', routeLabels: { team: 'db' } }],
    ['a future version, with unknown fields', { somethingNew: { a: [1] }, alerts: [webhookAlert({ more: 1 })] }],
    ['a sender that leaves out what is empty', { groupLabels: undefined, externalURL: undefined, commonLabels: null }],
    [
      'Grafana',
      {
        version: '1',
        orgId: 1,
        title: '[FIRING:1]',
        state: 'alerting',
        message: 'text',
        alerts: [
          webhookAlert({
            values: { B: 22.5 },
            valueString: '[ var=B ]',
            silenceURL: 'https://grafana.example/silence',
            dashboardURL: 'https://grafana.example/d/1',
            panelURL: '',
            imageURL: '',
            orgId: 1,
          }),
        ],
      },
    ],
  ])('of %s is accepted', async (_name, changes) => {
    expect(await post(webhook(changes))).toEqual({ status: 200, body: { outcome: 'accepted' } });
  });

  test("keeps Grafana's dashboard as an annotation", async () => {
    await post(webhook({ version: '1', alerts: [webhookAlert({ dashboardURL: 'https://grafana.example/d/1' })] }));
    const alert = (await stored())?.group.alerts[fingerprint('0123456789abcdef')];
    expect(alert?.annotations.dashboard_url).toBe('https://grafana.example/d/1');
  });

  test("un-escapes the receiver's name", async () => {
    await post(webhook({ receiver: 'slack\\.ok\\+x/y \\[a\\]\\(b\\)\\{c\\}\\^\\$\\|\\?\\*\\\\' }));
    expect((await stored('ops', 'slack.ok+x/y [a](b){c}^$|?*\\'))?.group.upstreamReceiver).toBe(
      'slack.ok+x/y [a](b){c}^$|?*\\',
    );
  });

  test('without fingerprints gets its own from the labels', async () => {
    await post(
      webhook({ alerts: [webhookAlert({ fingerprint: undefined }), webhookAlert({ fingerprint: '__proto__' })] }),
    );
    const group = (await stored())?.group;
    expect(Object.keys(group?.alerts ?? {})).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
  });

  test('whose alerts go to two receivers is stored for both at once', async () => {
    const db = webhookAlert({ fingerprint: 'aaaaaaaaaaaaaaaa', labels: { alertname: 'DiskFull', team: 'db' } });
    await post(webhook({ alerts: [webhookAlert(), db] }));
    expect(Object.keys((await stored('ops'))?.group.alerts ?? {})).toEqual(['0123456789abcdef']);
    expect(Object.keys((await stored('database'))?.group.alerts ?? {})).toEqual(['aaaaaaaaaaaaaaaa']);
  });
});

describe('what comes twice', () => {
  test("is known as a peer's copy or as a retry, and changes nothing", async () => {
    await post(webhook());
    const before = await stored();
    expect((await post(webhook())).body).toEqual({ outcome: 'retry' });
    const copy = webhook({ externalURL: 'http://am-2:9093', notification_reason: 'unknown' });
    expect((await post(copy)).body).toEqual({ outcome: 'peer_copy' });
    expect(await stored()).toEqual(before);
    expect(await metric('tocsin_duplicates_total', { tenant: 'acme', cause: 'peer_copy' })).toBe(1);
    expect(await metric('tocsin_alerts_total', { tenant: 'acme', status: 'firing' })).toBe(1);
  });

  test('is a repeat when it comes after the dedupe window', async () => {
    const own = await startIngestServer({ dedupeMs: 20 });
    try {
      await post(webhook(), { at: own.url });
      await new Promise((resolve) => setTimeout(resolve, 40));
      expect((await post(webhook(), { at: own.url })).body).toEqual({ outcome: 'repeat' });
    } finally {
      await own.close();
    }
  });
});

describe('what exceeds the limits', () => {
  test('loses the least important alerts and is counted', async () => {
    const own = await startIngestServer({
      limits: { bodyBytes: 1e6, alerts: 3, labelChars: 100, annotationChars: 100, labelsPerAlert: 5 },
    });
    try {
      const alert = (name: string, severity: string, more: Record<string, unknown> = {}) =>
        webhookAlert({ fingerprint: undefined, labels: { alertname: name, severity }, ...more });
      const alerts = [
        alert('w', 'warning'),
        alert('r', 'critical', { status: 'resolved', endsAt: '2026-03-01T13:00:00Z' }),
        alert('i', 'info'),
        alert('c', 'critical'),
      ];
      expect((await post(webhook({ alerts }), { at: own.url })).status).toBe(200);
      const id = groupIdOf({
        upstreamReceiver: 'tocsin',
        groupKey: '{}:{alertname="DiskFull"}',
        receiver: receiverName('ops'),
      });
      const group = (await own.store.read(acme, id))?.group;
      const names = Object.values(group?.alerts ?? {}).map((each) => each.labels.alertname);
      expect(names.sort()).toEqual(['c', 'i', 'w']);
      expect(group?.truncated).toMatchObject({ count: 1, unknown: 0 });
      const page = await own.metrics.registry.metrics();
      expect(page).toContain('tocsin_shortened_total{tenant="acme",what="alerts"} 1');
    } finally {
      await own.close();
    }
  });

  test('has its long labels and annotations cut between characters', async () => {
    const summary = `${'x'.repeat(4_094)}😀😀`;
    await post(webhook({ alerts: [webhookAlert({ annotations: { summary } })] }));
    const cut = (await stored())?.group.alerts[fingerprint('0123456789abcdef')]?.annotations.summary ?? '';
    expect(cut.length).toBeLessThanOrEqual(4_096);
    expect(cut.endsWith('…')).toBe(true);
    expect(() => encodeURIComponent(cut)).not.toThrow();
  });
});

describe('when the store does not answer', () => {
  test('the webhook is answered 503 with the reason, and is taken when it comes again', async () => {
    const store = createMemoryStore({ clock: systemClock });
    const accept = store.accept.bind(store);
    let isDown = true;
    store.accept = (acceptance) =>
      isDown ? Promise.reject(new TocsinError('store_unavailable', 'Redis is loading')) : accept(acceptance);
    const own = await startIngestServer({ store });
    try {
      expect(await post(webhook(), { at: own.url })).toEqual({
        status: 503,
        body: {
          type: 'about:blank',
          status: 503,
          title: 'Service unavailable',
          detail: 'not stored: Redis is loading',
        },
      });
      isDown = false;
      expect((await post(webhook(), { at: own.url })).body).toEqual({ outcome: 'accepted' });
    } finally {
      await own.close();
    }
  });
});

/** A server that stores a webhook only when it is told to. */
async function startHeldServer(options: Partial<Parameters<typeof startIngestServer>[0]>) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const own = await startIngestServer({
    ...options,
    accept: ({ tenantId, notification }) => {
      const name = `${tenantId} ${notification.groupKey}`;
      begun.push(name);
      return new Promise((resolve) => ends.set(name, () => resolve('accepted')));
    },
  });
  const send = (groupKey: string, { token = ACME_TOKEN, signal }: { token?: string; signal?: AbortSignal } = {}) =>
    fetch(`${own.url}/v1/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(webhook({ groupKey })),
      ...(signal === undefined ? {} : { signal }),
    });
  return {
    begun,
    send,
    metrics: own.metrics,
    hasBegun: (count: number) => waitUntil(`${count} have begun`, () => begun.length === count),
    end: (name: string) => ends.get(name)?.(),
    close: () => own.close(),
  };
}

const arrives = () => new Promise((resolve) => setTimeout(resolve, 200));

describe('webhooks that come together', () => {
  test('are not stored when their sender has gone before their turn: it sends them again', async () => {
    const own = await startHeldServer({ tenantConcurrency: 1 });
    try {
      const first = own.send('1');
      await own.hasBegun(1);
      const leaving = new AbortController();
      const second = own.send('2', { signal: leaving.signal });
      await arrives();
      leaving.abort();
      await expect(second).rejects.toThrow();
      const third = own.send('3');
      await arrives();
      own.end('acme 1');
      await own.hasBegun(2);
      own.end('acme 3');
      expect((await first).status).toBe(200);
      expect((await third).status).toBe(200);
      expect(own.begun).toEqual(['acme 1', 'acme 3']);
    } finally {
      await own.close();
    }
  });

  test('are sent back when their turn comes too late, before a replica would send the same', async () => {
    let skippedMs = 0;
    const own = await startHeldServer({ tenantConcurrency: 1, clock: { now: () => Date.now() + skippedMs } });
    try {
      const first = own.send('1');
      await own.hasBegun(1);
      const second = own.send('2');
      await arrives();
      skippedMs = 6_000;
      own.end('acme 1');
      expect((await first).status).toBe(200);
      const late = await second;
      expect([late.status, await late.json()]).toMatchObject([
        503,
        { detail: expect.stringContaining('send it again') },
      ]);
      expect(own.begun).toEqual(['acme 1']);
      expect(await own.metrics.registry.metrics()).toContain('outcome="overloaded"} 1');
    } finally {
      await own.close();
    }
  });

  test('of one tenant are stored so many at a time, in their order, and another tenant passes them', async () => {
    const own = await startHeldServer({ tenantConcurrency: 2 });
    try {
      const answers = [own.send('1')];
      await own.hasBegun(1);
      answers.push(own.send('2'));
      await own.hasBegun(2);
      answers.push(own.send('3'), own.send('4', { token: GLOBEX_TOKEN }));
      await own.hasBegun(3);
      own.end('acme 2');
      await own.hasBegun(4);
      expect(own.begun).toEqual(['acme 1', 'acme 2', 'globex 4', 'acme 3']);
      for (const name of own.begun) own.end(name);
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    } finally {
      await own.close();
    }
  });
});

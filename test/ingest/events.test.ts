/** The door for Alertmanager's event recorder: whatever comes, it only says that there is something to ask. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { TenantId } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { IngestTenant } from '../../src/ingest/authenticate.ts';
import { createEventsHandler } from '../../src/ingest/events-handler.ts';
import { tenantIdOf } from './ingest-server.ts';

const TOKEN = 'acme-ingest-1';
const acme: IngestTenant = {
  id: tenantIdOf('acme'),
  tokenDigests: [createHash('sha256').update(TOKEN).digest()],
  route: () => [],
};

let asked: TenantId[] = [];
const handler = createEventsHandler({
  tenants: () => ({
    get: (id) => (id === acme.id ? acme : undefined),
    byTokenDigest: (digest) => (acme.tokenDigests[0]?.toString('hex') === digest ? acme : undefined),
  }),
  onEvents: (tenantId) => asked.push(tenantId),
  logger: silentLogger,
});
const server = createServer((request, response) => {
  if (!handler(request, response)) response.writeHead(404).end();
});

beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  asked = [];
});

async function post(
  body: unknown,
  { path = '/v1/tenants/acme/alertmanager/events', token = TOKEN, method = 'POST' } = {},
) {
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body) } : {}),
  });
  await response.arrayBuffer();
  return response.status;
}

/** As protojson writes it: lowerCamelCase, zero values left out. */
const event = (data: object) => ({ '@timestamp': '2026-03-01T12:00:00Z', instance: 'am-1', data });
const muted = event({ silenceMutedAlert: { alert: { labels: { alertname: 'A' } }, silenceIds: ['s1'] } });

test.each([
  ['a silenced alert', muted],
  ['an inhibited one', event({ inhibitionMutedAlert: { alert: {} } })],
  ['a resolved one', event({ alertResolved: { alert: {}, groupInfo: {} } })],
  ['a new silence', event({ silenceCreated: { silence: { id: 's1' } } })],
  ['a changed silence', event({ silenceUpdated: { silence: { id: 's1' } } })],
  ['a batch with one of these', [event({ alertCreated: {} }), muted]],
])('%s makes the tenant be asked about', async (_, body) => {
  expect(await post(body)).toBe(202);
  expect(asked).toEqual(['acme']);
});

test.each([
  ['what webhooks tell', event({ notification: { reason: 'NOTIFY_REASON_FIRST' } })],
  ['the start of an Alertmanager', event({ startup: {} })],
  ['an event of tomorrow', event({ alertPondered: {} })],
  ['an empty batch', []],
])('%s is taken and changes nothing', async (_, body) => {
  expect(await post(body)).toBe(202);
  expect(asked).toEqual([]);
});

test('a copy is taken like the first one', async () => {
  expect([await post(muted), await post(muted)]).toEqual([202, 202]);
});

test('the token alone names the tenant too', async () => {
  expect(await post(muted, { path: '/v1/alertmanager/events' })).toBe(202);
  expect(await post(muted, { path: `/v1/alertmanager/events?token=${TOKEN}`, token: 'proxy' })).toBe(202);
  expect(asked).toEqual(['acme', 'acme']);
});

test.each([
  [401, muted, { token: 'other' }],
  [401, muted, { path: '/v1/tenants/globex/alertmanager/events' }],
  [405, muted, { method: 'GET' }],
  [413, 'x'.repeat(1_100_000), {}],
  [422, 'no JSON', {}],
  [422, { alerts: [] }, {}],
  [404, muted, { path: '/v1/tenants/acme/alertmanager/event' }],
])("%i for what is none of a tenant's events", async (status, body, options) => {
  expect(await post(body, options)).toBe(status);
  expect(asked).toEqual([]);
});

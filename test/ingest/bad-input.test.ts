/** What the webhook endpoint answers to whatever is wrong with a request: status and exact words. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  ACME_TOKEN,
  GLOBEX_TOKEN,
  type IngestServer,
  startIngestServer,
  webhook,
  webhookAlert,
} from './ingest-server.ts';

let server: IngestServer;
beforeAll(async () => {
  server = await startIngestServer();
});
afterAll(() => server.close());

const AUTHORIZED = { authorization: `Bearer ${ACME_TOKEN}` };
const UNAUTHORIZED =
  'no such tenant, or the token is not one of its ingest tokens; send it as bearer token, as basic password or as ?token=';
const EXPECTED = "; expected is Alertmanager's webhook version 4, without a custom payload";
const TOO_LARGE =
  "the body exceeds 1 MiB, also when decompressed; raise ingest.max_body_size or lower max_alerts in Alertmanager's webhook_config";

async function post(path: string, init: RequestInit) {
  const response = await fetch(`${server.url}${path}`, { method: 'POST', ...init });
  const text = await response.text();
  return { response, status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

describe('who may post', () => {
  const acme = '/v1/tenants/acme/alertmanager';
  const basic = (pair: string) => ({ authorization: `Basic ${Buffer.from(pair).toString('base64')}` });

  test.each<[string, string, Record<string, string>]>([
    ['no token at all', acme, {}],
    ['a wrong token', acme, { authorization: 'Bearer nonsense' }],
    ["another tenant's token", acme, { authorization: `Bearer ${GLOBEX_TOKEN}` }],
    ['a tenant that does not exist', '/v1/tenants/nobody/alertmanager', AUTHORIZED],
    ['a tenant id that cannot exist', '/v1/tenants/ac%2Fme/alertmanager', AUTHORIZED],
    ['an upper-case tenant id', '/v1/tenants/ACME/alertmanager', AUTHORIZED],
    ['an empty tenant id', '/v1/tenants//alertmanager', AUTHORIZED],
    ['a prototype property as tenant id', '/v1/tenants/__proto__/alertmanager', AUTHORIZED],
    ['an empty bearer token', acme, { authorization: 'Bearer ' }],
    ['an unknown scheme', acme, { authorization: `Digest ${ACME_TOKEN}` }],
    ['a bare token without a scheme', acme, { authorization: ACME_TOKEN }],
    ['a wrong basic password', acme, basic(`acme:${GLOBEX_TOKEN}`)],
    ['the token as basic user name', acme, basic(`${ACME_TOKEN}:`)],
    ['broken base64', acme, { authorization: 'Basic ???' }],
    ['a wrong query token', `${acme}?token=nonsense`, {}],
    ['an empty query token', `${acme}?token=`, {}],
    ['a token of nobody without a tenant in the path', '/v1/alertmanager', { authorization: 'Bearer nonsense' }],
    ['no token and no tenant', '/v1/alertmanager', {}],
    ['X-Scope-OrgID of another tenant beside the path', acme, { ...AUTHORIZED, 'x-scope-orgid': 'globex' }],
    [
      'X-Scope-OrgID of another tenant beside the token',
      '/v1/alertmanager',
      { ...AUTHORIZED, 'x-scope-orgid': 'globex' },
    ],
    ['X-Scope-OrgID of nobody', '/v1/alertmanager', { ...AUTHORIZED, 'x-scope-orgid': 'nobody' }],
  ])('%s is answered 401, all alike', async (_name, path, headers) => {
    const { response, body } = await post(path, { headers, body: JSON.stringify(webhook()) });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="tocsin"');
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(body).toEqual({ type: 'about:blank', status: 401, title: 'Unauthorized', detail: UNAUTHORIZED });
  });

  test.each(['GET', 'PUT', 'DELETE', 'PATCH'])('%s is answered 405 with the method that is allowed', async (method) => {
    const { response, body } = await post(acme, { method, headers: AUTHORIZED });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(body.detail).toBe('Alertmanager posts its webhooks here: use POST');
  });
});

describe('what may be posted', () => {
  const json = (body: unknown) => ({ body: JSON.stringify(body) });
  const alert = (changes: Record<string, unknown>) => json(webhook({ alerts: [webhookAlert(changes)] }));
  const without = (key: string) => json(Object.fromEntries(Object.entries(webhook()).filter(([name]) => name !== key)));
  const NOT_JSON = 'the body is not JSON; Alertmanager posts a JSON object';

  test.each<[string, RequestInit, number, string]>([
    ['an empty body', { body: '' }, 400, NOT_JSON],
    ['text', { body: 'alert!' }, 400, NOT_JSON],
    ['JSON cut short', { body: JSON.stringify(webhook()).slice(0, 100) }, 400, NOT_JSON],
    ['two JSON documents', { body: '{}{}' }, 400, NOT_JSON],
    ['a form', { body: new URLSearchParams({ payload: '{}' }) }, 400, NOT_JSON],
    ['null', json(null), 422, `body: must be object${EXPECTED}`],
    ['a number', json(7), 422, `body: must be object${EXPECTED}`],
    ['a list', json([webhook()]), 422, `body: must be object${EXPECTED}`],
    [
      'an empty object',
      json({}),
      422,
      `version: must be "1" or "4"; groupKey: must be string; receiver: must be string; and 1 more${EXPECTED}`,
    ],
    ['no version', without('version'), 422, `version: must be "1" or "4"${EXPECTED}`],
    ['an old version', json(webhook({ version: '3' })), 422, `version: must be "1" or "4"${EXPECTED}`],
    ['a version that is a number', json(webhook({ version: 4 })), 422, `version: must be "1" or "4"${EXPECTED}`],
    ['no groupKey', without('groupKey'), 422, `groupKey: must be string${EXPECTED}`],
    ['an empty groupKey', json(webhook({ groupKey: '' })), 422, `groupKey: must not be empty or negative${EXPECTED}`],
    ['no receiver', without('receiver'), 422, `receiver: must be string${EXPECTED}`],
    ['no alerts', without('alerts'), 422, `alerts: must be array${EXPECTED}`],
    ['empty alerts', json(webhook({ alerts: [] })), 422, `alerts: must not be empty or negative${EXPECTED}`],
    ['alerts as an object', json(webhook({ alerts: {} })), 422, `alerts: must be array${EXPECTED}`],
    ['an alert that is null', json(webhook({ alerts: [null] })), 422, `alerts[0]: must be object${EXPECTED}`],
    ['an alert without labels', alert({ labels: undefined }), 422, `alerts[0].labels: must be record${EXPECTED}`],
    ['labels as a list', alert({ labels: ['a'] }), 422, `alerts[0].labels: must be record${EXPECTED}`],
    ['a label that is a number', alert({ labels: { a: 1 } }), 422, `alerts[0].labels.a: must be string${EXPECTED}`],
    ['a label that is null', alert({ labels: { a: null } }), 422, `alerts[0].labels.a: must be string${EXPECTED}`],
    [
      'an annotation that is an object',
      alert({ annotations: { summary: {} } }),
      422,
      `alerts[0].annotations.summary: must be string${EXPECTED}`,
    ],
    [
      'an unknown status',
      alert({ status: 'suppressed' }),
      422,
      `alerts[0].status: must be "firing" or "resolved"${EXPECTED}`,
    ],
    ['no startsAt', alert({ startsAt: undefined }), 422, `alerts[0].startsAt: must be string${EXPECTED}`],
    [
      'a startsAt that is no time',
      alert({ startsAt: 'noon' }),
      422,
      `alerts[0].startsAt: is not an RFC 3339 time${EXPECTED}`,
    ],
    ['an empty startsAt', alert({ startsAt: '' }), 422, `alerts[0].startsAt: is not an RFC 3339 time${EXPECTED}`],
    [
      'an endsAt that is no time',
      alert({ endsAt: 'never' }),
      422,
      `alerts[0].endsAt: is not an RFC 3339 time${EXPECTED}`,
    ],
    ['an endsAt that is a number', alert({ endsAt: 1 }), 422, `alerts[0].endsAt: must be string${EXPECTED}`],
    [
      'a negative truncatedAlerts',
      json(webhook({ truncatedAlerts: -1 })),
      422,
      `truncatedAlerts: must not be empty or negative${EXPECTED}`,
    ],
    [
      'a broken second alert',
      json(webhook({ alerts: [webhookAlert(), {}] })),
      422,
      `alerts[1].status: must be "firing" or "resolved"; alerts[1].labels: must be record; alerts[1].startsAt: must be string${EXPECTED}`,
    ],
    ['groupLabels as text', json(webhook({ groupLabels: 'a' })), 422, `groupLabels: must be record${EXPECTED}`],
    [
      'an event-recorder event',
      json({ '@timestamp': 'x', data: {} }),
      422,
      `version: must be "1" or "4"; groupKey: must be string; receiver: must be string; and 1 more${EXPECTED}`,
    ],
    ['a body over the limit', { body: 'x'.repeat(1_100_000) }, 413, TOO_LARGE],
    [
      'a small bomb that unpacks over the limit',
      { body: new Uint8Array(gzipSync('x'.repeat(50_000_000))), headers: { 'content-encoding': 'gzip' } },
      413,
      TOO_LARGE,
    ],
    [
      'gzip that is none',
      { body: 'plain', headers: { 'content-encoding': 'gzip' } },
      400,
      'the body is not valid gzip',
    ],
    [
      'gzip cut short',
      {
        body: new Uint8Array(gzipSync(JSON.stringify(webhook())).subarray(0, 60)),
        headers: { 'content-encoding': 'gzip' },
      },
      400,
      'the body is not valid gzip',
    ],
    [
      'an unknown encoding',
      { body: 'x', headers: { 'content-encoding': 'br' } },
      415,
      'content-encoding "br" is not understood; send gzip, deflate or none',
    ],
  ])('%s', async (_name, init, status, detail) => {
    const headers = { ...AUTHORIZED, ...(init.headers as Record<string, string> | undefined) };
    const answer = await post('/v1/tenants/acme/alertmanager', { ...init, headers });
    expect({ status: answer.status, detail: answer.body.detail }).toEqual({ status, detail });
    expect(answer.response.headers.get('content-type')).toBe('application/problem+json');
  });

  test('a refused webhook stores nothing', async () => {
    expect(server.woken).toEqual([]);
  });
});

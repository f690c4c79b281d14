import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Platform, SECRETS, startPlatform } from '../acceptance/platform.ts';

let platform: Platform;
beforeAll(async () => {
  platform = await startPlatform();
});
afterAll(() => platform.close());

const get = (path: string, init: RequestInit = {}) => fetch(`${platform.url}${path}`, init);

describe('the operator endpoints', () => {
  test('/-/healthy answers while the process lives', async () => {
    const response = await get('/-/healthy');
    expect([response.status, await response.text()]).toEqual([200, 'Tocsin is healthy.\n']);
  });

  test('/-/ready says that the embedded store forgets', async () => {
    const response = await get('/-/ready');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      ready: true,
      problems: [],
      warnings: [expect.stringContaining('nothing survives a restart')],
    });
  });

  test.each([
    ['GET', '/', 404],
    ['GET', '/v1', 404],
    ['POST', '/v1/tenants/acme', 404],
    ['POST', '/v2/alertmanager', 404],
    ['GET', '/%', 404],
    ['POST', '/slack/install', 404],
  ])('%s %s is answered %i as a problem', async (method, path, status) => {
    const response = await get(path, { method });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, title: 'Not found' });
    expect(response.headers.get('x-powered-by')).toBeNull();
  });

  test.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer admin-token-0000000000' }],
    ['an ingest token', { authorization: `Bearer ${SECRETS.ACME_INGEST_TOKEN}` }],
    ['the token as basic password', { authorization: `Basic ${btoa(`x:${SECRETS.TOCSIN_ADMIN_TOKEN}`)}` }],
  ])('/-/reload refuses %s', async (_name, headers) => {
    const response = await get('/-/reload', { method: 'POST', headers });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer realm="tocsin"');
  });

  test('/slack/events refuses what Slack did not sign', async () => {
    const response = await get('/slack/events', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'payload=%7B%7D',
    });
    expect(response.status).toBe(401);
  });
});

describe('/metrics', () => {
  test('has every series of the catalogue, bounded ones from zero', async () => {
    const page = await (await get('/metrics')).text();
    const names = new Set([...page.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    expect([...names]).toEqual(
      expect.arrayContaining([
        'tocsin_webhooks_total',
        'tocsin_shortened_total',
        'tocsin_duplicates_total',
        'tocsin_alerts_total',
        'tocsin_groups',
        'tocsin_deliveries_total',
        'tocsin_delivery_latency_seconds',
        'tocsin_due_groups',
        'tocsin_oldest_due_seconds',
        'tocsin_slack_requests_total',
        'tocsin_slack_request_seconds',
        'tocsin_slack_rate_limited_total',
        'tocsin_template_failures_total',
        'tocsin_config_reload_success',
        'tocsin_config_reload_timestamp_seconds',
        'tocsin_build_info',
        'process_cpu_seconds_total',
        'nodejs_eventloop_lag_seconds',
      ]),
    );
    for (const line of [
      'tocsin_webhooks_total{tenant="acme",outcome="store_unavailable"} 0',
      'tocsin_duplicates_total{tenant="globex",cause="peer_copy"} 0',
      'tocsin_alerts_total{tenant="acme",status="resolved"} 0',
      'tocsin_deliveries_total{tenant="acme",receiver="database",operation="reply",outcome="failed",reason="channel_archived"} 0',
      'tocsin_deliveries_total{tenant="acme",receiver="ops",operation="post",outcome="sent",reason=""} 0',
      'tocsin_slack_requests_total{method="chat.update",outcome="rate_limited"} 0',
      'tocsin_slack_rate_limited_total{tenant="acme",method="chat.postMessage"} 0',
      'tocsin_template_failures_total{tenant="acme",template="default"} 0',
      'tocsin_shortened_total{tenant="acme",what="alerts"} 0',
      'tocsin_groups{tenant="acme",state="open"} 0',
      'tocsin_due_groups{tenant="globex"} 0',
      'tocsin_oldest_due_seconds{tenant="acme"} 0',
      'tocsin_config_reload_success 1',
    ]) {
      expect(page).toContain(line);
    }
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startAlertmanager } from './alertmanager.ts';
import { startChromium } from './chromium.ts';
import { findProgram } from './find-program.ts';
import { startPrometheus } from './prometheus.ts';
import { startRedis, tellRedis } from './redis.ts';
import { waitUntil } from './wait-until.ts';

interface Webhook {
  readonly status: string;
  readonly externalURL: string;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

const RULES = `
groups:
  - name: self-test
    rules:
      - alert: DiskFull
        expr: disk_full == 1
        labels: { severity: critical }
`;

const toWebhook = (url: string): string => `
route: { receiver: hook, group_by: [alertname], group_wait: 1s, group_interval: 1s, repeat_interval: 1h }
receivers:
  - name: hook
    webhook_configs: [{ url: '${url}' }]
`;

describe('the real servers that tests run against', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  test('Prometheus fires and resolves a rule through Alertmanager into a webhook', async () => {
    const target = { diskFull: 1 };
    const webhooks: Webhook[] = [];
    const hook = await listen(releasers, (body, path) => {
      if (path === '/metrics') return `disk_full{instance="db1"} ${target.diskFull}\n`;
      webhooks.push(JSON.parse(body));
      return '';
    });
    const alertmanager = await startAlertmanager({ config: toWebhook(`http://${hook}/webhook`) });
    releasers.add('Alertmanager', () => alertmanager.stop());
    const prometheus = await startPrometheus({ rules: RULES, alertmanagers: [alertmanager.address], scrape: [hook] });
    releasers.add('Prometheus', () => prometheus.stop());

    const firing = await waitUntil('a firing webhook arrives', () => webhooks.find((each) => each.status === 'firing'));
    expect(firing.alerts[0]?.labels).toMatchObject({ alertname: 'DiskFull', severity: 'critical' });
    expect(firing.externalURL).toBe(alertmanager.url);

    target.diskFull = 0;
    await waitUntil('a resolved webhook arrives', () => webhooks.find((each) => each.status === 'resolved'));
  }, 40_000);

  test('two clustered Alertmanagers find each other', async () => {
    const config = toWebhook('http://127.0.0.1:9/');
    const first = await startAlertmanager({ config, peers: [] });
    releasers.add('the first', () => first.kill());
    const second = await startAlertmanager({ config, peers: [first.clusterAddress] });
    releasers.add('the second', () => second.stop());

    await waitUntil('both peers are seen', async () => {
      const response = await fetch(`${first.url}/metrics`);
      return (await response.text()).includes('alertmanager_cluster_members 2');
    });
  }, 40_000);

  test('Prometheus refuses rules that do not parse', async () => {
    const prometheus = await startPrometheus({ rules: RULES, alertmanagers: [] });
    releasers.add('Prometheus', () => prometheus.stop());
    await expect(prometheus.setRules('groups: [{}]')).rejects.toThrow(/refused the rules/);
    await prometheus.setRules('groups: []');
  }, 40_000);

  test('a server that cannot start says why', async () => {
    await expect(startAlertmanager({ config: 'route: {}' })).rejects.toThrow(/did not start; it wrote:[\s\S]*receiver/);
  });

  test('Redis keeps what it confirmed through a crash', async () => {
    const redis = await startRedis();
    releasers.add('Redis', () => redis.stop());
    expect(await tellRedis(redis.port, 'SET key value', 'CONFIG GET appendfsync')).toContain('always');
    await redis.kill();
    await redis.restart();
    expect(await tellRedis(redis.port, 'GET key')).toContain('value');
  });

  test('Chromium shows a page from loopback', async () => {
    const page = await listen(releasers, () => '<!doctype html><h1>Tocsin</h1>');
    const browser = await startChromium();
    releasers.add('Chromium', () => browser.close());
    const tab = await browser.newPage();
    await tab.goto(`http://${page}/`);
    expect(await tab.textContent('h1')).toBe('Tocsin');
  }, 40_000);

  test('an unlisted program is refused', () => {
    expect(() => findProgram('no-such-program')).toThrow(/programs.json/);
  });

  test('a program that is not installed is an error with the line that installs it', () => {
    const path = process.env.PATH;
    process.env.PATH = '/nonexistent';
    try {
      expect(() => findProgram('prometheus')).toThrow('apt-get install -y --no-install-recommends prometheus');
    } finally {
      process.env.PATH = path;
    }
  });
});

/** A tiny HTTP server that answers 200 with what `answer` returns; its `host:port`. */
async function listen(releasers: Releasers, answer: (body: string, path: string) => string): Promise<string> {
  const server: Server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    response.setHeader('content-type', request.url === '/metrics' ? 'text/plain' : 'text/html');
    response.end(answer(Buffer.concat(chunks).toString('utf8'), request.url ?? '/'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  releasers.add('the HTTP server', async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

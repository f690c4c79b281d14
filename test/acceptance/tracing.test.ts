/** A webhook's trace, from Alertmanager's traceparent to Slack's answer, as an OTLP collector gets it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, SECRETS, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';

const releasers = new Releasers();
const received: string[] = [];
let platform: Platform;

beforeAll(async () => {
  const collector = createServer((request, response) => {
    void text(request).then((body) => {
      if (request.url === '/v1/traces') received.push(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  releasers.add('collector', async () => {
    collector.closeAllConnections();
    await new Promise((resolve) => collector.close(resolve));
  });
  const redis = await startRedis();
  releasers.add('redis', () => redis.stop());
  const { port } = collector.address() as AddressInfo;
  platform = await startPlatform({
    redisUrl: redis.url,
    roles: 'ingest',
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`, OTEL_SERVICE_NAME: 'tocsin-test' },
  });
  releasers.add('platform', () => platform.close());
  const deliverer = await platform.another({ roles: 'deliver,console' });
  await platform.post(webhookOf([{ instance: 'db-1', annotations: { summary: 'private words' } }]), {
    headers: { traceparent: `00-${TRACE}-${PARENT}-01`, 'x-request-id': 'from-the-proxy' },
  });
  await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
  // What is not sent yet is sent when the processes end.
  await deliverer.close();
  await platform.relay.close();
}, 30_000);
afterAll(() => releasers.close());

function spans(): readonly OtlpSpan[] {
  return received.flatMap((body) => {
    const { resourceSpans } = JSON.parse(body) as {
      resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[];
    };
    return resourceSpans.flatMap((each) => each.scopeSpans.flatMap((scope) => scope.spans));
  });
}

describe('a trace', () => {
  test("goes from Alertmanager's span over the store to the other process, and to Slack", async () => {
    await waitUntil('both processes have sent', () => spans().some(({ name }) => name === 'deliver'));
    const ours = spans().filter(({ traceId }) => traceId === TRACE);
    const named = (name: string) => ours.find((span) => span.name === name);
    const webhook = named('webhook');
    const deliver = named('deliver');
    expect(webhook?.parentSpanId).toBe(PARENT);
    expect(named('store')?.parentSpanId).toBe(webhook?.spanId);
    expect(deliver?.parentSpanId).toBe(webhook?.spanId);
    for (const part of ['plan', 'render', 'chat.postMessage', 'commit']) {
      expect([part, named(part)?.parentSpanId]).toEqual([part, deliver?.spanId]);
    }
    const attributes = ours.flatMap((span) => span.attributes.map(({ key, value }) => `${key}=${value.stringValue}`));
    expect(attributes).toEqual(
      expect.arrayContaining([
        'tocsin.tenant=acme',
        'tocsin.outcome=accepted',
        'tocsin.receiver=ops',
        'tocsin.outcome=ok',
      ]),
    );
  });

  test('is named in the log of both processes, beside the request and the delivery', () => {
    const lines = platform.log.map((line) => JSON.parse(line) as Record<string, unknown>);
    const stored = lines.find(({ msg }) => msg === 'webhook stored');
    expect(stored).toMatchObject({ request: 'from-the-proxy', trace: TRACE, tenant: 'acme' });
    const taken = lines.find(({ msg }) => msg === 'Slack took the message');
    expect(taken).toMatchObject({ trace: TRACE, tenant: 'acme', receiver: 'ops', operation: 'post' });
    const message = JSON.stringify(platform.channel('T0ACME', 'C0OPS').all());
    expect(message).toContain(String(taken?.delivery));
  });

  test('tells nothing of alerts, and no secret', () => {
    const sent = received.join('\n');
    expect(sent).toContain('tocsin-test');
    for (const secret of [...Object.values(SECRETS), 'private words', 'DiskFull', 'db-1']) {
      expect(sent).not.toContain(secret);
    }
  });
});

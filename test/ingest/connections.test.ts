/** Bodies as they come over the wire: too long, cut off, never ending, many at once. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { BodyBudget } from '../../src/ingest/body-budget.ts';
import { discardBody } from '../../src/ingest/discard-body.ts';
import {
  ACME_TOKEN,
  GLOBEX_TOKEN,
  type IngestServer,
  startIngestServer,
  tenantIdOf,
  webhook,
} from './ingest-server.ts';
import { chunkOf, openRaw, type RawConnection, until } from './raw-connection.ts';

const MIB = 1_048_576;

let server: IngestServer;
let opened: RawConnection[] = [];
beforeEach(async () => {
  server = await startIngestServer();
});
afterEach(async () => {
  for (const connection of opened) connection.destroy();
  opened = [];
  await server.close();
});

async function open(url = server.url): Promise<RawConnection> {
  const connection = await openRaw(url);
  opened.push(connection);
  return connection;
}

function head(framing: string, { token = ACME_TOKEN, target = '/v1/alertmanager' } = {}): string {
  return `POST ${target} HTTP/1.1\r\nHost: tocsin\r\nAuthorization: Bearer ${token}\r\n${framing}\r\n\r\n`;
}

const CHUNKED = 'Transfer-Encoding: chunked';
const GOOD = JSON.stringify(webhook());
const whole = (options = {}) => head(`Content-Length: ${Buffer.byteLength(GOOD)}`, options) + GOOD;

describe('a body that is refused before it is read', () => {
  test.each<[string, string, number, number]>([
    ['chunked and over the limit', head(CHUNKED), MIB + 1, 413],
    ['chunked and of nobody', head(CHUNKED, { token: 'nonsense' }), 1_000, 401],
    ['chunked in an unknown encoding', head(`${CHUNKED}\r\nContent-Encoding: br`), 1_000, 415],
    ['chunked, with a method that is not allowed', head(CHUNKED).replace('POST', 'PUT'), 1_000, 405],
  ])('%s leaves the connection good for the next one', async (_name, start, bytes, status) => {
    const connection = await open();
    await connection.send(start);
    await connection.send(chunkOf(bytes));
    expect((await connection.answer()).status).toBe(status);
    await connection.send(chunkOf(300_000));
    await connection.send('0\r\n\r\n');
    await connection.send(whole());
    expect(await connection.answer()).toEqual({ status: 200, body: '{"outcome":"accepted"}' });
  });

  test.each<[string, string, number]>([
    ['over the limit', head(CHUNKED), 413],
    ['of a length over the limit', head(`Content-Length: ${1_000 * MIB}`), 413],
    ['of nobody', head(CHUNKED, { token: 'nonsense' }), 401],
  ])('%s is cut off when it does not end', async (_name, start, status) => {
    const connection = await open();
    await connection.send(start);
    const piece = chunkOf(256 * 1_024);
    let sent = 0;
    while (!connection.isClosed && sent < 200 * MIB) {
      await connection.send(piece);
      sent += piece.length;
    }
    expect((await connection.answer()).status).toBe(status);
    await connection.closed();
    expect(sent).toBeLessThan(100 * MIB);
  });

  test('is cut off when it comes slowly', async () => {
    const slow = createServer((request, response) => {
      response.writeHead(413, { 'Content-Length': 0 }).end();
      discardBody(request, { bytes: MIB, ms: 100 });
    });
    await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve));
    try {
      const connection = await open(`http://127.0.0.1:${(slow.address() as AddressInfo).port}`);
      await connection.send(head(CHUNKED));
      await connection.send(chunkOf(1));
      expect((await connection.answer()).status).toBe(413);
      await connection.closed();
    } finally {
      await new Promise((resolve) => slow.close(resolve));
    }
  });
});

describe('bodies in flight', () => {
  const post = async (token: string, body: string | Uint8Array = GOOD, headers: Record<string, string> = {}) => {
    const response = await fetch(`${server.url}/v1/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, ...headers },
      body: body as string,
    });
    return { status: response.status, detail: JSON.parse(await response.text()).detail };
  };

  test('beyond the memory for them are answered 503, for one tenant before the others, until there is room', async () => {
    for (let each = 0; each < 32; each++) {
      const connection = await open();
      await connection.send(head(CHUNKED));
      await connection.send(chunkOf(MIB));
    }
    await until(async () => (await post(ACME_TOKEN)).status === 503);
    expect((await post(ACME_TOKEN)).detail).toBe(
      'not read: too many or too large webhooks are being received at this moment; send it again',
    );
    expect((await post(GLOBEX_TOKEN)).status).toBe(200);
    expect(await server.metrics.registry.metrics()).toMatch(
      /tocsin_webhooks_total\{tenant="acme",outcome="overloaded"\} [1-9]/,
    );
    for (const connection of opened) connection.destroy();
    await until(async () => (await post(ACME_TOKEN)).status === 200);
  });

  test.each<[string, () => Promise<{ status: number }>, number]>([
    ['accepted', () => post(ACME_TOKEN), 200],
    ['no JSON', () => post(ACME_TOKEN, 'x'.repeat(MIB)), 400],
    ['no webhook', () => post(ACME_TOKEN, JSON.stringify(' '.repeat(MIB - 2))), 422],
    ['unpacked over the limit', () => post(ACME_TOKEN, bomb(), { 'content-encoding': 'gzip' }), 413],
    ['not gzip', () => post(ACME_TOKEN, 'x'.repeat(MIB), { 'content-encoding': 'gzip' }), 400],
  ])('give their memory back when they are %s', async (_name, send, status) => {
    for (let each = 0; each < 70; each++) expect((await send()).status).toBe(status);
  });

  const bomb = () => new Uint8Array(gzipSync(' '.repeat(2 * MIB)));

  test('are counted as sent and as unpacked, in all and for each tenant', () => {
    const budget = new BodyBudget(100 * MIB);
    const [acme, globex, third] = ['acme', 'globex', 'third'].map((id) => budget.hold(tenantIdOf(id)));
    expect(budget.totalBytes).toBe(800 * MIB);
    expect(acme?.take(400 * MIB)).toBe(true);
    expect(acme?.take(1)).toBe(false);
    expect(globex?.take(400 * MIB)).toBe(true);
    expect(third?.take(1)).toBe(false);
    globex?.release();
    globex?.release();
    expect(third?.take(400 * MIB)).toBe(true);
    expect(globex?.take(1)).toBe(false);
    expect(new BodyBudget(1_024).totalBytes).toBe(64 * MIB);
  });
});

describe('a request target in absolute form', () => {
  test.each(['http://tocsin:9096/v1/alertmanager', 'https://tocsin/v1/tenants/acme/alertmanager?x=1'])(
    '%s is understood',
    async (target) => {
      const connection = await open();
      await connection.send(whole({ target }));
      expect((await connection.answer()).status).toBe(200);
    },
  );

  test.each(['http://v1/alertmanager', '//tocsin/v1/alertmanager'])('%s is no endpoint', async (target) => {
    const connection = await open();
    await connection.send(`GET ${target} HTTP/1.1\r\nHost: tocsin\r\nConnection: close\r\n\r\n`);
    await connection.closed();
    await expect(connection.answer()).rejects.toThrow('404 Not Found');
  });
});

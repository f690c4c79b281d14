/** The client where what answers is slow, lost, broken, or no Alertmanager at all. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import type { TenantAlertmanager } from '../../src/tenants/tenant.ts';
import { findProgram } from '../servers/find-program.ts';
import { freePort } from '../servers/free-port.ts';
import { alertmanagerAt, clientOf, draftOf, guardedClientOf, TENANT } from './asked.ts';

type Play = (request: IncomingMessage, response: ServerResponse, body: string) => void;

let releasers = new Releasers();
afterEach(async () => {
  await releasers.close();
  releasers = new Releasers();
});

/** A server that does as it is told, and the requests that it had. */
async function startServer(play: Play) {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    const body = await text(request);
    play(request, response, body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  releasers.add('server', () => {
    server.closeAllConnections();
    server.close();
  });
  return { requests, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function ask(...all: readonly TenantAlertmanager[]) {
  const made = clientOf(...all);
  releasers.add('client', () => made.client.close());
  return made;
}

const json = (response: ServerResponse, status: number, value: unknown) =>
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));

/** An Alertmanager that knows nothing and takes every silence. */
function working(known: unknown[] = []): Play {
  return (request, response, body) => {
    if (request.method === 'GET') return json(response, 200, known);
    const silence = JSON.parse(body);
    known.push({ ...silence, id: 'made', updatedAt: silence.startsAt, status: { state: 'active' } });
    return json(response, 200, { silenceID: 'made' });
  };
}

/** As the client tells that there are none. */
const alerts = (url: string, headers = {}) => ask(alertmanagerAt(url, headers)).client.alerts(TENANT);

describe('an answer', () => {
  test('that leads elsewhere is not followed, and the credentials stay here', async () => {
    const elsewhere = await startServer(working());
    const { url } = await startServer((_, response) =>
      response.writeHead(307, { location: `${elsewhere.url}/api/v2/alerts?token=hush` }).end(),
    );
    await expect(alerts(url, { authorization: 'Bearer hush' })).rejects.toMatchObject({
      reason: 'alertmanager_bad_answer',
      message: `Alertmanager main: it redirects to ${elsewhere.url}; redirects are not followed, name the final address`,
    });
    expect(elsewhere.requests).toEqual([]);
  });

  test('that does not end is cut off for its size', async () => {
    const chunk = JSON.stringify('x'.repeat(1_000_000));
    const { url } = await startServer((_, response) => {
      response.writeHead(200).write('[');
      const write = () => {
        while (!response.destroyed && response.write(`${chunk},`));
      };
      response.on('drain', write).on('error', () => undefined);
      write();
    });
    await expect(alerts(url)).rejects.toMatchObject({
      reason: 'alertmanager_bad_answer',
      message: 'Alertmanager main: its answer is longer than 16 MiB',
    });
  });

  test.each([
    ['<html>', 'it is no JSON'],
    ['{"data":[]}', 'it is not of the form of API v2'],
    ['[{"fingerprint":1}]', 'it is not of the form of API v2 at 0.fingerprint'],
    ['', 'it is no JSON'],
  ])('%s is not believed', async (said, why) => {
    const { url } = await startServer((_, response) => response.end(said));
    await expect(alerts(url)).rejects.toMatchObject({
      reason: 'alertmanager_bad_answer',
      message: `Alertmanager main: its answer cannot be read: ${why}`,
    });
  });

  test('that is too slow is not waited for', async () => {
    const { url } = await startServer((_, response) => response.writeHead(200).write('['));
    await expect(alerts(url)).rejects.toMatchObject({
      reason: 'alertmanager_unreachable',
      message: 'Alertmanager main: no answer within 1000 ms',
    });
  });

  test('that quotes our credentials, at any length, does not tell them', async () => {
    const { url } = await startServer((request, response) =>
      response
        .writeHead(400)
        .end(`\n bad: ${request.headers.authorization} ${request.headers['x-team']}\t${'y'.repeat(9_000)}`),
    );
    const failure = alerts(url, { authorization: 'Bearer hush-token', 'x-team': 'hush-team' });
    await expect(failure).rejects.toMatchObject({ reason: 'alertmanager_refused' });
    await expect(failure).rejects.toThrow(/^Alertmanager main: bad: \[secret\] \[secret\] y{1,300}…$/);
  });

  test('of a proxy that nobody is behind is as good as none', async () => {
    const { url } = await startServer((_, response) => response.writeHead(502).end('Bad Gateway'));
    await expect(alerts(url)).rejects.toMatchObject({ reason: 'alertmanager_unreachable' });
  });
});

test('headers of the tenant are sent with every request, and what is counted names no secret', async () => {
  const seen: unknown[] = [];
  const { url } = await startServer((request, response) => {
    seen.push([request.headers.authorization, request.headers['x-scope-orgid']]);
    return json(response, 200, []);
  });
  const { client, metrics } = ask(alertmanagerAt(url, { authorization: 'Bearer hush', 'x-scope-orgid': 'hush-org' }));
  expect(await client.alerts(TENANT)).toEqual([]);
  expect(await client.silences(TENANT)).toEqual([]);
  expect(seen).toEqual(Array.from({ length: 2 }, () => ['Bearer hush', 'hush-org']));
  const page = await metrics.registry.metrics();
  expect(page).toContain('tocsin_alertmanager_requests_total{tenant="acme",outcome="ok"} 2');
  expect(page).not.toContain('hush');
});

test('a tenant without Alertmanagers is told so', async () => {
  await expect(ask().client.alerts(TENANT)).rejects.toMatchObject({ reason: 'alertmanager_missing' });
});

describe('over TLS', () => {
  /** A server with a certificate that only its own file vouches for. */
  async function startTls() {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-tls-'));
    releasers.add('certificate', () => rm(folder, { recursive: true }));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=alertmanager', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', ...subject];
    await promisify(execFile)(findProgram('openssl'), [...args, '-keyout', key, '-out', cert]);
    const ca = await readFile(cert, 'utf8');
    const server = createTlsServer({ key: await readFile(key), cert: ca }, async (request, response) =>
      working()(request, response, await text(request)),
    ).listen(0, '127.0.0.1');
    await once(server, 'listening');
    releasers.add('server', () => {
      server.closeAllConnections();
      server.close();
    });
    return { ca, url: `https://127.0.0.1:${(server.address() as AddressInfo).port}` };
  }

  test("a certificate of the tenant's own authority is trusted, and only with it", async () => {
    const { ca, url } = await startTls();
    expect(await ask(alertmanagerAt(url, { ca })).client.alerts(TENANT)).toEqual([]);
    const stranger = ask(alertmanagerAt(url)).client;
    await expect(stranger.alerts(TENANT)).rejects.toMatchObject({ reason: 'alertmanager_unreachable' });
    // Nothing was sent, so nothing is in doubt.
    await expect(stranger.createSilence(TENANT, draftOf('Disk', 'request-1'))).rejects.toMatchObject({
      reason: 'alertmanager_unreachable',
    });
  });
});

describe('of several', () => {
  const dead = async () => alertmanagerAt(`http://127.0.0.1:${await freePort()}`, { name: 'dead' });

  test('one that is down does not stand in the way of another', async () => {
    const { url, requests } = await startServer(working());
    const { client } = ask(await dead(), alertmanagerAt(url));
    expect(await client.alerts(TENANT)).toEqual([]);
    const made = await client.createSilence(TENANT, draftOf('Disk', 'request-1'));
    expect(made.alertmanager).toBe('main');
    expect(requests.filter((each) => each.startsWith('POST'))).toEqual(['POST /api/v2/silences']);
  });

  test('nothing is asked of another when one may have taken a silence, and it is found by the next attempt', async () => {
    const taken: unknown[] = [];
    const first = await startServer((request, response, body) => {
      const answer = working(taken);
      if (request.method === 'GET') return answer(request, response, body);
      // It takes the silence, and the answer is lost on the way.
      const silence = JSON.parse(body);
      taken.push({ ...silence, id: 'made', updatedAt: silence.startsAt, status: { state: 'active' } });
      return request.socket.destroy();
    });
    const second = await startServer(working());
    const { client } = ask(
      alertmanagerAt(first.url, { name: 'first' }),
      alertmanagerAt(second.url, { name: 'second' }),
    );
    expect(await client.createSilence(TENANT, draftOf('Disk', 'request-1'))).toMatchObject({ id: 'made' });
    expect(await client.createSilence(TENANT, draftOf('Disk', 'request-1'))).toMatchObject({ id: 'made' });
    expect(taken).toHaveLength(1);
    expect(second.requests.filter((each) => each.startsWith('POST'))).toEqual([]);
  });

  test('a silence of which nobody knows whether it was made is in doubt', async () => {
    const first = await startServer((request, response, body) => {
      if (request.method === 'GET') working()(request, response, body);
    });
    const second = await startServer(working());
    const { client } = ask(
      alertmanagerAt(first.url, { name: 'first' }),
      alertmanagerAt(second.url, { name: 'second' }),
    );
    await expect(client.createSilence(TENANT, draftOf('Disk', 'request-1'))).rejects.toMatchObject({
      reason: 'alertmanager_in_doubt',
    });
    expect(second.requests.filter((each) => each.startsWith('POST'))).toEqual([]);
  });

  test('a survey says which did not answer', async () => {
    const { url } = await startServer((request, response) =>
      json(
        response,
        200,
        request.url?.endsWith('/status')
          ? { uptime: '2026-11-01T10:00:00Z', cluster: { status: 'disabled', peers: [] }, config: { original: '' } }
          : [],
      ),
    );
    const { client } = ask(await dead(), alertmanagerAt(url));
    const survey = await client.survey(TENANT);
    expect(survey.unanswered).toEqual([{ alertmanager: 'dead' }]);
    expect(survey.answers).toEqual([
      { alertmanager: 'main', only: [], alerts: [], silences: [], startedAt: Date.parse('2026-11-01T10:00:00Z') },
    ]);
  });
});

describe('an Alertmanager on this machine', () => {
  test.each([
    ['by its address', (url: string) => url],
    ['by a name', (url: string) => url.replace('127.0.0.1', 'localhost')],
  ])('is not called %s, and is counted, unless the operator opens the network', async (_how, written) => {
    const server = await startServer(working());
    const entry = alertmanagerAt(written(server.url));
    const { client, metrics } = guardedClientOf(['10.0.0.0/8'], entry);
    releasers.add('client', () => client.close());
    const refused = {
      reason: 'alertmanager_not_allowed',
      message: expect.stringContaining('alertmanager.allow_networks'),
    };
    await expect(client.silences(TENANT)).rejects.toMatchObject(refused);
    await expect(client.createSilence(TENANT, draftOf('DiskFull', 'one'))).rejects.toMatchObject(refused);
    expect(server.requests).toEqual([]);
    expect(await metrics.registry.metrics()).toContain('outcome="alertmanager_not_allowed"} 3');

    const open = guardedClientOf(['127.0.0.0/8', '::1/128'], entry);
    releasers.add('client', () => open.client.close());
    expect(await open.client.silences(TENANT)).toEqual([]);
  });
});

/** A tenant whose token is wrong: its alerts become dead letters, and are told once it is mended. Through the admin API. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { FAST, type Platform, SECRETS, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

let releasers: Releasers;
beforeEach(() => {
  releasers = new Releasers();
});
afterEach(() => releasers.close());

const TENANT_WITH = (token: string) => `
name: Acme
locale: de
time_zone: Europe/Berlin
ingest: { tokens: [{ token: '\${ACME_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '${token}' }
`;
const OWN_TOKEN = `\${ACME_BOT_TOKEN}`;
const IMPATIENT = FAST.replace('delivery:', 'delivery:\n  dead_after: 1s');

interface Options {
  readonly redisUrl?: string;
  readonly token?: string;
}

async function started({ redisUrl, token = OWN_TOKEN }: Options = {}): Promise<Platform> {
  const platform = await startPlatform({
    tocsin: IMPATIENT,
    files: { 'tenants/acme/tenant.yaml': TENANT_WITH(token) },
    ...(redisUrl === undefined ? {} : { redisUrl }),
  });
  releasers.add('platform', () => platform.close());
  return platform;
}

const WITH_TOKEN = { authorization: `Bearer ${SECRETS.TOCSIN_ADMIN_TOKEN}` };

async function ask(platform: Platform, path: string, { method = 'GET', headers = {} }: RequestInit = {}) {
  const url = `${platform.url}/api/v1/tenants/${path}`;
  const response = await fetch(url, { method, headers: { ...WITH_TOKEN, ...headers } });
  return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
}

async function lettersOf(platform: Platform, count: number) {
  return await waitUntil(
    `${count} dead letters`,
    async () => {
      const { body } = await ask(platform, 'acme/dead-letters');
      return body.total === count && body.deadLetters;
    },
    { details: () => platform.log.join('') },
  );
}

/** Content that Slack never takes makes a dead letter at once. */
async function refused(platform: Platform, names: readonly string[]) {
  platform.sandbox.faults.add({ method: 'chat.postMessage', kind: 'error', error: 'invalid_blocks', times: 1_000 });
  for (const alertname of names) await platform.post(webhookOf([{ instance: 'db-1' }], { alertname }));
  return await lettersOf(platform, names.length);
}

describe.each([['Redis'], ['the embedded store']])('with %s a wrong token', (store) => {
  test('makes dead letters, which a replay tells as they are once the token is right', async () => {
    const redis = store === 'Redis' ? await startRedis() : undefined;
    if (redis !== undefined) releasers.add('redis', () => redis.stop());
    const platform = await started({ token: 'wrong', ...(redis === undefined ? {} : { redisUrl: redis.url }) });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const [letter] = await lettersOf(platform, 1);
    expect(letter).toMatchObject({
      receiver: 'ops',
      groupLabels: { alertname: 'DiskFull' },
      state: 'open',
      severity: 'critical',
      counts: { firing: 1, unreported: 0, resolved: 0, truncated: 0 },
      reason: 'token_invalid',
      detail: 'invalid_auth',
      attempts: 1,
      hasNews: false,
    });
    expect(letter).not.toHaveProperty('message');
    expect(Date.parse(letter.givenUpAt) - Date.parse(letter.failingSince)).toBeGreaterThanOrEqual(1_000);
    const page = await platform.metrics();
    expect(page).toContain('tocsin_dead_letters{tenant="acme"} 1');
    expect(page).toContain('tocsin_dead_letters{tenant="globex"} 0');
    expect(page).toContain('tocsin_dead_letters_total{tenant="acme",reason="token_invalid"} 1');
    const calls = platform.sandbox.requestLog.of('chat.postMessage').length;

    await writeFile(join(platform.configDir, 'tenants/acme/tenant.yaml'), TENANT_WITH(OWN_TOKEN));
    expect((await fetch(`${platform.url}/-/reload`, { method: 'POST', headers: WITH_TOKEN })).status).toBe(200);
    // Nobody calls Slack before somebody says so.
    expect(platform.sandbox.requestLog.of('chat.postMessage')).toHaveLength(calls);
    const headers = { 'Tocsin-Actor': 'maria' };
    const answer = await ask(platform, `acme/dead-letters/${letter.id}/replay`, { method: 'POST', headers });
    expect([answer.status, answer.body]).toEqual([200, { replayed: 1 }]);
    const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
    await platform.expectNothingElse();
    expect(await lettersOf(platform, 0)).toEqual([]);
    expect(await platform.metrics()).toContain('tocsin_dead_letters_ended_total{tenant="acme",outcome="replayed"} 1');
    expect(platform.log.find((line) => line.includes('dead letters are sent again'))).toContain('"by":"maria"');

    await platform.post(webhookOf([{ instance: 'db-1', status: 'resolved' }]));
    await message.expectUpdate(/✅/);
    await message.expectReply(/Alle Alarme behoben/);
    await platform.expectNothingElse();
  });
});

describe('a dead letter', () => {
  test('is shown as it is now, and told so by a replay', async () => {
    const platform = await started({ token: 'wrong' });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const [{ id }] = await lettersOf(platform, 1);
    const alerts = [{ instance: 'db-1', status: 'resolved' as const }, { instance: 'db-2' }];
    await platform.post(webhookOf(alerts));
    const { body: shown } = await ask(platform, `acme/dead-letters/${id}`);
    expect(shown.hasNews).toBe(true);
    expect(shown).toMatchObject({
      counts: { firing: 1, resolved: 1 },
      upstreamReceiver: 'tocsin',
      groupKey: '{}:{alertname="DiskFull"}',
      peers: ['http://am-1:9093'],
      alerts: [
        { status: 'firing', labels: { instance: 'db-2' }, annotations: { summary: 'Disk of db-2 is almost full' } },
        { status: 'resolved', labels: { instance: 'db-1' } },
      ],
    });
    await writeFile(join(platform.configDir, 'tenants/acme/tenant.yaml'), TENANT_WITH(OWN_TOKEN));
    await fetch(`${platform.url}/-/reload`, { method: 'POST', headers: WITH_TOKEN });
    await ask(platform, `acme/dead-letters/${id}/replay`, { method: 'POST' });
    const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/db-2/);
    expect(message.text()).toMatch(/db-1/);
    await platform.expectNothingElse();
  });

  test('of a message tells where that message is', async () => {
    const platform = await started();
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    const message = await platform.channel('T0ACME', 'C0OPS').expectMessage(/DiskFull/);
    await platform.expectNothingElse();
    platform.sandbox.faults.add({ method: 'chat.update', kind: 'error', error: 'invalid_blocks', times: 10 });
    await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
    const [letter] = await lettersOf(platform, 1);
    expect(letter.message).toMatchObject({ team: 'T0ACME', channel: 'C0OPS', ts: message.ts });
  });

  test('that is dropped is gone, and the next webhook begins the group anew', async () => {
    const platform = await started();
    const [letter] = await refused(platform, ['DiskFull']);
    const dropped = await ask(platform, `acme/dead-letters/${letter.id}`, { method: 'DELETE' });
    expect([dropped.status, dropped.body]).toEqual([200, { dropped: 1, busy: 0 }]);
    for (const [path, method] of [
      [letter.id, 'GET'],
      [letter.id, 'DELETE'],
      [`${letter.id}/replay`, 'POST'],
    ] as const) {
      const { status, headers, body } = await ask(platform, `acme/dead-letters/${path}`, { method });
      expect([status, headers.get('content-type')]).toEqual([404, 'application/problem+json']);
      expect(body).toMatchObject({ status: 404, title: 'No such dead letter' });
    }
    platform.sandbox.faults.clear();
    await platform.post(webhookOf([{ instance: 'db-1' }, { instance: 'db-2' }]));
    await platform.channel('T0ACME', 'C0OPS').expectMessage(/db-2/);
    expect(await platform.metrics()).toContain('tocsin_dead_letters_ended_total{tenant="acme",outcome="dropped"} 1');
  });
});

describe('many dead letters', () => {
  const NAMES = ['A', 'B', 'C', 'D', 'E'];

  test('come in pages, newest first, and by reason', async () => {
    const platform = await started();
    const letters = await refused(platform, NAMES);
    const ids = letters.map(({ id }: { id: string }) => id);
    const first = await ask(platform, 'acme/dead-letters?limit=2');
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.body).toMatchObject({ total: 5, deadLetters: [{ id: ids[0] }, { id: ids[1] }] });
    const second = await ask(platform, `acme/dead-letters?limit=3&after=${first.body.next}`);
    expect(second.body.deadLetters.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2));
    expect(second.body).not.toHaveProperty('next');
    const none = await ask(platform, 'acme/dead-letters?reason=token_invalid');
    expect(none.body).toEqual({ total: 5, deadLetters: [] });
    const some = await ask(platform, 'acme/dead-letters?reason=content_refused&limit=4');
    expect(some.body.deadLetters).toHaveLength(4);
  });

  test('are all sent again by one request, those of a reason, and of this tenant alone', async () => {
    const platform = await started();
    await refused(platform, NAMES);
    platform.sandbox.faults.clear();
    expect((await ask(platform, 'globex/dead-letters/replay', { method: 'POST' })).body).toEqual({ replayed: 0 });
    const other = await ask(platform, 'acme/dead-letters/replay?reason=token_invalid', { method: 'POST' });
    expect(other.body).toEqual({ replayed: 0 });
    expect((await ask(platform, 'acme/dead-letters/replay', { method: 'POST' })).body).toEqual({ replayed: 5 });
    for (const name of NAMES) await platform.channel('T0ACME', 'C0OPS').expectMessage(new RegExp(`\\b${name}\\b`));
    await platform.expectNothingElse();
  });

  test('are dropped by their reason, and never all for want of one', async () => {
    const platform = await started();
    await refused(platform, NAMES);
    const bare = await ask(platform, 'acme/dead-letters', { method: 'DELETE' });
    expect([bare.status, bare.body.detail]).toEqual([400, 'reason is missing; name one']);
    const path = 'acme/dead-letters?reason=content_refused';
    expect((await ask(platform, path, { method: 'DELETE' })).body).toEqual({ dropped: 5, busy: 0 });
    expect(await lettersOf(platform, 0)).toEqual([]);
  });
});

describe('the API', () => {
  test('answers nothing without the token, not even which tenants there are', async () => {
    const platform = await started();
    for (const authorization of ['', 'Bearer wrong', `Bearer ${SECRETS.ACME_INGEST_TOKEN}`]) {
      for (const path of ['acme/dead-letters', 'nobody/dead-letters', 'acme/other']) {
        const { status, headers, body } = await ask(platform, path, { headers: { authorization } });
        expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="tocsin"']);
        expect(body.detail).toContain('TOCSIN_ADMIN_TOKEN');
      }
    }
  });

  test.each([
    ['GET', 'acmee/dead-letters', 404, 'there is no such tenant; did you mean "acme"?'],
    ['GET', '../dead-letters', 404, 'there is no GET endpoint at this path'],
    ['GET', 'acme/dead-letters?limit=0', 400, 'limit must be a whole number from 1 to 500'],
    ['GET', 'acme/dead-letters?limit=ten', 400, 'limit must be a whole number'],
    ['GET', 'acme/dead-letters?after=yesterday', 400, 'after must be what next of an earlier answer held'],
    ['GET', 'acme/dead-letters?reason=token_invald', 400, 'did you mean "token_invalid"?'],
    ['POST', 'acme/dead-letters/replay?reason=none', 400, 'there is no such reason'],
    ['GET', 'acme/dead-letters/nonsense', 404, 'the tenant has no dead letter of this id'],
    ['PUT', 'acme/dead-letters', 404, 'there is no PUT endpoint at this path'],
  ])('%s %s is answered %i: %s', async (method, path, status, told) => {
    const platform = await started();
    const answer = await ask(platform, path, { method });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/problem+json']);
    expect(answer.body.detail).toContain(told);
  });

  test('says 503 while the store does not answer', async () => {
    const redis = await startRedis();
    releasers.add('redis', () => redis.stop());
    const platform = await started({ redisUrl: redis.url });
    await redis.kill();
    const { status, body } = await ask(platform, 'acme/dead-letters');
    expect([status, body.title]).toEqual([503, 'Not available']);
    expect(body.detail).toContain('Redis');
  });
});

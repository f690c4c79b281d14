/** People silence alerts from Slack, on real Redis and a real Alertmanager; amtool says what came of it. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type RedisServer, startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { pointAcmeTo, useAlertmanager } from './alertmanager-of-acme.ts';
import { OpenModal } from './open-modal.ts';
import { type Platform, SECRETS, startPlatform } from './platform.ts';

const run = promisify(execFile);

const ACCESS = `
roles:
  - { name: responder, users: [U0MARIA], longest_silence: 8h }
ask: ['<@U0BOSS>']
`;

let releasers: Releasers;
let redis: RedisServer;
let platform: Platform;
let alertmanager: Awaited<ReturnType<typeof useAlertmanager>>;

beforeEach(async () => {
  releasers = new Releasers();
  redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
  platform = await startPlatform({
    redisUrl: redis.url,
    ops: ', locale: en',
    files: { 'tenants/acme/access.yaml': ACCESS },
  });
  releasers.add('platform', () => platform.close());
  alertmanager = await useAlertmanager(platform);
  releasers.add('Alertmanager', () => alertmanager.stop());
}, 30_000);

afterEach(() => releasers.close(), 30_000);

/** As `amtool silence query` tells them: those that hold. */
async function silences() {
  const { stdout } = await run('amtool', [
    'silence',
    'query',
    `--alertmanager.url=${alertmanager.url}`,
    '--output=json',
  ]);
  const all: readonly {
    readonly id: string;
    readonly createdBy: string;
    readonly comment: string;
    readonly endsAt: string;
    readonly startsAt: string;
    readonly matchers: readonly { name: string; value: string; isRegex: boolean; isEqual: boolean }[];
  }[] = JSON.parse(stdout);
  return all;
}

/** As an operator who says who they are: acme's silences, unless something else is asked for. */
async function api(method: string, path: string, of = 'silences') {
  const headers = { authorization: `Bearer ${SECRETS.TOCSIN_ADMIN_TOKEN}`, 'tocsin-actor': 'jan' };
  const response = await fetch(`${platform.url}/api/v1/tenants/acme/${of}${path}`, { method, headers });
  const body = (await response.json()) as { readonly silences?: unknown; readonly events?: unknown };
  return { status: response.status, body };
}

const DISK = { alertname: 'DiskFull', env: 'prod', severity: 'critical' };
const ops = () => platform.channel('T0ACME', 'C0OPS');
const modalOf = (userId: string) => new OpenModal(platform.sandbox, { teamId: 'T0ACME', userId });
const counted = async () =>
  (await platform.metrics()).split('\n').filter((line) => /^tocsin_silences_total\{.* [1-9]/.test(line));

describe('a group that fires', () => {
  test('is silenced with a look at what it hits, then for longer, then no more', async () => {
    // The second is another group: it has a cluster.
    await alertmanager.fire({ ...DISK, instance: 'db-1' }, { ...DISK, instance: 'db-2' });
    const message = await ops().expectMessage(/DiskFull/);
    await alertmanager.fire({ ...DISK, instance: 'db-9', cluster: 'west' });
    await ops().expectMessage(/west/);

    expect((await message.click('silence', { as: 'U0MARIA' })).status).toBe(200);
    const modal = modalOf('U0MARIA');
    await modal.expect(/Riguarda 2.allarmi, nessuno fuori da questo messaggio/);
    expect(modal.text()).toContain('alertname="DiskFull"\nenv=~"prod|stage"\ncluster=""');

    await modal.change('matchers', 'alertname="DiskFull"');
    await modal.expect(/Riguarda 3.allarmi, 1.fuori da questo messaggio:\n• DiskFull · `db-9` · `west`/);
    await modal.change('matchers', 'alertname="DiskFull"\ncluster');
    await modal.expect(/Riga 2, `cluster`: manca un operatore/);
    expect(await modal.submit()).toMatchObject({ errors: { matchers: expect.stringContaining('manca un operatore') } });
    await modal.change('matchers', 'alertname="DiskFull"\ncluster=""');
    await modal.expect(/nessuno fuori/);
    await modal.change('length', '4h');
    modal.give('comment', 'disk is being grown');
    await modal.submit();
    await modal.expect(/Silenziato · fine/);

    const [made, ...others] = await silences();
    expect(others).toEqual([]);
    expect(made?.matchers).toEqual([
      { name: 'alertname', value: 'DiskFull', isRegex: false, isEqual: true },
      { name: 'cluster', value: '', isRegex: false, isEqual: true },
    ]);
    expect(made?.createdBy).toBe('maria (U0MARIA)');
    expect(made?.comment).toMatch(/^disk is being grown/);
    expect(Date.parse(made?.endsAt ?? '') - Date.now()).toBeGreaterThan(3.9 * 3_600_000);
    expect(modal.text()).toContain(`${alertmanager.url}/#/silences/${made?.id}`);
    const told = await message.expectReply(/<@U0MARIA> silenced alerts of this group until/);
    expect(JSON.stringify(told.blocks)).toContain('disk is being grown');
    await message.expectUpdate(/Silenced: DiskFull[\s\S]*silenced by <@U0MARIA> until/);
    await modal.close();

    await message.click('silence', { as: 'U0MARIA' });
    await modal.expect(/disk is being grown[\s\S]*alertname="DiskFull", cluster=""/);
    await modal.change('length', 'custom');
    await modal.expect(/90m · 2d/);
    await modal.change('duration', '7h');
    await modal.submit();
    await message.expectReply(/<@U0MARIA> let the silence end at another time/);
    const [moved, ...more] = await silences();
    expect([moved?.id, more]).toEqual([made?.id, []]);
    expect(Date.parse(moved?.endsAt ?? '') - Date.now()).toBeGreaterThan(6.9 * 3_600_000);

    await modal.expect(/Termina ora/);
    await modal.press('silence_end');
    await message.expectReply(/<@U0MARIA> ended the silence/);
    await message.expectUpdate(/Critical: DiskFull \(2.firing\)/);
    expect(await silences()).toEqual([]);
    expect(await counted()).toEqual([
      'tocsin_silences_total{tenant="acme",operation="create",outcome="done"} 1',
      'tocsin_silences_total{tenant="acme",operation="move_end",outcome="done"} 1',
      'tocsin_silences_total{tenant="acme",operation="end",outcome="done"} 1',
    ]);
  }, 60_000);

  test('is silenced no further than the tenant goes where several share the Alertmanager; and the API ends it', async () => {
    await pointAcmeTo(platform, alertmanager.url, `, only: ['namespace=~"acme-.*"']`);
    await alertmanager.fire({ ...DISK, namespace: 'acme-1' }, { ...DISK, namespace: 'globex', cluster: 'west' });
    const message = await ops().expectMessage(/acme-1/);
    await message.click('silence', { as: 'U0MARIA' });
    const modal = modalOf('U0MARIA');
    await modal.expect(/Riguarda 1.allarme, nessuno fuori/);
    await modal.change('matchers', 'alertname="DiskFull"');
    await modal.expect(/Riguarda 1.allarme, nessuno fuori[\s\S]*Aggiunto sempre.*`namespace=~"acme-\.\*"`/);
    await modal.submit();
    await modal.expect(/Silenziato · fine[\s\S]*Aggiunto sempre/);
    const all = await silences();
    expect(all.map(({ matchers }) => matchers.map(({ name, value }) => `${name} ${value}`))).toEqual([
      ['alertname DiskFull', 'namespace acme-.*'],
    ]);
    await message.expectUpdate(/Silenced: DiskFull/);

    const shared = await fetch(`${alertmanager.url}/api/v2/silences`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{ createdBy: 'globex', comment: 'of another tenant', startsAt: new Date(), endsAt: new Date(4e12) },
        matchers: [{ name: 'namespace', value: 'globex', isRegex: false, isEqual: true }],
      }),
    });
    const { silenceID: foreign } = (await shared.json()) as { silenceID: string };
    const { body: listed } = await api('GET', '');
    expect(listed.silences).toMatchObject([{ id: all[0]?.id, state: 'active', createdBy: 'maria (U0MARIA)' }]);
    expect((await api('POST', `/main/${foreign}/expire`)).status).toBe(404);
    expect((await api('POST', `/main/${all[0]?.id}/expire`)).body).toEqual({ expired: true });
    await message.expectReply(/jan ended the silence/);
    await message.expectUpdate(/Critical: DiskFull/);
    expect(await silences()).toMatchObject([{ id: foreign }]);
    const { body: history } = await api('GET', '', 'events?actor=jan');
    expect(history.events).toMatchObject([{ kind: 'unsilenced', by: 'jan' }]);
  }, 60_000);

  test('is not silenced by who lacks the role: they are told whom to ask', async () => {
    await alertmanager.fire({ ...DISK, instance: 'db-1' });
    const message = await ops().expectMessage(/DiskFull/);
    await message.click('silence', { as: 'U0JAN' });
    const modal = modalOf('U0JAN');
    await modal.expect(/Dafür ist die Rolle `responder` oder `manager` nötig.*<@U0BOSS>/);
    expect(await silences()).toEqual([]);
  }, 60_000);

  test('is silenced neither for longer nor more broadly than the role allows', async () => {
    await alertmanager.fire({ ...DISK, instance: 'db-1' });
    const message = await ops().expectMessage(/DiskFull/);
    await alertmanager.fire(
      ...Array.from({ length: 11 }, (_, index) => ({ ...DISK, cluster: `c${index}`, instance: `x-${index}` })),
    );
    await waitUntil('all of them are told', () => ops().all().length >= 12);
    await message.click('silence', { as: 'U0MARIA' });
    const modal = modalOf('U0MARIA');
    await modal.expect(/nessuno fuori/);
    await modal.change('matchers', 'alertname="DiskFull"');
    await modal.expect(/⛔ Troppo ampio: 11.allarmi fuori da questo messaggio, al massimo 10/);
    await modal.submit();
    await modal.expect(/⚠️ Troppo ampio: 11.*\n.*Serve il ruolo `manager`.*<@U0BOSS>/);
    await modal.change('matchers', 'alertname=~".+"');
    await modal.expect(/⛔ Troppo ampio: queste condizioni non escludono quasi nulla/);
    await modal.change('matchers', 'alertname=~".*"');
    await modal.expect(/⛔ Queste condizioni riguarderebbero tutti gli allarmi/);
    await modal.change('matchers', 'alertname="DiskFull"\ncluster=""');
    await modal.change('length', 'tomorrow');
    await modal.expect(/⛔ Troppo a lungo: questo ruolo silenzia per 8.h al massimo/);
    await modal.submit();
    await modal.expect(/⚠️ Troppo a lungo/);
    expect(await silences()).toEqual([]);
    expect(await counted()).toEqual(['tocsin_silences_total{tenant="acme",operation="create",outcome="refused"} 2']);
  }, 60_000);

  test('is silenced once Alertmanager is there again; until then nothing that was written is lost', async () => {
    await alertmanager.fire({ ...DISK, instance: 'db-1' });
    const message = await ops().expectMessage(/DiskFull/);
    await message.click('silence', { as: 'U0JAN' });
    await message.click('silence', { as: 'U0MARIA' });
    const modal = modalOf('U0MARIA');
    await modal.expect(/nessuno fuori/);
    modal.give('comment', 'kept');
    await pointAcmeTo(platform, 'http://127.0.0.1:1');
    await modal.submit();
    await modal.expect(/⚠️ Al momento Alertmanager non è raggiungibile/);
    expect(modal.text()).toContain('kept');
    expect(modal.text()).toContain('cluster=""');
    await pointAcmeTo(platform, alertmanager.url);
    await modal.submit();
    await modal.expect(/Silenziato · fine/);
    expect(await silences()).toMatchObject([{ comment: expect.stringMatching(/^kept/) }]);
    await message.expectReply(/<@U0MARIA> silenced/);
  }, 60_000);

  test('is silenced once, also when the answer of the first try was lost', async () => {
    await alertmanager.fire({ ...DISK, instance: 'db-1' });
    const message = await ops().expectMessage(/DiskFull/);
    const proxy = await startProxy(alertmanager.url);
    releasers.add('proxy', () => proxy.close());
    await pointAcmeTo(platform, proxy.url);
    await message.click('silence', { as: 'U0MARIA' });
    const modal = modalOf('U0MARIA');
    await modal.expect(/nessuno fuori/);
    proxy.dieAfterWrite();
    await modal.submit();
    await modal.expect(/⚠️ Alertmanager non ha risposto in tempo/);
    const [made] = await silences();
    proxy.revive();
    await modal.submit();
    await modal.expect(/Silenziato · fine/);
    expect((await silences()).map(({ id }) => id)).toEqual([made?.id]);
    expect(made?.comment).toMatch(/^Silenced from Slack, receiver ops|^Aus Slack/);
    const told = await message.expectReply(/<@U0MARIA> silenced/);
    expect(JSON.stringify(told.blocks)).not.toMatch(/from Slack|Aus Slack/);
  }, 60_000);
});

/** Between Tocsin and an Alertmanager: dies when told to, right after a silence was written and before that is answered. */
async function startProxy(target: string) {
  let state: 'alive' | 'dying' | 'dead' = 'alive';
  const server = createServer(async (request, response) => {
    if (state === 'dead') return void request.socket.destroy();
    const body = await buffer(request);
    const answer = await fetch(target + request.url, {
      method: request.method ?? 'GET',
      headers: { 'content-type': 'application/json' },
      ...(body.length > 0 ? { body } : {}),
    });
    if (state === 'dying' && request.method === 'POST') {
      state = 'dead';
      return void request.socket.destroy();
    }
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' });
    response.end(await answer.text());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dieAfterWrite: () => {
      state = 'dying';
    },
    revive: () => {
      state = 'alive';
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

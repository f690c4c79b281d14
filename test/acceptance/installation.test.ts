/** The Slack app is installed for a tenant by OAuth: who may, into which workspace, and what comes of it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { newKey, startInstallingPlatform, tenantInstalling } from './installed-platform.ts';
import { authorizeUrlIn, Browser, installations, installLink } from './installer.ts';
import { FAST, type Platform, SECRETS } from './platform.ts';
import { webhookOf } from './webhooks.ts';

let redis: RedisServer;
const releasers = new Releasers();
beforeAll(async () => {
  redis = await startRedis();
});
afterEach(async () => {
  await releasers.close();
  await tellRedis(redis.port, 'FLUSHALL');
});
afterAll(() => redis.stop());

async function start(options: Parameters<typeof startInstallingPlatform>[0] = {}): Promise<Platform> {
  const platform = await startInstallingPlatform({ redisUrl: redis.url, ...options });
  releasers.add('platform', () => platform.close());
  return platform;
}

const ops = (platform: Platform) => platform.channel('T0ACME', 'C0OPS');
const inBoth = {
  'tenants/globex/tenant.yaml': tenantInstalling('Globex', 'GLOBEX'),
};
const postAs = (platform: Platform, tenant: 'acme' | 'globex', alertname: string) =>
  platform.post(webhookOf([{ instance: 'db-1' }], { alertname }), {
    tenant,
    token: tenant === 'acme' ? SECRETS.ACME_INGEST_TOKEN : SECRETS.GLOBEX_INGEST_TOKEN,
  });

describe('a tenant that has the app installed', () => {
  test('gets its alerts after one link, and people can take them; nothing was lost before', async () => {
    const platform = await start({ tocsin: `${FAST}  max_retest_interval: 1s\n` });
    await platform.post(webhookOf([{ instance: 'db-1' }]));
    await waitUntil('the message waits', () => platform.log.join('').includes('left alone until it is mended'));
    expect(ops(platform).all()).toEqual([]);

    const link = await installLink(platform.url, 'acme');
    const page = await new Browser().install(link, 'T0ACME');
    expect(page.status).toBe(200);
    expect(page.html).toContain('<h1>Tocsin is installed</h1>');
    expect(page.html).toContain('The alerts of Acme go to the workspace Sandbox');
    await ops(platform).expectMessage(/DiskFull/);
    await postAs(platform, 'acme', 'CpuHigh');
    const message = await ops(platform).expectMessage(/CpuHigh/);
    expect((await message.click('acknowledge', { as: 'U0MARIA' })).status).toBe(200);
    await message.expectUpdate(/<@U0MARIA> has it/);
    expect(await installations(platform.url)).toMatchObject([
      { tenant: 'acme', state: 'in_order', team: 'T0ACME', keyId: '2026-11' },
    ]);
    expect(await platform.metrics()).toContain('tocsin_installations_total{tenant="acme",event="installed"} 1');
  });

  test('another relay hears of it by itself, and takes clicks', async () => {
    const platform = await start();
    const other = await platform.another({ env: { ...platform.env, PORT: '0' } });
    releasers.add('other', () => other.close());
    await new Browser().install(await installLink(platform.url, 'acme'), 'T0ACME');
    await postAs(platform, 'acme', 'CpuHigh');
    const message = await ops(platform).expectMessage(/CpuHigh/);
    platform.sandbox.setInteractivityUrl(`http://127.0.0.1:${other.port}/slack/events`);
    await waitUntil('the other relay knows', async () => {
      await message.click('acknowledge', { as: 'U0MARIA' });
      return /has it/.test(message.text());
    });
  });

  test('stays installed over a restart; in Redis stands no token', async () => {
    const platform = await start();
    await new Browser().install(await installLink(platform.url, 'acme'), 'T0ACME');
    await platform.restart();
    await postAs(platform, 'acme', 'CpuHigh');
    await ops(platform).expectMessage(/CpuHigh/);
    const token = platform.sandbox.workspace('T0ACME').tokens().at(-1) ?? '';
    const stored = await tellRedis(redis.port, 'HGETALL tocsin:{acme}:installation');
    expect(stored).toContain('T0ACME');
    expect(stored).not.toContain(token.slice(5));
    expect(platform.log.join('')).not.toContain(token);
  });
});

describe('an install link', () => {
  test('shows a page in the language of the browser, which runs and loads nothing', async () => {
    const platform = await start();
    const link = await installLink(platform.url, 'acme');
    const page = await new Browser('de-CH, fr;q=0.8').open(link);
    expect(page.html).toContain('<html lang="de-CH">');
    expect(page.html).toContain('Tocsin für Acme installieren');
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(
      /^default-src 'none'; img-src data:; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'/,
    );
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(page.headers.get('set-cookie')).toMatch(/^tocsin-install=\S+; Path=\/slack; .*HttpOnly; SameSite=Lax$/);
    const asked = new URL(authorizeUrlIn(page)).searchParams;
    expect(asked.get('scope')).toContain('chat:write');
    expect((await new Browser('ja, xx;q=0.1').open(link)).html).toContain('<html lang="en">');
  });

  test('survives mail scanners, a refusal at Slack and a second try, and is used up by the installation', async () => {
    const platform = await start();
    const link = await installLink(platform.url, 'acme');
    for (let count = 0; count < 3; count += 1) await new Browser().open(link);
    const cancelled = await new Browser('it').install(link, undefined);
    expect([cancelled.status, cancelled.html]).toEqual([200, expect.stringContaining('Non installato')]);
    expect((await new Browser().install(link, 'T0ACME')).status).toBe(200);
    const again = await new Browser().open(link);
    expect([again.status, again.html]).toEqual([410, expect.stringContaining('does not work any more')]);
  });

  test('is used by one of two who come back from Slack at once', async () => {
    const platform = await start();
    const link = await installLink(platform.url, 'acme');
    const browsers = [new Browser(), new Browser()];
    const ways = await Promise.all(browsers.map((browser) => browser.agree(link, 'T0ACME')));
    const pages = await Promise.all(browsers.map((browser, index) => browser.open(ways[index] ?? '')));
    expect(pages.map(({ status }) => status).sort()).toEqual([200, 410]);
  });

  test('ends, and opens nothing for another tenant or with another key', async () => {
    const platform = await start({ files: inBoth });
    const link = await installLink(platform.url, 'acme');
    const wrong = [
      link.replace('tenant=acme', 'tenant=globex'),
      link.replace(/key=.{4}/, 'key=aaaa'),
      link.replace(/&key=.*/, ''),
      `${platform.url}/slack/install`,
      `${platform.url}/slack/install?tenant=acme&tenant=globex&key=1`,
    ];
    for (const url of wrong) expect((await new Browser().open(url)).status).toBe(410);
    expect((await new Browser().open(link)).status).toBe(200);
    await tellRedis(redis.port, 'FLUSHALL');
    expect((await new Browser().open(link)).status).toBe(410);
  });

  test('is made with the admin token alone, and for tenants that install', async () => {
    const platform = await start();
    await installLink(platform.url, 'acme', '?hours=168');
    await expect(installLink(platform.url, 'globex')).rejects.toThrow(/409 tenant globex has a token of its own/);
    await expect(installLink(platform.url, 'acme', '?hours=0')).rejects.toThrow(/400 hours must be a whole number/);
    const bare = await fetch(`${platform.url}/api/v1/tenants/acme/slack/install-links`, { method: 'POST' });
    expect(bare.status).toBe(401);
    expect((await fetch(`${platform.url}/api/v1/slack/installations`)).status).toBe(401);
    expect(platform.log.join('')).toMatch(/a link to install/);
    expect(platform.log.join('')).not.toContain('key=');
  });
});

describe('the way back from Slack', () => {
  test('is good once, in the browser that went away, and with its own state', async () => {
    const platform = await start();
    const link = await installLink(platform.url, 'acme');
    const browser = new Browser();
    const back = await browser.agree(link, 'T0ACME');
    expect((await new Browser().open(back)).status).toBe(410);
    expect((await browser.open(back)).status).toBe(410);
    const forged = new URL(await browser.agree(link, 'T0ACME'));
    forged.searchParams.set('state', 'x'.repeat(43));
    expect((await browser.open(forged.href)).status).toBe(410);
    expect((await browser.open(`${platform.url}/slack/oauth_redirect`)).status).toBe(410);
    expect(await installations(platform.url)).toEqual([{ tenant: 'acme', state: 'not_installed' }]);
    expect(platform.sandbox.requestLog.of('oauth.v2.access')).toEqual([]);
  });

  test('with a code that Slack does not know installs nothing, and the link still works', async () => {
    const platform = await start();
    const link = await installLink(platform.url, 'acme');
    const browser = new Browser();
    const back = new URL(await browser.agree(link, 'T0ACME'));
    back.searchParams.set('code', 'unknown');
    const page = await browser.open(back.href);
    expect([page.status, page.html]).toEqual([502, expect.stringContaining('Slack did not confirm')]);
    expect(platform.log.join('')).toContain('invalid_code');
    expect((await browser.install(link, 'T0ACME')).status).toBe(200);
  });
});

describe('a workspace', () => {
  test('that is not the one that the file names is refused', async () => {
    const platform = await start({ slack: 'install: oauth, team_id: T0ACME' });
    const link = await installLink(platform.url, 'acme');
    const page = await new Browser().open(link);
    expect(new URL(authorizeUrlIn(page)).searchParams.get('team')).toBe('T0ACME');
    const refused = await new Browser().install(link, 'T0GLOBEX');
    expect([refused.status, refused.html]).toEqual([409, expect.stringContaining('is not the workspace of Acme')]);
    expect((await new Browser().install(link, 'T0ACME')).status).toBe(200);
  });

  test('binds the tenant: a later link leads to no other', async () => {
    const platform = await start({ files: inBoth });
    await new Browser().install(await installLink(platform.url, 'acme'), 'T0ACME');
    const link = await installLink(platform.url, 'acme');
    expect((await new Browser().install(link, 'T0GLOBEX')).status).toBe(409);
    expect((await new Browser().install(link, 'T0ACME')).status).toBe(200);
  });

  test('that another tenant has, by its file or installed, is refused', async () => {
    const platform = await start();
    const named = await new Browser().install(await installLink(platform.url, 'acme'), 'T0GLOBEX');
    expect([named.status, named.html]).toEqual([409, expect.stringContaining('is connected already')]);
    await platform.close();
    await releasers.close().catch(() => undefined);

    const both = await start({ files: inBoth });
    await new Browser().install(await installLink(both.url, 'acme'), 'T0ACME');
    const link = await installLink(both.url, 'globex');
    expect((await new Browser().install(link, 'T0ACME')).status).toBe(409);
    expect((await new Browser().install(link, 'T0GLOBEX')).status).toBe(200);
    await postAs(both, 'globex', 'CpuHigh');
    await both.channel('T0GLOBEX', 'C0OPS').expectMessage(/CpuHigh/);
    expect(ops(both).all()).toEqual([]);
  });
});

describe('an app that the workspace removed', () => {
  test('parks the tenant: nothing is sent, the operator is told, and a new installation mends it', async () => {
    const platform = await start();
    await new Browser().install(await installLink(platform.url, 'acme'), 'T0ACME');
    await postAs(platform, 'acme', 'CpuHigh');
    await ops(platform).expectMessage(/CpuHigh/);
    const answers = await platform.sandbox.uninstall('T0ACME');
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    await waitUntil('the operator is told', () => platform.log.join('').includes('was removed from a workspace'));
    const [parked] = await waitUntil('it is parked', async () => {
      const list = await installations(platform.url);
      return list[0]?.parked === undefined ? undefined : list;
    });
    expect(parked?.state).toMatch(/^(?:app_uninstalled|tokens_revoked): the app must be installed anew/);
    const before = platform.sandbox.requestLog.of('chat.postMessage').length;
    await postAs(platform, 'acme', 'DiskSlow');
    await waitUntil('it waits', async () =>
      /tocsin_groups\{tenant="acme",state="open"\} 2/.test(await platform.metrics()),
    );
    expect(platform.sandbox.requestLog.of('chat.postMessage')).toHaveLength(before);
    const metrics = await platform.metrics();
    expect(metrics).toMatch(
      /tocsin_holds_total\{tenant="acme",scope="workspace",reason="token_invalid",event="begun"\} 1/,
    );
    expect(metrics).toMatch(/tocsin_installations_total\{tenant="acme",event="(?:app_uninstalled|tokens_revoked)"\} 1/);

    expect((await new Browser().install(await installLink(platform.url, 'acme'), 'T0ACME')).status).toBe(200);
    await postAs(platform, 'acme', 'MemoryLow');
    await ops(platform).expectMessage(/MemoryLow/);
  });

  test('is not removed by an event from before the installation, nor by one about another bot', async () => {
    const platform = await start();
    await new Browser().install(await installLink(platform.url, 'acme'), 'T0ACME');
    const revoked = { type: 'tokens_revoked', tokens: { oauth: [], bot: ['U0OTHER'] } };
    expect((await platform.sandbox.sendEvent('T0ACME', revoked)).status).toBe(200);
    const alive = { type: 'tokens_revoked', tokens: { oauth: [], bot: ['U0TOCSIN'] } };
    expect((await platform.sandbox.sendEvent('T0ACME', alive)).status).toBe(200);
    await postAs(platform, 'acme', 'CpuHigh');
    await ops(platform).expectMessage(/CpuHigh/);
    expect(await installations(platform.url)).toMatchObject([{ state: 'in_order' }]);
  });

  test('is told, too, where the file names a token; events that nobody knows are answered', async () => {
    const platform = await start();
    expect((await platform.sandbox.sendEvent('T0GLOBEX', { type: 'team_join' })).status).toBe(200);
    await platform.sandbox.uninstall('T0GLOBEX');
    await waitUntil('the operator is told', () => platform.log.join('').includes('was removed from a workspace'));
    expect(await platform.metrics()).toMatch(
      /tocsin_holds_total\{tenant="globex",scope="workspace",reason="token_invalid",event="begun"\} 1/,
    );
  });
});

describe('the keys', () => {
  test('are changed without anybody noticing: what the old one sealed is sealed anew', async () => {
    const [old, fresh] = [newKey('old'), newKey('fresh')];
    const platform = await start({ env: { TOCSIN_ENCRYPTION_KEYS: old } });
    await new Browser().install(await installLink(platform.url, 'acme'), 'T0ACME');
    expect(await installations(platform.url)).toMatchObject([{ keyId: 'old' }]);
    const both = await platform.another({
      env: { ...platform.env, PORT: '0', TOCSIN_ENCRYPTION_KEYS: `${fresh},${old}` },
    });
    releasers.add('with both keys', () => both.close());
    await waitUntil('it is sealed anew', async () => (await installations(platform.url))[0]?.keyId === 'fresh');
    const last = await platform.another({ env: { ...platform.env, PORT: '0', TOCSIN_ENCRYPTION_KEYS: fresh } });
    releasers.add('with the new key', () => last.close());
    expect(await installations(`http://127.0.0.1:${last.port}`)).toMatchObject([{ state: 'in_order' }]);
  });
});

/** Tokens that end are renewed once by many, with real Redis and the sandbox's single-use refresh tokens. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { TocsinError } from '../../src/core/errors.ts';
import { teamId } from '../../src/core/ids.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import type { LogFields, Logger } from '../../src/core/logger.ts';
import { Secret } from '../../src/core/secret.ts';
import { sealTokens } from '../../src/installations/installation.ts';
import type { Installations } from '../../src/installations/installations.ts';
import { parseKeyRing } from '../../src/installations/key-ring.ts';
import type { SlackOauth } from '../../src/installations/slack-oauth.ts';
import { RENEW_BEFORE_MS, TokenRenewals } from '../../src/installations/token-renewals.ts';
import { Workspaces } from '../../src/installations/workspaces.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createSlackOauth } from '../../src/slack/slack-oauth.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import type { TenantSet } from '../../src/tenants/tenant.ts';
import { CLIENT, newKey } from '../acceptance/installed-platform.ts';
import { Browser } from '../acceptance/installer.ts';
import { type RedisServer, startRedis, tellRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { ACME } from '../store/store-fixtures.ts';
import { createConfigFolder } from '../tenants/tenant-folders.ts';

const REDIRECT = 'http://127.0.0.1:1/slack/oauth_redirect';
const TOKEN_MS = 12 * 60 * 60_000;
const ring = ringOf(newKey('k'));

function ringOf(text: string) {
  const parsed = parseKeyRing(new Secret(text));
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed;
}

let redis: RedisServer;
let tenants: TenantSet;
const releasers = new Releasers();
let now: number;
let graceSeconds: number;
let sandbox: Sandbox;
beforeAll(async () => {
  redis = await startRedis();
  const folder = await createConfigFolder({
    'tenants/acme/tenant.yaml': `name: Acme\ningest: { tokens: [{ token: '\${ACME_INGEST_TOKEN}' }] }\nslack: { install: oauth }\n`,
  });
  const loaded = await folder.load();
  await folder.remove();
  if (loaded.tenants === undefined) throw new Error(folder.told(loaded).join('\n'));
  tenants = loaded.tenants;
});
beforeEach(() => {
  now = Date.now();
  graceSeconds = 0;
});
afterEach(async () => {
  await releasers.close();
  await tellRedis(redis.port, 'FLUSHALL');
});
afterAll(() => redis.stop());

/** One process of several on the same Redis. */
async function contender(change: (installations: Installations) => Partial<Installations> = () => ({})) {
  const logged: string[] = [];
  const tell = (level: string) => (fields: LogFields, message: string) =>
    void logged.push(`${level} ${message} ${JSON.stringify(fields)}`);
  const logger: Logger = { error: tell('error'), warn: tell('warn'), info: tell('info'), debug: tell('debug') };
  const clock = { now: () => now };
  const store = connectRedisStore({ url: redis.url, logger });
  releasers.add('store', () => store.close());
  const own = store.install.installations;
  const installations: Installations = { ...own, ...change(own) };
  const workspaces = new Workspaces({ tenants: () => tenants, installations: own, ring, clock, logger });
  await workspaces.start();
  releasers.add('workspaces', () => workspaces.close());
  const oauth = createSlackOauth({
    apiUrl: sandbox.apiUrl,
    timeoutMs: 2_000,
    clientId: CLIENT.clientId,
    clientSecret: new Secret(CLIENT.clientSecret),
    clock,
  });
  releasers.add('oauth', () => oauth.close());
  const metrics = createMetrics({ version: 'test', defaults: false });
  const renewals = new TokenRenewals({ workspaces, installations, ring, oauth, metrics, clock, logger });
  return { renewals, workspaces, installations: own, oauth, logged };
}

async function startSlack(): Promise<void> {
  sandbox = await startSandbox({
    workspaces: [{ teamId: 'T0ACME', users: [{ id: 'U0MARIA', name: 'maria' }] }],
    clock: { now: () => now },
    oauthApp: { ...CLIENT, redirectUris: [REDIRECT], rotation: { tokenSeconds: TOKEN_MS / 1_000, graceSeconds } },
  });
  releasers.add('sandbox', () => sandbox.close());
}

/** As after an installation. */
async function installed({
  oauth,
  installations,
}: {
  oauth: SlackOauth;
  installations: Installations;
}): Promise<string> {
  const url = oauth.authorizeUrl({ state: 's', redirectUri: REDIRECT, team: undefined });
  const back = new URL(await new Browser().answerSlack(url, 'T0ACME'));
  const answer = await oauth.exchange({ code: back.searchParams.get('code') ?? '', redirectUri: REDIRECT });
  if (!answer.ok) throw new Error(answer.detail);
  const { botToken, refreshToken, ...facts } = answer.grant;
  if (refreshToken === undefined) throw new Error('no refresh token');
  const sealed = sealTokens(ring, { tenantId: ACME, teamId: teamId('T0ACME') }, { botToken, refreshToken });
  await installations.write(ACME, { ...facts, installedAt: now, sealed }, 0);
  return botToken.reveal();
}

const tokenOf = async (workspaces: Workspaces): Promise<string> => {
  await workspaces.reread(ACME);
  const found = await workspaces.find(ACME);
  return found.ok ? found.botToken.reveal() : found.detail;
};
const works = async (token: string): Promise<boolean> => {
  const response = await fetch(`${sandbox.apiUrl}auth.test`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
  });
  const body: { ok: boolean } = JSON.parse(await response.text());
  return body.ok;
};
const renewed = () => sandbox.requestLog.of('oauth.v2.access').length - 1;

describe('a token that ends', () => {
  test('is left alone until two hours before its end, then renewed', async () => {
    await startSlack();
    const one = await contender();
    const first = await installed(one);
    await one.workspaces.reread(ACME);
    now += TOKEN_MS - RENEW_BEFORE_MS - 60_000;
    await one.renewals.look();
    expect([renewed(), await tokenOf(one.workspaces)]).toEqual([0, first]);
    now += 120_000;
    await one.renewals.look();
    const second = await tokenOf(one.workspaces);
    expect(renewed()).toBe(1);
    expect(second).not.toBe(first);
    expect([await works(first), await works(second)]).toEqual([true, true]);
    now += TOKEN_MS - RENEW_BEFORE_MS + 1;
    await one.renewals.look();
    expect(await works(await tokenOf(one.workspaces))).toBe(true);
    expect(renewed()).toBe(2);
  });

  test('is renewed once by eight processes that find it at the same moment', async () => {
    await startSlack();
    const all = await Promise.all(Array.from({ length: 8 }, () => contender()));
    const [first] = all;
    if (first === undefined) throw new Error('no contender');
    await installed(first);
    await Promise.all(all.map(({ workspaces }) => workspaces.reread(ACME)));
    now += TOKEN_MS - 60_000;
    await Promise.all(all.map(({ renewals }) => renewals.look()));
    expect(renewed()).toBe(1);
    const tokens = await Promise.all(all.map(({ workspaces }) => tokenOf(workspaces)));
    expect(new Set(tokens).size).toBe(1);
    expect(await works(tokens[0] ?? '')).toBe(true);
    await Promise.all(all.map(({ renewals }) => renewals.look()));
    expect(renewed()).toBe(1);
    expect(all.flatMap(({ logged }) => logged).filter((line) => /^(?:warn|error)/.test(line))).toEqual([]);
  });

  test('is renewed many times over by contenders, and never lost', async () => {
    await startSlack();
    const all = await Promise.all(Array.from({ length: 4 }, () => contender()));
    const [first] = all;
    if (first === undefined) throw new Error('no contender');
    await installed(first);
    for (let round = 1; round <= 15; round += 1) {
      now += TOKEN_MS - 60_000;
      await Promise.all(all.map(({ workspaces }) => workspaces.reread(ACME)));
      await Promise.all(all.map(({ renewals }) => renewals.look()));
      expect(renewed()).toBe(round);
      expect(await works(await tokenOf(first.workspaces))).toBe(true);
    }
  });
});

describe('between Slack and the store', () => {
  test('a store that is away for a while gets the new token as soon as it is back', async () => {
    await startSlack();
    let failures = 3;
    const one = await contender((own) => ({
      write: async (tenantId, record, version) => {
        const isResult = record.renewingSince === undefined;
        if (isResult && failures-- > 0) throw new TocsinError('store_unavailable', 'away');
        return await own.write(tenantId, record, version);
      },
    }));
    const first = await installed(one);
    now += TOKEN_MS - 60_000;
    expect(await one.renewals.renew(ACME)).toBe('renewed');
    expect(await tokenOf(one.workspaces)).not.toBe(first);
    expect(renewed()).toBe(1);
  });

  test('what could not be stored in time is stored at the next look, without asking Slack again', async () => {
    await startSlack();
    let isAway = true;
    const one = await contender((own) => ({
      write: async (tenantId, record, version) => {
        if (!isAway || record.renewingSince !== undefined) return await own.write(tenantId, record, version);
        now += 60_000;
        throw new TocsinError('store_unavailable', 'away');
      },
    }));
    const first = await installed(one);
    await one.workspaces.reread(ACME);
    now += TOKEN_MS - 600_000;
    await one.renewals.look();
    expect(await tokenOf(one.workspaces)).toBe(first);
    isAway = false;
    await one.renewals.look();
    const second = await tokenOf(one.workspaces);
    expect([second === first, await works(second), renewed()]).toEqual([false, true, 1]);
  });

  test('a write that was taken without an answer is not taken for a failure', async () => {
    await startSlack();
    let isLost = true;
    const one = await contender((own) => ({
      write: async (tenantId, record, version) => {
        const written = await own.write(tenantId, record, version);
        if (record.renewingSince !== undefined || !isLost) return written;
        isLost = false;
        throw new TocsinError('store_unavailable', 'the answer was lost');
      },
    }));
    await installed(one);
    now += TOKEN_MS - 60_000;
    expect(await one.renewals.renew(ACME)).toBe('idle');
    expect(await works(await tokenOf(one.workspaces))).toBe(true);
    expect(renewed()).toBe(1);
  });

  /** Its memory is gone with it, and so is its lock after a while. */
  async function dieAfterAsking(): Promise<void> {
    const dead = await contender((own) => ({
      write: async (tenantId, record, version) => {
        if (record.renewingSince !== undefined) return await own.write(tenantId, record, version);
        now += 60_000;
        throw new TocsinError('store_unavailable', 'dead');
      },
      unlock: async () => undefined,
    }));
    await expect(dead.renewals.renew(ACME)).rejects.toThrow('dead');
    expect(await tellRedis(redis.port, 'PTTL tocsin:{acme}:renewal')).toMatch(/\d{4,}/);
    await tellRedis(redis.port, 'DEL tocsin:{acme}:renewal');
  }

  test('a process that died is followed by another, with the grace that Slack gives a used refresh token', async () => {
    graceSeconds = 300;
    await startSlack();
    const one = await contender();
    const first = await installed(one);
    now += TOKEN_MS - 600_000;
    await dieAfterAsking();
    expect(await one.renewals.renew(ACME)).toBe('renewed');
    const second = await tokenOf(one.workspaces);
    expect([second === first, await works(second)]).toEqual([false, true]);
  });

  test('where the grace is over, the operator is told while the old token still works, and it is used no longer than that', async () => {
    await startSlack();
    const one = await contender();
    const first = await installed(one);
    now += TOKEN_MS - 600_000;
    await dieAfterAsking();
    await one.workspaces.reread(ACME);
    await one.renewals.look();
    expect(await tokenOf(one.workspaces)).toBe(first);
    const errors = one.logged.filter((line) => line.startsWith('error'));
    expect(errors).toEqual([expect.stringContaining('install the app anew before it ends')]);
    expect(errors[0]).toContain('"isBroken":true');
    const asked = renewed();
    await one.renewals.look();
    expect(renewed()).toBe(asked);
    now += TOKEN_MS;
    expect(await tokenOf(one.workspaces)).toBe('token_expired');
  });

  test('an installation that comes meanwhile wins over the renewal', async () => {
    await startSlack();
    const fresh = 'xoxe.xoxb-fresh';
    const one = await contender((own) => ({
      write: async (tenantId, record, version) => {
        if (record.renewingSince === undefined) {
          const owner = { tenantId: ACME, teamId: teamId('T0ACME') };
          const tokens = { botToken: new Secret(fresh), refreshToken: new Secret('r') };
          const { expiresAt: _old, ...rest } = record;
          await own.write(ACME, { ...rest, sealed: sealTokens(ring, owner, tokens) }, version);
        }
        return await own.write(tenantId, record, version);
      },
    }));
    await installed(one);
    now += TOKEN_MS - 60_000;
    expect(await one.renewals.renew(ACME)).toBe('idle');
    expect(await tokenOf(one.workspaces)).toBe(fresh);
  });

  test('Slack being away is no last word: it is tried again', async () => {
    await startSlack();
    const one = await contender();
    await installed(one);
    await one.workspaces.reread(ACME);
    now += TOKEN_MS - 60_000;
    sandbox.faults.add({ method: 'oauth.v2.access', kind: 'error', error: 'internal_error', times: 1 });
    expect(await one.renewals.renew(ACME)).toBe('failed');
    await waitUntil('it is renewed', async () => {
      await one.renewals.look();
      return renewed() === 2;
    });
    expect(await works(await tokenOf(one.workspaces))).toBe(true);
  });
});

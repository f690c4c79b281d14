/** Deliveries with the embedded store and a Slack that does what each story needs. */
import { describe, expect, test } from '@jest/globals';
import { TocsinError } from '../../src/core/errors.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { acme, build, globex } from './relay.ts';

describe('delivery', () => {
  test('shows what changed while Slack was called, in the same message', async () => {
    let isFirst = true;
    const relay = build({
      send: async () => {
        if (!isFirst) return undefined;
        isFirst = false;
        await relay.arrive(acme, 'g', ['a', 'b']);
        return undefined;
      },
    });
    await relay.arrive(acme, 'g', ['a']);
    relay.dispatcher.start();
    await waitUntil('all is said', () => relay.sent.length === 3);
    await relay.dispatcher.stop(5_000);
    expect(relay.sent.map(({ text, ts }) => [text, ts])).toEqual([
      ['message: a', undefined],
      ['message: a b', '1'],
      ['thread: a b', undefined],
    ]);
  });

  test('keeps a result over a store that is away for a moment', async () => {
    const relay = build();
    const commit = relay.store.commit.bind(relay.store);
    let failures = 2;
    relay.store.commit = (request) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new TocsinError('store_unavailable', 'away')) : commit(request);
    };
    await relay.arrive(acme, 'g', ['a']);
    relay.dispatcher.start();
    await waitUntil('it is committed', () => failures < 0);
    await relay.dispatcher.stop(5_000);
    expect(relay.sent).toHaveLength(1);
    expect((await relay.store.stats([acme])).get(acme)).toMatchObject({ due: 0 });
  });

  test('waits with a group whose receiver is not configured, and loses nothing', async () => {
    const relay = build({ hasReceiver: false });
    await relay.arrive(acme, 'g', ['a']);
    relay.dispatcher.start();
    await waitUntil('it waits', async () => (await relay.store.stats([acme])).get(acme)?.due === 0);
    await relay.dispatcher.stop(5_000);
    expect((await relay.store.stats([acme])).get(acme)?.groups.open).toBe(1);
    expect(relay.sent).toEqual([]);
  });

  test('a storm of one tenant leaves room for another', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const relay = build({
      concurrency: 8,
      tenantConcurrency: 4,
      send: async ({ tenantId }) => {
        if (tenantId === acme) await held;
        return undefined;
      },
    });
    for (let index = 0; index < 50; index++) await relay.arrive(acme, `g${index}`, ['a']);
    relay.dispatcher.start();
    await relay.arrive(globex, 'g', ['x']);
    relay.dispatcher.wake(globex);
    await waitUntil('the other tenant is served', () => relay.sent.some(({ tenant }) => tenant === globex));
    expect(relay.sent.filter(({ tenant }) => tenant === acme)).toEqual([]);
    release();
    await waitUntil('the storm is over', () => relay.sent.length === 51);
    await relay.dispatcher.stop(5_000);
  });

  test('two dispatchers on one store send each group once', async () => {
    const relay = build();
    for (let index = 0; index < 200; index++) await relay.arrive(acme, `g${index}`, [`a${index}`]);
    const other = build();
    Object.assign(other.store, {
      claim: relay.store.claim.bind(relay.store),
      commit: relay.store.commit.bind(relay.store),
    });
    Object.assign(other.store, { dueTenants: relay.store.dueTenants.bind(relay.store) });
    await other.arrive(acme, 'own', ['z']);
    relay.dispatcher.start();
    other.dispatcher.start();
    await waitUntil('all are sent', () => relay.sent.length + other.sent.length >= 200);
    await Promise.all([relay.dispatcher.stop(5_000), other.dispatcher.stop(5_000)]);
    const texts = [...relay.sent, ...other.sent].map(({ text }) => text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).toHaveLength(200);
  });

  test('a failing call is counted with its reason and tried again after its pause', async () => {
    let calls = 0;
    const relay = build({
      send: async () => {
        calls += 1;
        return calls === 1 ? { ok: false, reason: 'slack_unreachable', detail: 'ECONNREFUSED' } : undefined;
      },
    });
    await relay.arrive(acme, 'g', ['a']);
    relay.dispatcher.start();
    await waitUntil('it is sent', () => relay.sent.length === 1);
    await relay.dispatcher.stop(5_000);
    const page = await relay.metrics.registry.metrics();
    expect(page).toContain('operation="post",outcome="failed",reason="slack_unreachable"} 1');
    expect(page).toContain('operation="post",outcome="sent",reason=""} 1');
    const kinds = (await relay.store.events(acme, 10)).map(({ kind }) => kind);
    expect(kinds).toEqual(['posted', 'failed', 'received']);
  });

  test('free workers take what is stored without a claim, and no more than there are', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const relay = build({
      concurrency: 4,
      tenantConcurrency: 2,
      send: async () => {
        await held;
        return undefined;
      },
    });
    const claim = relay.store.claim.bind(relay.store);
    let claims = 0;
    relay.store.claim = async (request) => {
      const result = await claim(request);
      claims += result.claims.length;
      return result;
    };
    for (const key of ['g1', 'g2', 'g3', 'g4']) await relay.arrive(acme, key, [key], relay.acceptNow);
    expect((await relay.store.stats([acme])).get(acme)?.due).toBe(2);
    expect(claims).toBe(0);
    release();
    await waitUntil('all are sent', () => relay.sent.length === 4);
    await relay.dispatcher.stop(5_000);
    expect(claims).toBe(2);
    expect(new Set(relay.sent.map(({ text }) => text)).size).toBe(4);
    expect((await relay.store.stats([acme])).get(acme)?.due).toBe(0);
  });

  test('under load many groups are claimed at a time, and what is not begun at the end is given back at once', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const relay = build({
      concurrency: 2,
      tenantConcurrency: 1,
      send: async () => {
        await held;
        return undefined;
      },
    });
    const claim = relay.store.claim.bind(relay.store);
    let claimed = 0;
    relay.store.claim = async (request) => {
      const result = await claim(request);
      claimed += result.claims.length;
      return result;
    };
    const keys = Array.from({ length: 40 }, (_, index) => `g${index}`);
    for (const key of keys) await relay.arrive(acme, key, [key]);
    relay.dispatcher.start();
    await waitUntil('some are held', () => claimed > 0);
    expect(claimed).toBe(16);
    const stopped = relay.dispatcher.stop(5_000);
    release();
    expect(await stopped).toBe(0);
    expect(claimed).toBe(16);
    expect(relay.sent).toHaveLength(1);
    expect((await relay.store.stats([acme])).get(acme)?.due).toBe(39);
    const { claims } = await relay.store.claim({ tenantId: acme, limit: 100, leaseMs: 5_000 });
    expect(claims).toHaveLength(39);
    expect(claims.filter(({ abandonedSince }) => abandonedSince !== undefined)).toEqual([]);
  });

  test('what comes in while claimed groups wait for a place is claimed without a sweep', async () => {
    const relay = build({
      concurrency: 1,
      tenantConcurrency: 1,
      sweepMs: 60_000,
      send: async () => {
        if (relay.sent.length > 0 || isLate) return undefined;
        isLate = true;
        await relay.arrive(acme, 'late', ['late']);
        relay.dispatcher.wake(acme);
        return undefined;
      },
    });
    let isLate = false;
    for (const name of ['a', 'b', 'c']) await relay.arrive(acme, name, [name]);
    relay.dispatcher.start();
    await waitUntil('all are sent', () => relay.sent.length === 4);
    await relay.dispatcher.stop(1_000);
  });

  test('what becomes due while a claim is under way is claimed without a sweep', async () => {
    const relay = build({ sweepMs: 60_000 });
    const claim = relay.store.claim.bind(relay.store);
    let claims = 0;
    relay.store.claim = async (request) => {
      claims += 1;
      const result = await claim(request);
      if (claims > 1) return result;
      await relay.arrive(acme, 'late', ['late']);
      return { ...result, nextDueAt: result.now };
    };
    await relay.arrive(acme, 'g', ['a']);
    relay.dispatcher.start();
    await waitUntil('both are sent', () => relay.sent.length === 2);
    await relay.dispatcher.stop(1_000);
    expect(claims).toBe(2);
  });

  test('what waited too long for a place is left to whoever claims it when its lease ends', async () => {
    const relay = build({
      concurrency: 2,
      tenantConcurrency: 1,
      leaseMs: 400,
      readyMs: 20,
      send: async () => {
        await new Promise((resolve) => setTimeout(resolve, 40));
        return undefined;
      },
    });
    for (const key of ['g1', 'g2', 'g3']) await relay.arrive(acme, key, [key]);
    relay.dispatcher.start();
    await waitUntil('the first is sent', () => relay.sent.length === 1);
    expect((await relay.store.stats([acme])).get(acme)?.due).toBe(0);
    await waitUntil('all are sent', () => relay.sent.length === 3);
    await relay.dispatcher.stop(5_000);
    expect(new Set(relay.sent.map(({ text }) => text)).size).toBe(3);
  });

  test('places that were kept for a copy or a failure are given back', async () => {
    const relay = build({ concurrency: 4, tenantConcurrency: 1 });
    await relay.arrive(acme, 'g', ['a'], relay.acceptNow);
    await waitUntil('it is sent', () => relay.sent.length === 1);
    const accept = relay.store.accept.bind(relay.store);
    relay.store.accept = () => Promise.reject(new TocsinError('store_unavailable', 'away'));
    await expect(relay.arrive(acme, 'h', ['b'], relay.acceptNow)).rejects.toThrow('away');
    relay.store.accept = accept;
    expect(await relay.arrive(acme, 'g', ['a'], relay.acceptNow)).toBe('retry');
    await relay.arrive(acme, 'i', ['c'], relay.acceptNow);
    await waitUntil('the next is sent', () => relay.sent.length === 2);
    await relay.dispatcher.stop(5_000);
  });
});

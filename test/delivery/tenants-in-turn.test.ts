/** Who is delivered first where several tenants wait: turns by weight, and nobody's storm before another's one group. */
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { TenantId } from '../../src/core/ids.ts';
import { Places } from '../../src/delivery/places.ts';
import { TenantLine } from '../../src/delivery/tenant-line.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { tenant } from '../store/store-fixtures.ts';
import { acme, build, globex } from './relay.ts';

const initech = tenant('initech');
const WEIGHTS = new Map([
  [acme, 4],
  [globex, 2],
  [initech, 1],
]);
const weightOf = (tenantId: TenantId): number => WEIGHTS.get(tenantId) ?? 1;

function counted(names: readonly TenantId[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

describe('tenants that all have a backlog', () => {
  test('are served four, two and one at a time, one after the other', async () => {
    const relay = build({ concurrency: 16, tenantConcurrency: 16, weightOf, send: () => pause(2, undefined) });
    for (let index = 0; index < 100; index++) {
      for (const name of [initech, globex, acme]) await relay.arrive(name, `g${index}`, ['a']);
    }
    relay.dispatcher.start();
    await waitUntil('all are sent', () => relay.sent.length === 3 * 100);
    await relay.dispatcher.stop(5_000);
    // While all of them wait; the first and the last turns are still incomplete.
    const order = relay.sent.slice(21, 21 + 70).map(({ tenant: name }) => name);
    expect(counted(order)).toEqual({ acme: 40, globex: 20, initech: 10 });
    expect(order.join(' ')).toContain([initech, globex, globex, acme, acme, acme, acme, initech].join(' '));
  });
});

describe('a line of tenants', () => {
  test('lets each take its turn before the next', () => {
    const line = new TenantLine(weightOf);
    for (const name of [initech, globex, acme]) line.join(name);
    const served: TenantId[] = [];
    for (let place = 0; place < 14; place++) {
      const [first] = line.inOrder();
      if (first === undefined) throw new Error('nobody waits');
      line.leave(first);
      line.took(first, 1);
      line.join(first);
      served.push(first);
    }
    const turn = [initech, globex, globex, acme, acme, acme, acme];
    expect(served).toEqual([...turn, ...turn]);
  });

  test('ends the turn of who has nothing more to do', () => {
    const line = new TenantLine(weightOf);
    line.join(acme);
    line.leave(acme);
    line.took(acme, 1);
    line.endTurn(acme);
    line.join(globex);
    line.join(acme);
    expect(line.inOrder()).toEqual([globex, acme]);
    expect(line.placesLeft(acme)).toBe(4);
  });
});

describe('places', () => {
  test('grow with the weight, and keep one for whoever has nothing under way', () => {
    const places = new Places({ concurrency: 8, tenantConcurrency: 2, weightOf });
    expect([places.roomFor(acme), places.roomFor(globex), places.roomFor(initech)]).toEqual([6, 4, 2]);
    places.occupy(acme, 6);
    expect([places.roomFor(acme), places.roomFor(globex), places.roomFor(initech)]).toEqual([0, 1, 1]);
    places.occupy(globex, 1);
    expect([places.roomFor(globex), places.isFull]).toEqual([-1, false]);
    places.occupy(acme, -6);
    expect(places.roomFor(globex)).toBe(3);
  });
});

describe('a noisy neighbour', () => {
  test('of any weight is passed by a group that comes after its whole backlog', async () => {
    const relay = build({ concurrency: 8, tenantConcurrency: 4, weightOf });
    for (let index = 0; index < 1_000; index++) await relay.arrive(acme, `g${index}`, ['a']);
    await relay.arrive(initech, 'g', ['x']);
    relay.dispatcher.start();
    await waitUntil('all are sent', () => relay.sent.length === 1_001);
    await relay.dispatcher.stop(5_000);
    expect(relay.sent.findIndex(({ tenant: name }) => name === initech)).toBeLessThan(16);
  });

  test('is passed by what comes in while its backlog is being delivered', async () => {
    let before: number | undefined;
    const relay = build({
      concurrency: 8,
      tenantConcurrency: 4,
      weightOf,
      send: async () => {
        // As Slack does, it lets other work come between.
        await pause(1);
        if (relay.sent.length < 100 || before !== undefined) return undefined;
        before = relay.sent.length;
        await relay.arrive(initech, 'g', ['x'], relay.acceptNow);
        return undefined;
      },
    });
    for (let index = 0; index < 1_000; index++) await relay.arrive(acme, `g${index}`, ['a']);
    relay.dispatcher.start();
    await waitUntil('all are sent', () => relay.sent.length === 1_001);
    await relay.dispatcher.stop(5_000);
    expect(relay.sent.findIndex(({ tenant: name }) => name === initech)).toBeLessThan((before ?? 0) + 24);
  });
});

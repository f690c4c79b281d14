/** Tenants beyond their quotas: what begins is told in the summary, nothing is dropped, and what is critical has more room. */
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Alert } from '../../src/core/alert.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { ownAlert, ownNotification } from '../../src/core/own-groups.ts';
import { HOUR_MS } from '../../src/delivery/gate.ts';
import { firing, policy, resolved } from '../groups/builders.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { acme, build, globex, type Setting } from './relay.ts';

const releasers = new Releasers();
afterEach(() => releasers.close());

const NAMES = Array.from({ length: 20 }, (_, index) => `g${String(index).padStart(2, '0')}`);

function start(quotas: Setting['destination'] & object) {
  let passedMs = 0;
  const relay = build({
    destination: { policy: { ...policy, stormAfterMs: 60_000, threadUpdates: false }, ...quotas },
    clock: { now: () => Date.now() + passedMs },
  });
  releasers.add('dispatcher', async () => {
    await relay.dispatcher.stop(5_000);
  });
  relay.dispatcher.start();
  const textsOf = (begin: string, of = acme) =>
    relay.sent.filter(({ tenant, text }) => tenant === of && text.startsWith(begin)).map(({ text }) => text);
  const posted = (of = acme) =>
    relay.sent
      .filter(({ tenant, text, ts }) => tenant === of && ts === undefined && text.startsWith('message: '))
      .map(({ text }) => text.slice('message: '.length).trim());
  const listed = () =>
    textsOf('listed').flatMap((text) =>
      text
        .replace(/^listed.*?: /, '')
        .split(/[ /]+/)
        .filter(Boolean),
    );
  const summary = () => textsOf('summary').at(-1) ?? '';
  const pass = (ms: number) => {
    passedMs += ms;
  };
  const all = async (names: readonly string[], severity = 'warning', tenant = acme) => {
    for (const name of names) await relay.arrive(tenant, name, [firing(name, undefined, { severity })]);
  };
  const told = (count: number) => () => new Set([...posted(), ...listed()]).size === count;
  return { ...relay, posted, listed, summary, textsOf, pass, all, told };
}

const hourly = (messagesPerHour: number) => start({ quotas: { messagesPerHour } });

describe('a tenant of five messages an hour', () => {
  test('has five, then one summary of the rest, which follows them, and the next hour messages again', async () => {
    const relay = hourly(5);
    await relay.all(NAMES);
    await relay.all(NAMES, 'warning', globex);
    await waitUntil('all is told', relay.told(20));
    expect(relay.posted()).toHaveLength(5);
    expect([...relay.posted(), ...relay.listed()].sort()).toEqual(NAMES);
    const isSummary = ({ tenant, text, ts }: (typeof relay.sent)[number]) =>
      tenant === acme && ts === undefined && text.startsWith('summary');
    expect(relay.sent.filter(isSummary)).toHaveLength(1);
    const [first = '', second = ''] = relay.listed();
    relay.pass(10_000);
    await relay.arrive(acme, first, [resolved(first, Date.now())]);
    await waitUntil('the summary shows the resolve', () => relay.summary().includes(`/ ${first}`));

    relay.pass(HOUR_MS);
    await waitUntil('the summary is over', () => relay.summary().startsWith('summary over'));
    expect(relay.posted()).toHaveLength(5);
    await relay.all(['new']);
    await waitUntil('it has a message', () => relay.posted().includes('new'));
    await relay.arrive(acme, second, [firing(second), firing('more')]);
    await waitUntil('what changes has one, too', () => relay.posted().some((text) => text.includes('more')));
    expect(await relay.metrics.registry.metrics()).toContain(
      'tocsin_folded_total{tenant="acme",why="messages_quota"} 15',
    );
  }, 30_000);

  test('has all of them told one by one when they fit into half of the new hour', async () => {
    const relay = hourly(5);
    await relay.all(NAMES.slice(0, 7));
    await waitUntil('all is told', relay.told(7));
    relay.pass(HOUR_MS + 60_000);
    await waitUntil('they have messages', () => relay.posted().length === 7, { timeoutMs: 10_000 });
    await waitUntil('the summary is over', () => relay.summary().startsWith('summary over'));
  }, 30_000);

  test('goes on in the same message when the next hour is used up with old groups open', async () => {
    const relay = hourly(5);
    await relay.all(NAMES);
    await waitUntil('all is told', relay.told(20));
    relay.pass(HOUR_MS + 60_000);
    await waitUntil('the summary is over', () => relay.summary().startsWith('summary over'));
    const later = NAMES.map((name) => `later-${name}`).slice(0, 8);
    await relay.all(later);
    await waitUntil('all is told', relay.told(28));
    expect(relay.posted()).toHaveLength(10);
    const summaries = relay.sent.filter(({ text, ts }) => ts === undefined && text.startsWith('summary'));
    expect(summaries).toHaveLength(1);
    await waitUntil('it tells all that have no message', () => {
      const open =
        relay
          .summary()
          .replace(/^summary: /, '')
          .split(' / ')[0]
          ?.split(' ') ?? [];
      return open.length === 18;
    });
  }, 30_000);

  test('has critical groups told one by one until twice as many', async () => {
    const relay = hourly(5);
    await relay.all(NAMES.slice(0, 8));
    await waitUntil('the rest is in the summary', relay.told(8));
    await relay.all(NAMES.slice(8), 'critical');
    await waitUntil('all is told', relay.told(20));
    expect(relay.posted().filter((name) => name >= 'g08')).toHaveLength(5);
  }, 30_000);

  test('hears what the relay itself has to tell', async () => {
    const relay = hourly(1);
    await relay.all(NAMES.slice(0, 2));
    await waitUntil('the hour is used up', relay.told(2));
    const own: Alert = ownAlert({ labels: { alertname: 'Silent' }, annotations: {}, startsAt: Date.now() });
    await relay.arriveAs(acme, ownNotification(own, Date.now()));
    await waitUntil('it is told', () => relay.posted().includes(own.fingerprint));
  });
});

test('a tenant with more groups open than it may have is told the others in the summary while it is so', async () => {
  const relay = start({ quotas: { openGroups: 3 }, policy: { ...policy, stormAfterMs: 1_000, threadUpdates: false } });
  for (const name of NAMES.slice(0, 3)) {
    await relay.all([name]);
    await waitUntil('it has a message', () => relay.posted().includes(name));
  }
  await relay.all(NAMES.slice(3, 5));
  await waitUntil('the others are in the summary', relay.told(5));
  expect(relay.posted()).toHaveLength(3);
  for (const name of NAMES.slice(0, 2)) await relay.arrive(acme, name, [resolved(name, Date.now())]);
  relay.pass(60_000);
  await waitUntil('they have messages', () => relay.posted().filter((name) => name > 'g02').length === 2);
}, 30_000);

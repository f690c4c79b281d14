/** Which Alertmanagers speak for one that does not answer: real clusters of them. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { truthOf } from '../../src/actions/truth.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { type Alertmanager, startAlertmanager } from '../servers/alertmanager.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { alertmanagerAt, clientOf, TENANT } from './asked.ts';

const CONFIG = 'route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n';

let releasers: Releasers;
beforeEach(() => {
  releasers = new Releasers();
});
afterEach(() => releasers.close(), 30_000);

async function start(options: { readonly peers?: readonly string[] }): Promise<Alertmanager> {
  const alertmanager = await startAlertmanager({ config: CONFIG, ...options });
  releasers.add('Alertmanager', () => alertmanager.stop());
  return alertmanager;
}

/** A client that knows them as `a1`, `a2` and `b1`, and whether all of them together have told everything. */
function clientOfAll(all: Readonly<Record<string, Alertmanager>>) {
  const { client } = clientOf(...Object.entries(all).map(([name, { url }]) => alertmanagerAt(url, { name })));
  releasers.add('client', () => client.close());
  const missed = async () => (await client.silencesHeard(TENANT)).unanswered;
  const truth = async () => truthOf(await client.survey(TENANT), { askedAt: Date.now(), trustAfterMs: 0 });
  return Object.assign(truth, { missed });
}

test('peers speak for one that has left their cluster, but neither for another cluster nor for one never heard', async () => {
  const a1 = await start({ peers: [] });
  const a2 = await start({ peers: [a1.clusterAddress] });
  const b1 = await start({ peers: [] });
  const members = async ({ url }: Alertmanager) => await (await fetch(`${url}/metrics`)).text();
  for (const peer of [a1, a2]) {
    await waitUntil('peers see each other', async () =>
      (await members(peer)).includes('alertmanager_cluster_members 2'),
    );
  }
  const ask = clientOfAll({ a1, a2, b1 });
  expect(await ask()).toMatchObject({ isWhole: true, unanswered: new Set() });

  expect(await ask.missed()).toEqual([]);
  await b1.stop();
  expect(await ask.missed()).toEqual(['b1']);
  expect(await ask()).toMatchObject({ isWhole: false, unanswered: new Set(['b1']) });

  const askBoth = clientOfAll({ a1, a2 });
  expect(await askBoth()).toMatchObject({ isWhole: true });
  await a2.stop();
  await waitUntil('the other has noticed', async () => (await members(a1)).includes('alertmanager_cluster_members 1'));
  expect(await askBoth()).toMatchObject({ isWhole: true, unanswered: new Set(['a2']) });
  expect(await askBoth.missed()).toEqual([]);
  expect(await clientOfAll({ a1, a2 })()).toMatchObject({ isWhole: false, unanswered: new Set(['a2']) });
}, 60_000);

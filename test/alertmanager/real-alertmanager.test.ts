/** The client against the real Alertmanager, behind a path prefix and basic authentication. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Alertmanagers } from '../../src/actions/alertmanagers.ts';
import type { LabelSet } from '../../src/core/alert.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { parseMatchers } from '../../src/routing/matcher.ts';
import { type Alertmanager, startAlertmanager } from '../servers/alertmanager.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { alertmanagerAt, clientOf, draftOf, TENANT } from './asked.ts';

const PASSWORD = 'hush-am-password';
const AUTHORIZATION = `Basic ${Buffer.from(`tocsin:${PASSWORD}`).toString('base64')}`;
/** bcrypt of {@link PASSWORD}, at the least cost. */
const WEB_CONFIG = `basic_auth_users: { tocsin: $2y$05$abcdefghijklmnopqrstuupueA9M7eBqJzSNu4IaPYRB0rgE2XFmy }\n`;

const configFor = (webhook: string) => `
route:
  receiver: 'relay.+x'
  group_by: [alertname]
  group_wait: 10ms
  routes:
    - matchers: ['team="db"', 'severity=~"critical|page"']
      group_by: [cluster, alertname]
      receiver: dbs
      routes: [{ match: { tier: "1" }, match_re: { job: "a+" }, matchers: ['note!="x\\"y"'] }]
    - { matchers: ['team="web"'], group_by: ['...'] }
receivers: [{ name: 'relay.+x' }, { name: dbs, webhook_configs: [{ url: '${webhook}' }] }]
inhibit_rules:
  - { source_matchers: ['alertname="ZoneDown"'], target_matchers: ['alertname="HostDown"'], equal: [zone] }
`;

const releasers = new Releasers();
let alertmanager: Alertmanager;
let client: Alertmanagers;
/** The keys of the groups that were sent to `dbs`. */
const groupKeys: string[] = [];

beforeAll(async () => {
  const webhook = createServer(async (request, response) => {
    groupKeys.push(JSON.parse(await text(request)).groupKey);
    response.end();
  }).listen(0, '127.0.0.1');
  await once(webhook, 'listening');
  releasers.add('webhook', () => void webhook.close());
  const config = configFor(`http://127.0.0.1:${(webhook.address() as AddressInfo).port}`);
  const access = { webConfig: WEB_CONFIG, authorization: AUTHORIZATION };
  alertmanager = await startAlertmanager({ config, prefix: '/alerts', access });
  releasers.add('Alertmanager', () => alertmanager.stop());
  const { client: made } = clientOf(alertmanagerAt(alertmanager.url, { authorization: AUTHORIZATION }));
  releasers.add('client', () => made.close());
  client = made;
}, 30_000);

afterAll(() => releasers.close(), 30_000);

async function fire(...all: readonly LabelSet[]): Promise<void> {
  const response = await fetch(`${alertmanager.url}/api/v2/alerts`, {
    method: 'POST',
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json' },
    body: JSON.stringify(all.map((labels) => ({ labels, generatorURL: 'http://prometheus/graph' }))),
  });
  expect(response.status).toBe(200);
}

const equal = (name: string, value: string) => ({ name, value, isRegex: false, isEqual: true });
const named = async (alertname: string) => await client.alerts(TENANT, { matchers: [equal('alertname', alertname)] });
const silenceOf = async (id: string) =>
  (await client.silences(TENANT, { expired: true })).find((silence) => silence.id === id);

describe('alerts', () => {
  test('are listed with their receivers, by matchers and by receiver', async () => {
    await fire({ alertname: 'Disk', team: 'db', severity: 'page' }, { alertname: 'Disk', quirk: 'a "quoted\\one"\n' });
    const disks = await waitUntil('both are led to receivers', async () => {
      const all = await named('Disk');
      return all.length === 2 && all;
    });
    const [db] = disks.filter(({ labels }) => labels.team === 'db');
    expect(db).toMatchObject({ receivers: ['dbs'], silencedBy: [], inhibitedBy: [], mutedBy: [] });
    expect(db?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(Math.abs(Date.now() - (db?.startsAt ?? 0))).toBeLessThan(60_000);
    const quirky = await client.alerts(TENANT, { matchers: [equal('quirk', 'a "quoted\\one"\n')] });
    expect(quirky.map(({ receivers }) => receivers)).toEqual([['relay.+x']]);
    const toRelay = await client.alerts(TENANT, { upstreamReceivers: ['relay.+x', 'nobody'] });
    expect(toRelay.map(({ labels }) => labels.quirk)).toEqual(['a "quoted\\one"\n']);
    const regex = { name: 'severity', value: 'pa.*|x', isRegex: true, isEqual: true };
    expect(await client.alerts(TENANT, { matchers: [regex] })).toHaveLength(1);
    expect(await client.alerts(TENANT, { matchers: [{ ...regex, isEqual: false }] })).toHaveLength(1);
    expect(await client.alerts(TENANT, { matchers: [equal('team', '')] })).toHaveLength(1);
  });

  test('say what inhibits them', async () => {
    await fire({ alertname: 'ZoneDown', zone: 'a' }, { alertname: 'HostDown', zone: 'a' });
    const [host] = await waitUntil('it is inhibited', async () => {
      const all = await named('HostDown');
      return all[0]?.state === 'suppressed' && all;
    });
    const [zone] = await named('ZoneDown');
    expect(host?.inhibitedBy).toEqual([zone?.fingerprint]);
  });
});

describe('a silence', () => {
  test('is made once for a request, hides what it matches, and keeps who made it and why', async () => {
    await fire({ alertname: 'Queue' });
    const draft = draftOf('Queue', 'request-1');
    const made = await client.createSilence(TENANT, draft);
    expect(made).toEqual({ alertmanager: 'main', id: made.id, url: `${alertmanager.url}/#/silences/${made.id}` });
    expect(await client.createSilence(TENANT, draft)).toEqual(made);
    expect(await client.silences(TENANT)).toHaveLength(1);
    const { startsAt: _, ...kept } = draft;
    expect(await silenceOf(made.id)).toMatchObject({ ...kept, ...made, state: 'active' });
    const [queue] = await waitUntil('the alert is silenced', async () => {
      const all = await named('Queue');
      return all[0]?.state === 'suppressed' && all;
    });
    expect(queue?.silencedBy).toEqual([made.id]);
  });

  test('ends later in place: the same silence, with the same start', async () => {
    const made = await client.createSilence(TENANT, draftOf('Extended', 'request-2'));
    const before = await silenceOf(made.id);
    await pause(1_100);
    const endsAt = Date.now() + 7_200_000;
    expect(await client.updateSilence(TENANT, made, { endsAt })).toEqual(made);
    const after = await silenceOf(made.id);
    expect(after).toEqual({ ...before, endsAt, updatedAt: after?.updatedAt });
  });

  test('that lasts while alerts fire keeps how far it may be extended, until a person decides that anew', async () => {
    const draft = draftOf('Limited', 'request-limited');
    const latestEndsAt = Date.now() + 9_000_000;
    const made = await client.createSilence(TENANT, { ...draft, origin: { ...draft.origin, latestEndsAt } });
    expect(await silenceOf(made.id)).toMatchObject({ comment: draft.comment, origin: { latestEndsAt } });
    const endsAt = Date.now() + 7_200_000;
    await client.updateSilence(TENANT, made, { endsAt });
    expect(await silenceOf(made.id)).toMatchObject({ endsAt, origin: { ...draft.origin, latestEndsAt } });
    const later = { latestEndsAt: latestEndsAt + 60_000 };
    expect(await client.updateSilence(TENANT, made, { endsAt, limit: later })).toEqual(made);
    expect(await silenceOf(made.id)).toMatchObject({ comment: draft.comment, origin: { ...draft.origin, ...later } });
    await client.updateSilence(TENANT, made, { endsAt, limit: {} });
    expect((await silenceOf(made.id))?.origin).toEqual(draft.origin);
  });

  test('without a comment of the person’s has none, whatever Alertmanager shows', async () => {
    const draft = draftOf('Uncommented', 'request-uncommented');
    const origin = { ...draft.origin, isUncommented: true } as const;
    const made = await client.createSilence(TENANT, { ...draft, origin });
    expect(await silenceOf(made.id)).toMatchObject({ comment: '', origin });
  });

  test('is ended once, and cannot be extended after that', async () => {
    const made = await client.createSilence(TENANT, draftOf('Ended', 'request-3'));
    await client.expireSilence(TENANT, made);
    await client.expireSilence(TENANT, made);
    expect(await silenceOf(made.id)).toMatchObject({ state: 'expired' });
    const later = { endsAt: Date.now() + 7_200_000 };
    await expect(client.updateSilence(TENANT, made, later)).rejects.toMatchObject({ reason: 'silence_gone' });
    const unknown = { ...made, id: '6b1f0a3c-0000-4000-8000-000000000000' };
    await expect(client.updateSilence(TENANT, unknown, later)).rejects.toMatchObject({ reason: 'silence_gone' });
    await expect(client.expireSilence(TENANT, unknown)).rejects.toMatchObject({ reason: 'silence_gone' });
    const again = await client.createSilence(TENANT, draftOf('Ended', 'request-3'));
    expect(again.id).not.toBe(made.id);
  });

  test('that Alertmanager does not accept is refused in its own words', async () => {
    const matchers = [{ name: 'a', value: '', isRegex: false, isEqual: true }];
    const refused = client.createSilence(TENANT, { ...draftOf('x', 'request-4'), matchers });
    await expect(refused).rejects.toMatchObject({ reason: 'alertmanager_refused' });
    await expect(refused).rejects.toThrow(/^Alertmanager main: .*match/);
    const past = client.createSilence(TENANT, { ...draftOf('x', 'request-5'), endsAt: Date.now() - 60_000 });
    await expect(past).rejects.toMatchObject({ reason: 'alertmanager_refused' });
  });
});

describe('tenants that share it', () => {
  const at = (only: string) => {
    const entry = alertmanagerAt(alertmanager.url, { authorization: AUTHORIZATION });
    const { client: made } = clientOf({ ...entry, only: parseMatchers(only) });
    releasers.add('client', () => made.close());
    return made;
  };
  const names = (all: readonly { readonly labels: LabelSet }[]) => all.map(({ labels }) => labels.namespace).sort();

  test('neither see nor silence what is not theirs, and find no silence that reaches beyond it', async () => {
    const [acme, globex] = [at('namespace=~"acme-.*"'), at('namespace="globex"')];
    await fire(
      { alertname: 'Shared', namespace: 'acme-1' },
      { alertname: 'Shared', namespace: 'acme-2' },
      { alertname: 'Shared', namespace: 'globex' },
      { alertname: 'Shared' },
    );
    const query = { matchers: [equal('alertname', 'Shared')] };
    const theirs = await waitUntil(
      'all are listed',
      async () => (await named('Shared')).length === 4 && acme.alerts(TENANT),
    );
    expect(names(theirs)).toEqual(['acme-1', 'acme-2']);
    expect(names(await globex.alerts(TENANT, query))).toEqual(['globex']);
    expect(await acme.alerts(TENANT, { matchers: [equal('namespace', 'globex')] })).toEqual([]);

    const wide = await client.createSilence(TENANT, draftOf('Shared', 'wide'));
    const [own, other] = [
      await acme.createSilence(TENANT, draftOf('Shared', 'same')),
      await globex.createSilence(TENANT, draftOf('Shared', 'same')),
    ];
    expect(other.id).not.toBe(own.id);
    expect((await silenceOf(own.id))?.matchers).toEqual([
      equal('alertname', 'Shared'),
      { name: 'namespace', value: 'acme-.*', isRegex: true, isEqual: true },
    ]);
    expect((await acme.silences(TENANT)).map(({ id }) => id)).toEqual([own.id]);
    const survey = await acme.survey(TENANT, query);
    expect(survey.answers.map(({ silences }) => silences.map(({ id }) => id))).toEqual([[own.id]]);
    expect(survey.answers.map(({ alerts }) => names(alerts))).toEqual([['acme-1', 'acme-2']]);

    const later = { endsAt: Date.now() + 7_200_000 };
    for (const place of [wide, other]) {
      await expect(acme.updateSilence(TENANT, place, later)).rejects.toMatchObject({ reason: 'silence_gone' });
      await expect(acme.expireSilence(TENANT, place)).rejects.toMatchObject({ reason: 'silence_gone' });
      expect(await silenceOf(place.id)).toMatchObject({ state: 'active' });
    }
    expect(await acme.updateSilence(TENANT, own, later)).toEqual(own);
    await client.expireSilence(TENANT, wide);
    await globex.expireSilence(TENANT, other);
    const active = await waitUntil('only what is of acme is silenced', async () => {
      const all = (await named('Shared')).filter(({ state }) => state === 'active');
      return all.length === 2 && names(all);
    });
    expect(active).toEqual(['globex', undefined]);
  });
});

test('a group is found among the routes, with what groups it and what leads there', async () => {
  const grouping = (upstreamReceiver: string, groupKey: string) =>
    client.groupBy(TENANT, { upstreamReceiver, groupKey });
  expect(await grouping('relay.+x', '{}:{alertname="Disk"}')).toEqual({ labels: ['alertname'], matchers: [] });
  const db = [{ name: 'severity', value: 'critical|page', isRegex: true, isEqual: true }, equal('team', 'db')];
  await fire({ alertname: 'Slow', team: 'db', severity: 'page' });
  await fire({ alertname: 'Deep', team: 'db', severity: 'page', tier: '1', job: 'aa' });
  const keys = await waitUntil('both are sent', () => groupKeys.length >= 3 && [...groupKeys].sort());
  const deep = { name: 'job', value: '^(?:a+)$', isRegex: true, isEqual: true };
  const note = { name: 'note', value: 'x"y', isRegex: false, isEqual: false };
  const matchers = (key: string) => (key.includes('/{job') ? [...db, deep, note, equal('tier', '1')] : db);
  for (const key of keys) {
    const found = await grouping('dbs', key);
    expect(found).toEqual({ labels: ['alertname', 'cluster'], matchers: expect.anything() });
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    expect([...(found?.matchers ?? [])].sort(byName)).toEqual([...matchers(key)].sort(byName));
  }
  expect(keys.some((key) => key.includes('tier'))).toBe(true);
  expect(await grouping('relay.+x', '{}/{team="web"}:{alertname="A"}')).toMatchObject({ labels: 'all' });
  expect(await grouping('relay.+x', '{}/{team="mail"}:{alertname="A"}')).toBeUndefined();
  expect(await grouping('nobody', '{}:{alertname="Disk"}')).toBeUndefined();
});

test('a survey says since when each of them runs, and whether it stands alone', async () => {
  const { answers, unanswered } = await client.survey(TENANT, { matchers: [equal('alertname', 'ZoneDown')] });
  expect(unanswered).toEqual([]);
  expect(answers).toHaveLength(1);
  expect(answers[0]).toMatchObject({ alertmanager: 'main' });
  expect(answers[0]).not.toHaveProperty('cluster');
  expect(answers[0]?.alerts).toHaveLength(1);
  expect(Math.abs(Date.now() - (answers[0]?.startedAt ?? 0))).toBeLessThan(60_000);
});

test('wrong credentials and a wrong path prefix are told apart, and neither tells the password', async () => {
  const wrong = `Basic ${Buffer.from('tocsin:hush-wrong').toString('base64')}`;
  const denied = clientOf(alertmanagerAt(alertmanager.url, { authorization: wrong })).client;
  const lost = clientOf(alertmanagerAt(`${alertmanager.url}/elsewhere`, { authorization: AUTHORIZATION })).client;
  await expect(denied.alerts(TENANT)).rejects.toMatchObject({
    reason: 'alertmanager_denied',
    message: 'Alertmanager main: it does not accept our credentials (HTTP 401)',
  });
  await expect(denied.createSilence(TENANT, draftOf('x', 'request-6'))).rejects.toMatchObject({
    reason: 'alertmanager_denied',
  });
  await expect(lost.alerts(TENANT)).rejects.toMatchObject({
    reason: 'alertmanager_bad_answer',
    message: 'Alertmanager main: there is no API v2 at its address; look at the path prefix in tenant.yaml',
  });
  await denied.close();
  await lost.close();
});

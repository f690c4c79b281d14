/** How soon clicks on buttons are acknowledged to Slack while webhooks storm in, and whether each group ends as it must. */
import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';
import { groupIdOf, isTenantId, receiverName, type TenantId } from '../../src/core/ids.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { silentLogger } from '../../src/core/logger.ts';
import type { Store } from '../../src/groups/store.ts';
import { connectRedisStore } from '../../src/store/redis-store.ts';
import { GROUPS_PER_TENANT, SIGNING_SECRET } from './bench-config.ts';
import type { PartResult } from './bench-parts.ts';
import { type Stand, sinkSees, startRelay } from './contestants.ts';
import { CORES } from './cores.ts';
import { LoadResult } from './generator-calls.ts';
import { groupMark, placeOf } from './payloads.ts';
import { percentiles } from './percentiles.ts';
import { metered } from './process-usage.ts';
import { clickOf, commentOn, type Sent, type Shown } from './slack-requests.ts';
import { isQuiet } from './steady-load.ts';
import { startWorker } from './worker-calls.ts';

/** Two people press on every group, one right after the other. */
const PEOPLE = ['U0MARIA', 'U0JAN'] as const;

/** Of the groups, each so many-th is commented on in the form, too, behind the two clicks. */
const COMMENTED = 5;

interface Clicks {
  readonly clicks: number;
  /** From the sending of a click to the end of its answer, milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** The same, of forms that were sent. */
  readonly submissions: { readonly count: number; readonly p50: number; readonly p99: number };
  readonly refused: number;
  /** Groups that did not end as taken by one of the two, shown so. */
  readonly wrong: number;
  readonly foreignCores: number;
}

interface Sizes {
  readonly perSecond: number;
  readonly seconds: number;
  readonly webhooksPerSecond: number;
}

export async function measureClicks(stand: Stand, sizes: Sizes, say: (text: string) => void): Promise<PartResult> {
  const { perSecond, seconds, webhooksPerSecond } = sizes;
  say(`${perSecond} clicks a second for ${seconds} s, beside ${webhooksPerSecond} webhooks a second of another tenant`);
  const result = await click(stand, sizes);
  if (result.refused > 0) throw new Error(`${result.refused} clicks or forms were refused`);
  const rate = `${result.clicks} clicks, ${perSecond} a second, beside ${webhooksPerSecond} webhooks a second`;
  const latency = {
    part: 'clicks',
    what: 'click to its acknowledgement, p99',
    figures: `${rate}; p50 ${result.p50.toFixed(1)} ms`,
    value: result.p99,
    shown: `${result.p99.toFixed(1)} ms`,
    bar: { atMost: 1_000 },
  };
  const { submissions } = result;
  const forms = {
    part: 'clicks',
    what: 'form to its answer, p99',
    figures: `${submissions.count} forms among the clicks; p50 ${submissions.p50.toFixed(1)} ms`,
    value: submissions.p99,
    shown: `${submissions.p99.toFixed(1)} ms`,
    bar: { atMost: 1_000 },
  };
  const ends = {
    part: 'clicks',
    what: 'groups that two people took at once and that do not end as taken by one of them',
    figures: `${result.clicks / PEOPLE.length} groups`,
    value: result.wrong,
    shown: `${result.wrong}`,
    bar: { atMost: 0 },
  };
  return { figures: result, rows: [latency, forms, ends] };
}

async function click(stand: Stand, { perSecond, seconds, webhooksPerSecond }: Sizes): Promise<Clicks> {
  const releasers = new Releasers();
  try {
    const groups = Math.ceil((perSecond * seconds) / PEOPLE.length);
    const tenants = Math.ceil(groups / GROUPS_PER_TENANT);
    await stand.sink.call('forget', z.undefined());
    // The storm has a tenant of its own.
    const relay = await startRelay(releasers, { stand, tenants: tenants + 1 });
    await stand.generator.call('prepare', z.number(), { from: 0, to: groups, tenants, replicas: 1, shuffle: false });
    await stand.generator.call('flood', LoadResult, { origin: relay.origin, concurrency: 64 });
    await sinkSees(stand, groups, relay.output);
    await isQuiet(relay);
    const store = connectRedisStore({ url: `redis://127.0.0.1:${relay.redisPort}`, logger: silentLogger });
    releasers.add('store', () => store.close());
    const shown = await readAll(store, { groups, tenants });

    const storm = await startWorker('generator.js', CORES.others);
    releasers.add('generator of the storm', () => storm.stop());
    const to = groups + webhooksPerSecond * seconds;
    const webhooks = { from: groups, to, firstTenant: tenants, tenants: 1, replicas: 1, shuffle: false };
    await storm.call('prepare', z.number(), webhooks);
    const pids = { ...relay.pids, sink: stand.sink.pid, generator: stand.generator.pid, storm: storm.pid };
    const { result, usage } = await metered(pids, async () => {
      const stormed = storm.call('paced', LoadResult, { origin: relay.origin, perSecond: webhooksPerSecond });
      const clicked = await clickAll({ origin: relay.origin, answers: stand.sinkOrigin }, shown, perSecond);
      return { ...clicked, stormed: await stormed };
    });
    if (result.stormed.refused > 0) throw new Error(`webhooks were refused:\n${relay.output()}`);
    const wrong = await settled(async () => (await readAll(store, { groups, tenants })).filter(isWrong).length);
    const { click: clicks, form: forms } = result.latencies;
    return {
      clicks: clicks.length,
      ...percentiles(clicks),
      submissions: { count: forms.length, ...percentiles(forms) },
      refused: result.refused,
      wrong,
      foreignCores: usage.foreignCores,
    };
  } finally {
    await releasers.close();
  }
}

/** The groups that were clicked on, as the store has them. */
async function readAll(
  store: Store,
  { groups, tenants }: { readonly groups: number; readonly tenants: number },
): Promise<readonly Shown[]> {
  return Promise.all(
    Array.from({ length: groups }, async (_, index) => {
      const { tenant, team } = placeOf(index, tenants);
      const groupKey = `{}:{group="${groupMark(index)}"}`;
      const id = groupIdOf({ upstreamReceiver: 'tocsin', groupKey, receiver: receiverName(team) });
      const stored = await store.read(tenantIdOf(tenant), id);
      if (stored === undefined) throw new Error(`group ${index} of ${tenant} is not stored`);
      return { team: `T0${tenant.toUpperCase()}`, group: stored.group };
    }),
  );
}

function tenantIdOf(name: string): TenantId {
  if (!isTenantId(name)) throw new Error(`${name} is no tenant`);
  return name;
}

/** Not taken by one of the two, or not shown so yet. */
function isWrong({ group }: Shown): boolean {
  return !PEOPLE.some((person) => person === group.acknowledged?.by) || group.pendingSince !== undefined;
}

/** The number once it is 0, or after a minute. */
async function settled(count: () => Promise<number>): Promise<number> {
  for (let tries = 0; tries < 60; tries++) {
    if ((await count()) === 0) return 0;
    await pause(1_000);
  }
  return count();
}

/** At this rate, whether answers come or not. */
async function clickAll(
  { origin, answers }: { readonly origin: string; readonly answers: string },
  shown: readonly Shown[],
  perSecond: number,
) {
  const pool = new Pool(origin, { connections: 256, pipelining: 1 });
  const latencies = { click: [] as number[], form: [] as number[] };
  let refused = 0;
  const send = async ({ kind, body }: Sent): Promise<void> => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const signature = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    };
    const sentAt = performance.now();
    const response = await pool.request({ method: 'POST', path: '/slack/events', headers, body });
    await response.body.dump();
    latencies[kind].push(performance.now() - sentAt);
    if (response.statusCode !== 200) refused += 1;
  };
  const bodies = shown.flatMap((each, index): readonly Sent[] => [
    ...PEOPLE.map((person) => clickOf(each, { person, name: `${index}.${person}`, answers })),
    ...(index % COMMENTED === 0 ? [commentOn(each, `V${index}`)] : []),
  ]);
  // Forms come on top of the clicks.
  const allPerSecond = (perSecond * bodies.length) / (shown.length * PEOPLE.length);
  const startedAt = performance.now();
  const clicks: Promise<void>[] = [];
  while (clicks.length < bodies.length) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * allPerSecond) + 1;
    for (const body of bodies.slice(clicks.length, due)) clicks.push(send(body));
    await pause(1);
  }
  await Promise.all(clicks);
  await pool.close();
  return { latencies, refused };
}

/** Posts webhooks, or alerts to an Alertmanager, from a process of its own. Bodies are made before the clock runs. */
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { z } from 'zod';
import type { LoadResult } from './generator-calls.ts';
import { alertsOf, ingestToken, placeOf, webhookOf } from './payloads.ts';
import { percentiles } from './percentiles.ts';
import { shuffled } from './shuffled.ts';
import { monotonicMs, serveCalls } from './worker-calls.ts';

const Groups = z.object({ from: z.number(), to: z.number(), tenants: z.number() });
const Webhooks = Groups.extend({ replicas: z.number(), shuffle: z.boolean(), firstTenant: z.number().default(0) });
const Flood = z.object({ origin: z.string(), concurrency: z.number() });
const Paced = z.object({ origin: z.string(), perSecond: z.number() });
const AlertBatch = Groups.extend({ origin: z.string() });

interface Prepared {
  readonly group: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Outside of V8's heap, so that collecting garbage does not hold the generator up. */
  readonly body: Buffer;
}

const prepared: Prepared[] = [];

function prepare(argument: unknown): number {
  const { from, to, tenants, firstTenant, replicas, shuffle } = Webhooks.parse(argument);
  const startedAt = Date.now() - 60_000;
  const all: Prepared[] = [];
  for (let group = from; group < to; group++) {
    const { tenant, team } = placeOf(group, tenants, firstTenant);
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'Alertmanager/0.25.0',
      authorization: `Bearer ${ingestToken(tenant)}`,
    };
    for (let replica = 0; replica < replicas; replica++) {
      const body = Buffer.from(webhookOf({ group, team, replica, startedAt }));
      all.push({ group, path: `/v1/tenants/${tenant}/alertmanager`, headers, body });
    }
  }
  prepared.splice(0, prepared.length, ...(shuffle ? shuffled(all) : all));
  return prepared.length;
}

class Load {
  readonly #pool: Pool;
  readonly #latencies: number[] = [];
  readonly #sentAt = new Map<number, number>();
  readonly #startedAt = monotonicMs();
  #refused = 0;

  private constructor(pool: Pool) {
    this.#pool = pool;
  }

  /**
   * With all connections open, as those of an Alertmanager that has run for a while. Node takes one new connection in each
   * turn of its event loop, so a burst on new ones would time that.
   */
  static async open(origin: string, connections: number): Promise<Load> {
    const pool = new Pool(origin, { connections, pipelining: 1, keepAliveTimeout: 60_000 });
    const open = async (): Promise<void> => {
      const response = await pool.request({ method: 'GET', path: '/-/healthy' });
      await response.body.dump();
    };
    await Promise.all(Array.from({ length: connections }, open));
    return new Load(pool);
  }

  async post({ group, path, headers, body }: Prepared): Promise<void> {
    const sentAt = monotonicMs();
    if (!this.#sentAt.has(group)) this.#sentAt.set(group, sentAt);
    const response = await this.#pool.request({ method: 'POST', path, headers, body });
    await response.body.dump();
    this.#latencies.push(monotonicMs() - sentAt);
    if (response.statusCode >= 300) this.#refused += 1;
  }

  async end(): Promise<LoadResult> {
    const endedAt = monotonicMs();
    await this.#pool.close();
    return {
      sent: this.#latencies.length,
      refused: this.#refused,
      startedAt: this.#startedAt,
      endedAt,
      latencyMs: percentiles(this.#latencies),
      sentAt: [...this.#sentAt],
    };
  }
}

/** As fast as it goes, `concurrency` requests at a time. */
async function flood(argument: unknown): Promise<LoadResult> {
  const { origin, concurrency } = Flood.parse(argument);
  const load = await Load.open(origin, concurrency);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let request = prepared[next++]; request !== undefined; request = prepared[next++]) await load.post(request);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return load.end();
}

/** At this rate, whether answers come or not. */
async function paced(argument: unknown): Promise<LoadResult> {
  const { origin, perSecond } = Paced.parse(argument);
  const load = await Load.open(origin, 512);
  const startedAt = performance.now();
  const posts: Promise<void>[] = [];
  while (posts.length < prepared.length) {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond) + 1;
    for (const request of prepared.slice(posts.length, due)) posts.push(load.post(request));
    await pause(1);
  }
  await Promise.all(posts);
  return load.end();
}

/** One request a group, as each group is one webhook for the relay, and all of them at once. */
async function postAlerts(argument: unknown): Promise<void> {
  const { origin, from, to, tenants } = AlertBatch.parse(argument);
  const startedAt = Date.now() - 60_000;
  const groups = Array.from({ length: to - from }, (_, index) => from + index);
  await Promise.all(
    groups.map(async (group) => {
      const alerts = alertsOf(group, placeOf(group, tenants).team, startedAt);
      const response = await fetch(`${origin}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts),
      });
      if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
      await response.body?.cancel();
    }),
  );
}

serveCalls({ prepare, flood, paced, postAlerts });

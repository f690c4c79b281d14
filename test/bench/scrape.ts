/** How long Prometheus waits for the page of a platform with many tenants, how large it is, and what it holds up. */
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Releasers } from '../../src/core/lifecycle.ts';
import type { PartResult } from './bench-parts.ts';
import { type Relay, type Stand, startRelay } from './contestants.ts';
import { percentiles } from './percentiles.ts';
import { metered } from './process-usage.ts';
import { allServe, onAllCores, send } from './scaling.ts';
import type { Row } from './table.ts';

const RECEIVERS = 5;
/** Scrapes before it counts: each worker is to have answered one, and V8 to have seen the code. */
const WARMUP = 12;
const MOST_MS = 250;
const MOST_MB = 10;

interface Scraped {
  readonly workers: number;
  readonly p50: number;
  readonly max: number;
  readonly megabytes: number;
  readonly series: number;
  /** The longest answer to `GET /-/healthy` while pages were written: what a webhook may wait for its turn. */
  readonly heldMs: number;
  readonly foreignCores: number;
}

/** One process and four, after each receiver of each tenant has told a group. */
export async function measureScrapes(
  stand: Stand,
  sizes: { readonly tenants: number; readonly scrapes: number },
  say: (text: string) => void,
): Promise<PartResult> {
  const results: Scraped[] = [];
  for (const workers of [1, 4]) {
    say(`${sizes.tenants} tenants with ${RECEIVERS} receivers each, ${workers} processes`);
    results.push(await measureScrape(stand, { ...sizes, workers }));
  }
  return { rows: results.flatMap((result) => rowsOf(result, sizes.tenants)), figures: results };
}

function rowsOf({ workers, p50, max, megabytes, series, heldMs }: Scraped, tenants: number): readonly Row[] {
  const what = `scrape of ${tenants} tenants with ${RECEIVERS} receivers, ${workers} ${workers === 1 ? 'process' : 'workers'}`;
  return [
    {
      part: 'scrape',
      what: `${what}, the longest`,
      figures: `p50 ${p50.toFixed(0)} ms; others' requests held up for ${heldMs.toFixed(0)} ms at most`,
      value: max,
      shown: `${max.toFixed(0)} ms`,
      bar: { atMost: MOST_MS },
    },
    {
      part: 'scrape',
      what: `${what}, its page`,
      figures: `${series} series`,
      value: megabytes,
      shown: `${megabytes.toFixed(1)} MB`,
      bar: { atMost: MOST_MB },
    },
  ];
}

async function measureScrape(
  stand: Stand,
  { tenants, scrapes, workers }: { readonly tenants: number; readonly scrapes: number; readonly workers: number },
): Promise<Scraped> {
  const releasers = new Releasers();
  try {
    await stand.sink.call('forget', z.undefined());
    const relay = await startRelay(releasers, { stand, tenants, workers, teams: RECEIVERS });
    if (workers > 1) onAllCores(relay);
    await allServe(relay, workers);
    const pids = workers > 1 ? onAllCores(relay) : relay.pids;
    await send(stand, relay, { from: 0, to: tenants * RECEIVERS, tenants });
    await scrapeOften(relay, WARMUP);
    const known = { ...pids, sink: stand.sink.pid, generator: stand.generator.pid, bench: process.pid };
    const { result, usage } = await metered(known, () => scrapeOften(relay, scrapes));
    const { heldMs, page, times } = result;
    const series = page.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
    const figures = { ...percentiles(times), max: Math.max(...times), megabytes: Buffer.byteLength(page) / 1e6 };
    return { workers, ...figures, series, heldMs, foreignCores: usage.foreignCores };
  } finally {
    await releasers.close();
  }
}

/** Five times a second, while somebody else asks for something small. */
async function scrapeOften({ origin }: Relay, count: number) {
  const pages: { readonly ms: number; readonly body: ArrayBuffer }[] = [];
  const probe = watchHealth(origin);
  for (let turn = 0; turn < count; turn++) {
    pages.push(await scrape(origin));
    await pause(200);
  }
  const heldMs = await probe.stop();
  const page = Buffer.from(pages.at(-1)?.body ?? new ArrayBuffer(0)).toString();
  return { heldMs, page, times: pages.map(({ ms }) => ms) };
}

/** As Prometheus asks for it. Nothing is made of the body: this process also measures what is held up. */
async function scrape(origin: string): Promise<{ readonly ms: number; readonly body: ArrayBuffer }> {
  const before = performance.now();
  const response = await fetch(`${origin}/metrics`, { headers: { accept: 'application/openmetrics-text' } });
  const body = await response.arrayBuffer();
  return { ms: performance.now() - before, body };
}

/** Asks again and again, one request after the other; `stop` tells the longest answer in milliseconds. */
function watchHealth(origin: string): { stop(): Promise<number> } {
  let isStopped = false;
  const watching = (async () => {
    let longest = 0;
    while (!isStopped) {
      const before = performance.now();
      await (await fetch(`${origin}/-/healthy`)).text();
      longest = Math.max(longest, performance.now() - before);
      await pause(2);
    }
    return longest;
  })();
  return {
    stop: () => {
      isStopped = true;
      return watching;
    },
  };
}

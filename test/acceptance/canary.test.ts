/** The canary takes the whole way, on real Redis: with one message for all its runs, or with none at all. */
import { expect, test } from '@jest/globals';
import { waitUntil } from '../servers/wait-until.ts';
import { onRedis } from './on-redis.ts';
import { FAST, type Platform } from './platform.ts';

const { start, releasers } = onRedis();

const arrived = (platform: Platform, runs: number) =>
  waitUntil(
    `the canary has arrived ${runs} times`,
    async () =>
      Number(/tocsin_canary_runs_total\{outcome="ok"\} (\d+)/.exec(await platform.metrics())?.[1] ?? 0) >= runs,
    { details: () => platform.log.filter((line) => line.includes('canary')).join('') },
  );

test('all runs of the canary are one message, in which each comes and is over', async () => {
  const platform = await start({ tocsin: `${FAST}\ncanary: { tenant: acme, every: 5s, channel: C0DB }\n` });
  const database = platform.channel('T0ACME', 'C0DB');
  const message = await database.expectMessage(/TocsinCanary/);
  await message.expectUpdate(/Der Kanarienvogel ist angekommen/);
  await arrived(platform, 2);
  expect(database.calls('chat.postMessage')).toBe(1);
  expect(await platform.metrics()).toMatch(/tocsin_canary_latency_seconds_count\{status="resolved"\} [2-9]/);
  await platform.expectNothingElse();
});

test('a dry canary takes the way of all, but Slack is not called; two relays send one', async () => {
  const platform = await start({ tocsin: `${FAST}\ncanary: { tenant: acme, every: 1h, dry: true }\n` });
  const other = await platform.another({});
  releasers.add('other relay', () => other.close());
  await arrived(platform, 1);
  expect(await platform.metrics()).toMatch(/tocsin_canary_last_success_timestamp_seconds 1\d{9}/);
  expect(platform.sandbox.requestLog.of('chat.postMessage')).toEqual([]);
  expect((await platform.metrics()).match(/tocsin_canary_runs_total\{outcome="ok"\} (\d)/)?.[1]).toBe('1');
});

test('a canary for a tenant that is not there is a fault of the configuration', async () => {
  await expect(start({ tocsin: 'canary: { tenant: acmee, dry: true }' })).rejects.toThrow(
    /tocsin\.yaml.*canary\.tenant: there is no such tenant; did you mean "acme"\?/,
  );
});

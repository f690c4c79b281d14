/** Slack out of reach while groups fire, change and resolve: afterwards everything is told once, as it is then, in good order. */
import { afterEach, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { startRedis } from '../servers/redis.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type Platform, startPlatform } from './platform.ts';
import { webhookOf } from './webhooks.ts';

const releasers = new Releasers();
afterEach(() => releasers.close());

const GROUPS = 120;
const SEVERITIES = ['info', 'critical', 'warning'] as const;
const PER_SECOND = 20;

const TOCSIN = `
ingest: { dedupe_window: 1s }
delivery:
  sweep_interval: 200ms
  channel_posts_per_second: ${PER_SECOND}
  channel_burst: 1
  workspace_posts_per_minute: 6000
  workspace_updates_per_minute: 3000
  max_retest_interval: 500ms
  outage_note_after: 1s
`;

test('an outage is followed by one message a group, the most severe first, one note and one summary', async () => {
  const redis = await startRedis();
  releasers.add('Redis', () => redis.stop());
  const platform = await startPlatform({
    redisUrl: redis.url,
    tocsin: TOCSIN,
    ops: ', locale: en, storm_after: 1h',
  });
  releasers.add('platform', () => platform.close());
  platform.sandbox.faults.add({ kind: 'error', error: 'service_unavailable', times: 1_000_000 });

  const names = Array.from({ length: GROUPS }, (_, index) => `Outage${String(index).padStart(3, '0')}`);
  const severityOf = (index: number) => SEVERITIES[index % SEVERITIES.length] ?? 'info';
  const send = async (index: number, instances: readonly string[], status: 'firing' | 'resolved' = 'firing') => {
    const labels = { severity: severityOf(index) };
    const endsAt = status === 'resolved' ? { endsAt: Date.now() } : {};
    const alerts = instances.map((instance) => ({ instance, status, labels, ...endsAt }));
    const { status: answer } = await platform.post(webhookOf(alerts, { alertname: names[index] ?? '' }));
    expect(answer).toBe(200);
  };
  for (const index of names.keys()) await send(index, ['db-1']);
  await waitUntil('Slack counts as out of reach', () => platform.log.some((line) => line.includes('left alone')), {
    details: () => platform.log.slice(-5).join(''),
  });
  for (const index of names.keys()) if (index % 4 === 1) await send(index, ['db-1', 'db-2']);
  const isOver = (index: number) => index % 10 === 7;
  for (const index of names.keys()) if (isOver(index)) await send(index, ['db-1', 'db-2'], 'resolved');
  await new Promise((resolve) => setTimeout(resolve, 1_500));

  platform.sandbox.faults.clear();
  const open = [...names.keys()].filter((index) => !isOver(index));
  await waitUntil('all is told', () => ownMessages(platform).length >= open.length, {
    timeoutMs: 40_000,
    details: () => `${ownMessages(platform).length} of ${open.length}\n${platform.log.slice(-3).join('')}`,
  });
  await waitUntil('the summary is there', () => messages(platform).some(({ text }) => text.includes('Alert summary')));
  await platform.expectNothingElse();

  const own = ownMessages(platform);
  expect(own.map(({ text }) => nameIn(text)).sort()).toEqual(open.map((index) => names[index]));
  const notes = messages(platform).filter(({ text }) => text.includes('could not be reached from'));
  expect(notes).toHaveLength(1);
  for (const index of open) {
    const text = own.find((message) => message.text.includes(names[index] ?? ''))?.text ?? '';
    expect(text.includes('db-2')).toBe(index % 4 === 1);
  }
  // Who was under way when Slack came back was first, whoever it was; and no place stays free for one who is late: on a
  // busy machine perhaps by a second.
  const order = ['critical', 'warning', 'info'];
  const ranks = own.slice(4).map(({ text }) => order.indexOf(severityIn(text) ?? ''));
  expect(Math.max(...ranks.map((rank, place) => overtaken(ranks, { rank, place })))).toBeLessThanOrEqual(PER_SECOND);
}, 90_000);

/** How many that are more severe came after it. */
function overtaken(ranks: readonly number[], { rank, place }: { readonly rank: number; readonly place: number }) {
  return ranks.slice(place).filter((other) => other < rank).length;
}

interface Told {
  readonly isReply: boolean;
  readonly text: string;
}

function messages(platform: Platform): readonly Told[] {
  return platform.sandbox
    .messages('T0ACME', 'C0OPS')
    .map((message) => ({ isReply: message.threadTs !== undefined, text: JSON.stringify(message) }));
}

/** Those of single groups, in the order in which they were posted. */
function ownMessages(platform: Platform): readonly Told[] {
  return messages(platform).filter(
    ({ isReply, text }) => !isReply && nameIn(text) !== undefined && !text.includes('Alert summary'),
  );
}

function nameIn(text: string): string | undefined {
  return /Outage\d{3}/.exec(text)?.[0];
}

function severityIn(text: string): string | undefined {
  return /(Critical|Warning|Info)\b/.exec(text)?.[1]?.toLowerCase();
}

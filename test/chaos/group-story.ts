/** What happens to one alert group, as Alertmanager tells it webhook by webhook, and what must stand in Slack in the end. */
import { webhookOf } from '../acceptance/webhooks.ts';
import { alertsIn, type Chapter, groupName, type Truth, truthAfter } from '../tools/group-chapters.ts';
import type { ChaosOptions } from './chaos-options.ts';
import { type Random, randomFrom } from './random.ts';

export const TENANTS = ['acme', 'globex', 'initech', 'umbrella'] as const;
export const CHANNELS_PER_TENANT = 10;

const STORIES: readonly [readonly Chapter[], ...(readonly Chapter[])[]] = [
  ['fire'],
  ['fire', 'change'],
  ['fire', 'resolve'],
  ['fire', 'change', 'resolve'],
  ['fire', 'resolve', 'refire'],
  ['fire', 'change', 'resolve', 'refire'],
];

/** One webhook of a group. */
export interface Webhook {
  readonly name: Chapter;
  readonly body: string;
  /** The same from another Alertmanager of the cluster: absent when that one holds its peace, as it should. */
  readonly copy?: { readonly body: string; readonly afterMs: number };
  readonly truth: Truth;
}

export interface GroupStory {
  /** Stands in every message of the group, and in no other. */
  readonly name: string;
  readonly tenant: (typeof TENANTS)[number];
  /** Its place among the tenant's channels. */
  readonly channel: number;
  readonly groupKey: string;
  readonly chapters: readonly [Webhook, ...Webhook[]];
}

/** The stories begin shortly before `now`, epoch milliseconds; apart from that the seed alone decides. */
export function storiesFor({ seed, groups }: ChaosOptions, now: number): readonly GroupStory[] {
  const random = randomFrom(seed, 'stories');
  return Array.from({ length: groups }, (_, index) => storyOf(index, random, now));
}

function storyOf(index: number, random: Random, now: number): GroupStory {
  const name = groupName(index);
  const channel = random.between(0, CHANNELS_PER_TENANT - 1);
  const story = random.pick(STORIES);
  const [first, ...others] = story.map((chapter, number) => {
    const word = `reading-${number}`;
    const alerts = alertsIn(chapter, { chapters: story, now }).map((alert) => ({
      ...alert,
      labels: { channel: String(channel) },
      annotations: { summary: `The ${word} of ${name}` },
    }));
    const bodyFrom = (peer: string): string => JSON.stringify(webhookOf(alerts, { alertname: name, peer }));
    const isCopied = random.next() < 0.2;
    const copy = { body: bodyFrom('http://am-2:9093'), afterMs: random.between(0, 3_000) };
    const body = bodyFrom('http://am-1:9093');
    return { name: chapter, body, ...(isCopied ? { copy } : {}), truth: { ...truthAfter(chapter), word } };
  });
  if (first === undefined) throw new Error('a story without chapters');
  const tenant = random.pick(TENANTS);
  return { name, tenant, channel, groupKey: `{}:{alertname="${name}"}`, chapters: [first, ...others] };
}

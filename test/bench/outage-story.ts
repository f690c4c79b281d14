/** Groups whose lives an outage meets: some are shown before, all of them change while Slack is out of reach. */
import { webhookOf } from '../acceptance/webhooks.ts';
import { alertsIn, type Chapter, groupName, type Truth, truthAfter } from '../tools/group-chapters.ts';
import { CHANNELS_PER_TENANT, TENANTS } from './outage-config.ts';

export const SEVERITIES = ['critical', 'warning', 'info'] as const;

export interface GroupStory {
  /** Stands in every message of the group, and in no other. */
  readonly name: string;
  readonly tenant: number;
  readonly channel: number;
  readonly severity: (typeof SEVERITIES)[number];
  /** Sent, and shown, before the outage; absent for those that begin in it. */
  readonly before?: string;
  /** Sent in the outage, in this order. */
  readonly during: readonly string[];
  readonly truth: Truth;
}

/** In twenties: three are shown before, of which one is over; ten begin in the outage, four more also change, three more are over. */
const LIVES: readonly { readonly isBefore: boolean; readonly chapters: readonly Chapter[] }[] = [
  ...Array.from({ length: 2 }, () => ({ isBefore: true, chapters: ['fire', 'change'] as const })),
  { isBefore: true, chapters: ['fire', 'resolve'] },
  ...Array.from({ length: 10 }, () => ({ isBefore: false, chapters: ['fire'] as const })),
  ...Array.from({ length: 3 }, () => ({ isBefore: false, chapters: ['fire', 'change'] as const })),
  { isBefore: false, chapters: ['fire', 'resolve', 'refire'] },
  ...Array.from({ length: 3 }, () => ({ isBefore: false, chapters: ['fire', 'change', 'resolve'] as const })),
];

/** `now`: epoch milliseconds. Channels get the same share of each kind of life. */
export function storiesFor(groups: number, now: number): readonly GroupStory[] {
  return Array.from({ length: groups }, (_, index) => storyOf(index, now));
}

function storyOf(index: number, now: number): GroupStory {
  const name = groupName(index);
  const place = index % (TENANTS * CHANNELS_PER_TENANT);
  const round = Math.floor(index / (TENANTS * CHANNELS_PER_TENANT));
  const channel = place % CHANNELS_PER_TENANT;
  const severity = SEVERITIES[round % SEVERITIES.length] ?? 'info';
  const { isBefore, chapters } = LIVES[round % LIVES.length] ?? { isBefore: false, chapters: ['fire'] };
  const bodies = chapters.map((chapter, number) => {
    const alerts = alertsIn(chapter, { chapters, now }).map((alert) => ({
      ...alert,
      labels: { channel: String(channel), severity },
      annotations: { summary: `The ${wordOf(number)} of ${name}` },
    }));
    return JSON.stringify(webhookOf(alerts, { alertname: name }));
  });
  const [first = '', ...rest] = bodies;
  const last = chapters.at(-1) ?? 'fire';
  return {
    name,
    tenant: Math.floor(place / CHANNELS_PER_TENANT),
    channel,
    severity,
    ...(isBefore ? { before: first, during: rest } : { during: bodies }),
    truth: { ...truthAfter(last), word: wordOf(chapters.length - 1) },
  };
}

const wordOf = (number: number): string => `reading-${number}`;

/** Compares what was sent to the relays with what stands in Slack, and tells how many calls it took. */
import type { SandboxMessage } from '../../src/sandbox/channel.ts';
import type { RequestRecord } from '../../src/sandbox/request-log.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { textOf } from '../acceptance/text-of.ts';
import { GROUP_NAME } from '../tools/group-chapters.ts';
import { CHANNELS_PER_TENANT, channelOf, RATES, TENANTS, teamOf } from './outage-config.ts';
import type { GroupStory } from './outage-story.ts';

/** Names of groups, by what is wrong with them. Every list must be empty in the end. */
export interface Verdict {
  /** Neither a message of its own nor a summary's thread tells of it. */
  readonly lost: readonly string[];
  /** Two messages of its own, or it is listed twice. */
  readonly doubled: readonly string[];
  /** Its message says something else than what was sent last. */
  readonly stale: readonly string[];
}

const SEVERITY_NAMES = { critical: 'Critical', warning: 'Warning', info: 'Info' } as const;

/** Looks at Slack again and again, and reads again only what changed. */
export class Judge {
  readonly #slack: Sandbox;
  readonly #stories: readonly GroupStory[];
  readonly #texts = new Map<string, { readonly revision: number; readonly text: string }>();

  constructor(slack: Sandbox, stories: readonly GroupStory[]) {
    this.#slack = slack;
    this.#stories = stories;
  }

  look(): Verdict {
    const own = new Map<string, string[]>();
    const listed = new Map<string, number>();
    for (const [id, message] of allMessages(this.#slack)) {
      const text = this.#textOf(id, message);
      const names = text.match(new RegExp(GROUP_NAME, 'g')) ?? [];
      if (message.threadTs !== undefined) {
        // Replies to a group's own message tell what changed; a summary's list groups.
        if (!isSummary(text)) continue;
        for (const name of new Set(names)) listed.set(name, (listed.get(name) ?? 0) + 1);
      } else if (!isSummary(text) && names[0] !== undefined) own.set(names[0], [...(own.get(names[0]) ?? []), text]);
    }
    return this.#verdict(own, listed);
  }

  #verdict(own: ReadonlyMap<string, readonly string[]>, listed: ReadonlyMap<string, number>): Verdict {
    const verdict = { lost: [] as string[], doubled: [] as string[], stale: [] as string[] };
    for (const story of this.#stories) {
      const messages = own.get(story.name) ?? [];
      const inThreads = listed.get(story.name) ?? 0;
      if (messages.length === 0 && inThreads === 0) verdict.lost.push(story.name);
      if (messages.length > 1 || inThreads > 1) verdict.doubled.push(story.name);
      if (messages.some((text) => !tells(text, story))) verdict.stale.push(story.name);
    }
    return verdict;
  }

  #textOf(id: string, message: SandboxMessage): string {
    const known = this.#texts.get(id);
    if (known?.revision === message.revision) return known.text;
    const text = `${message.text}\n${textOf(message)}`.replaceAll(/[\u00a0\u202f]/g, ' ');
    this.#texts.set(id, { revision: message.revision, text });
    return text;
  }
}

function allMessages(slack: Sandbox): readonly (readonly [string, SandboxMessage])[] {
  return places().flatMap(({ team, channel }) =>
    slack.messages(team, channel).map((message) => [`${channel} ${message.ts}`, message] as const),
  );
}

function places(): readonly { readonly team: string; readonly channel: string }[] {
  return Array.from({ length: TENANTS * CHANNELS_PER_TENANT }, (_, place) => {
    const tenant = Math.floor(place / CHANNELS_PER_TENANT);
    return { team: teamOf(tenant), channel: channelOf(tenant, place % CHANNELS_PER_TENANT) };
  });
}

const isSummary = (text: string): boolean => text.includes('Alert summary');

function tells(text: string, { name, severity, truth: { state, firing, word } }: GroupStory): boolean {
  if (!text.includes(`The ${word} of ${name}`)) return false;
  if (state === 'resolved') return text.includes(`Resolved: ${name}`);
  const title = `${SEVERITY_NAMES[severity]}: ${name}`;
  const isCounted = firing.length === 1 || text.includes(`${title} (${firing.length} firing)`);
  return isCounted && text.includes(title) && firing.every((instance) => text.includes(instance));
}

export interface Drain {
  readonly calls: number;
  /** What the busiest line takes at its rate, milliseconds. */
  readonly idealMs: number;
  readonly posts: number;
  readonly updates: number;
  /** Updates of a message that had one already: of summaries, which are kept current. */
  readonly again: number;
  readonly refused: number;
  /** Each: milliseconds since the first, method, channel. */
  readonly timeline: readonly (readonly [number, string, string])[];
}

/** The calls from `from` to `to`, epoch milliseconds, and how long they take where each line goes at its rate. */
export function drainOf(slack: Sandbox, from: number, to: number): Drain {
  const within = slack.requestLog.all().filter(({ at }) => at >= from && at <= to);
  const calls = within.filter(({ ok, method }) => ok && method.startsWith('chat.'));
  const posts = calls.filter(({ method }) => method === 'chat.postMessage');
  const updates = calls.filter(({ method }) => method === 'chat.update');
  const idealMs = Math.max(
    ...longest(posts, ({ channel }) => channel, RATES.channelPosts),
    ...longest(posts, ({ teamId }) => teamId, RATES.workspacePosts),
    ...longest(updates, ({ teamId }) => teamId, RATES.workspaceUpdates),
  );
  const refused = within.filter(({ error }) => error === 'ratelimited').length;
  const timeline = calls.map(({ at, method, channel = '' }) => [at - from, method, channel] as const);
  const again = updates.length - new Set(updates.map(({ channel, ts }) => `${channel} ${ts}`)).size;
  return { calls: calls.length, posts: posts.length, updates: updates.length, again, idealMs, refused, timeline };
}

/** What may go at once takes no time. */
function longest(
  calls: readonly RequestRecord[],
  lineOf: (call: RequestRecord) => string | undefined,
  { perSecond, burst }: { readonly perSecond: number; readonly burst: number },
): readonly number[] {
  const counts = new Map<string, number>();
  for (const call of calls) counts.set(lineOf(call) ?? '', (counts.get(lineOf(call) ?? '') ?? 0) + 1);
  return [...counts.values()].map((count) => (Math.max(0, count - burst) * 1_000) / perSecond);
}

/** Compares the ledger of what was accepted with what stands in Slack and in Redis. */
import type { Redis } from 'ioredis';
import type { Group } from '../../src/core/group.ts';
import { groupIdOf, receiverName } from '../../src/core/ids.ts';
import type { SandboxMessage } from '../../src/sandbox/channel.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { groupFrom } from '../../src/store/group-document.ts';
import { textOf as drawnText } from '../acceptance/text-of.ts';
import { GROUP_NAME, type Truth } from '../tools/group-chapters.ts';
import type { Ledger } from './alertmanagers.ts';
import { channelOf, receiverOf, teamOf } from './chaos-config.ts';
import { CHANNELS_PER_TENANT, type GroupStory, TENANTS } from './group-story.ts';

/** Names of groups, by what is wrong with them. Every list must be empty. */
export interface Verdict {
  /** No message tells of it. */
  readonly lost: readonly string[];
  /** More than one message tells of it, or its thread says the same thing twice. */
  readonly doubled: readonly string[];
  /** Its message says something else than what was accepted last. */
  readonly wrong: readonly string[];
  /** Redis holds something else than Slack shows, or waits for something that does not come. */
  readonly astray: readonly string[];
  /** What Slack and Redis hold of the first groups with faults, for whoever looks into them. */
  readonly evidence: readonly string[];
}

const MAX_EVIDENCE = 20;

/** What Slack shows of a group. */
interface Shown {
  readonly messages: SandboxMessage[];
  readonly replies: SandboxMessage[];
}

export async function judge(parts: {
  readonly ledger: Ledger;
  readonly slack: Sandbox;
  readonly redis: Redis;
}): Promise<Verdict> {
  const { ledger, redis } = parts;
  const shown = shownIn(parts.slack);
  const verdict = { lost: [] as string[], doubled: [] as string[], wrong: [] as string[], astray: [] as string[] };
  const evidence: string[] = [];
  for (const [name, { story, truth }] of ledger) {
    const { messages, replies } = shown.get(name) ?? { messages: [], replies: [] };
    const [message] = messages;
    const stored = await storedGroup(redis, story);
    const faults = {
      lost: message === undefined,
      doubled: messages.length > 1 || saysTwice(replies),
      wrong: message !== undefined && !tells(textOf(message), name, truth),
      astray: !agrees(stored, { message, truth }),
    };
    for (const kind of ['lost', 'doubled', 'wrong', 'astray'] as const) if (faults[kind]) verdict[kind].push(name);
    if (!Object.values(faults).includes(true) || evidence.length >= MAX_EVIDENCE) continue;
    evidence.push(evidenceOf(name, { faults, truth, stored, seen: [...messages, ...replies] }));
  }
  return { ...verdict, evidence };
}

function evidenceOf(
  name: string,
  { seen, ...facts }: { readonly seen: readonly SandboxMessage[] } & Readonly<Record<string, unknown>>,
): string {
  const told = seen.map(
    (each) =>
      `--- ${each.threadTs === undefined ? 'message' : 'reply'} ${each.ts}, revision ${each.revision}, ${JSON.stringify(each.metadata)}\n${textOf(each)}`,
  );
  return [`===== ${name} ${JSON.stringify(facts, null, 1)}`, ...told].join('\n');
}

function shownIn(slack: Sandbox): ReadonlyMap<string, Shown> {
  const shown = new Map<string, Shown>();
  for (const tenant of TENANTS) {
    for (let channel = 0; channel < CHANNELS_PER_TENANT; channel++) {
      for (const message of slack.messages(teamOf(tenant), channelOf(tenant, channel))) note(shown, message);
    }
  }
  return shown;
}

function note(shown: Map<string, Shown>, message: SandboxMessage): void {
  const name = GROUP_NAME.exec(`${message.text} ${textOf(message)}`)?.[0] ?? '';
  const known = shown.get(name) ?? { messages: [], replies: [] };
  shown.set(name, known);
  known[message.threadTs === undefined ? 'messages' : 'replies'].push(message);
}

/** With plain spaces where the language keeps a number and its word together. */
function textOf(message: SandboxMessage): string {
  return drawnText(message).replaceAll(/[\u00a0\u202f]/g, ' ');
}

/** Everything that happens in a story happens once, and so is told once. */
const ONCE_TOLD = [/\d+ new alert/, /\d+ alerts? firing again/, /alerts? resolved/];

function saysTwice(replies: readonly SandboxMessage[]): boolean {
  return ONCE_TOLD.some((words) => replies.filter((reply) => words.test(textOf(reply))).length > 1);
}

function tells(text: string, name: string, { state, firing, word }: Truth): boolean {
  if (!text.includes(`The ${word} of ${name}`)) return false;
  if (state === 'resolved') return text.includes(`Resolved: ${name}`);
  const isCounted = firing.length === 1 || text.includes(`Critical: ${name} (${firing.length} firing)`);
  return isCounted && text.includes(`Critical: ${name}`) && firing.every((instance) => text.includes(instance));
}

interface StoredGroup {
  readonly group: Group;
  readonly state: string;
  readonly isLeased: boolean;
}

async function storedGroup(redis: Redis, { tenant, groupKey, channel }: GroupStory): Promise<StoredGroup | undefined> {
  const receiver = receiverName(receiverOf(channel));
  const id = groupIdOf({ upstreamReceiver: 'tocsin', groupKey, receiver });
  const key = `tocsin:{${tenant}}:group:${id}`;
  const [facts, delivery, state, token] = await redis.hmget(key, 'facts', 'delivery', 'state', 'token');
  if (typeof facts !== 'string' || typeof delivery !== 'string') return undefined;
  return { group: groupFrom({ facts, delivery }), state: state ?? '', isLeased: token !== null };
}

function agrees(
  stored: StoredGroup | undefined,
  { message, truth }: { readonly message: SandboxMessage | undefined; readonly truth: Truth },
): boolean {
  if (stored === undefined || stored.isLeased || stored.state !== truth.state) return false;
  const { group } = stored;
  const isAtRest = group.pendingSince === undefined && group.failure === undefined && group.doubt === undefined;
  return isAtRest && group.message?.ts === message?.ts;
}

/** Whether nothing is to be done any more within the next ten minutes. */
export async function isAtRest(redis: Redis): Promise<boolean> {
  const soon = Date.now() + 10 * 60_000;
  const counts = await Promise.all(TENANTS.map((tenant) => redis.zcount(`tocsin:{${tenant}}:due`, '-inf', soon)));
  return counts.every((count) => count === 0);
}

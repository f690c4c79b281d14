/** A cluster of Alertmanagers: tells every group's story in order, tries again until it is taken, and keeps the ledger. */
import { setTimeout as pause } from 'node:timers/promises';
import { Agent } from 'undici';
import type { Truth } from '../tools/group-chapters.ts';
import type { GroupStory, Webhook } from './group-story.ts';
import type { Random } from './random.ts';

/** What was answered with 2xx last, by group. */
export type Ledger = ReadonlyMap<string, { readonly story: GroupStory; readonly truth: Truth }>;

export interface Alertmanagers {
  readonly stories: readonly GroupStory[];
  /** Where the relays take webhooks, by replica. */
  readonly urls: readonly [string, ...string[]];
  readonly random: Random;
  /** Resolves when so much of the whole, 0 to 1, may be sent. */
  readonly mayGo: (share: number) => Promise<void>;
  /** Told after each webhook that was taken: how much of the whole is. */
  readonly sent: (share: number) => void;
}

/** Groups whose story is being told at the same time. */
const TELLERS = 24;
/** Pause before a refused webhook is offered to the next relay: Alertmanager's own first one. */
const RETRY_MS = 100;
/** As long as Alertmanager waits for an answer. */
const PATIENCE_MS = 10_000;
/** An Alertmanager gives up when the next flush comes; nobody is down for that long here. */
const ATTEMPTS = 600;

export const ingestToken = (tenant: string): string => `chaos-ingest-token-${tenant}`;

/** Resolves when all stories are told, copies included. Rejects when nobody takes a webhook for a minute. */
export async function tellStories({ stories, urls, random, mayGo, sent }: Alertmanagers): Promise<Ledger> {
  const ledger = new Map<string, { readonly story: GroupStory; readonly truth: Truth }>();
  const agent = new Agent({ connections: 64 });
  const copies: Promise<void>[] = [];
  const all = stories.reduce((sum, { chapters }) => sum + chapters.length, 0);
  const gapsMs = stories.map(({ chapters }) => chapters.map(() => random.between(0, 400)));
  const firsts = stories.map(() => random.between(0, urls.length - 1));
  let told = 0;

  const offer = async (story: GroupStory, body: string, first: number): Promise<void> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const url = urls[(first + attempt) % urls.length] ?? urls[0];
      if (await isTaken(agent, `${url}/v1/tenants/${story.tenant}/alertmanager`, story.tenant, body)) return;
      await pause(RETRY_MS);
    }
    throw new Error(`${story.name} was taken by nobody`);
  };
  const copyOf = async (story: GroupStory, { copy }: Webhook, first: number): Promise<void> => {
    if (copy === undefined) return;
    await pause(copy.afterMs);
    await offer(story, copy.body, first + 1);
  };
  const tell = async (story: GroupStory, number: number): Promise<void> => {
    const first = firsts[number] ?? 0;
    for (const [index, webhook] of story.chapters.entries()) {
      await mayGo(told / all);
      copies.push(copyOf(story, webhook, first));
      await offer(story, webhook.body, first + index);
      ledger.set(story.name, { story, truth: webhook.truth });
      told += 1;
      sent(told / all);
      await pause(gapsMs[number]?.[index] ?? 0);
    }
  };

  const queue = stories.entries();
  const teller = async (): Promise<void> => {
    for (const [number, story] of queue) await tell(story, number);
  };
  await Promise.all(Array.from({ length: TELLERS }, teller));
  await Promise.all(copies);
  await agent.close();
  return ledger;
}

async function isTaken(agent: Agent, url: string, tenant: string, body: string): Promise<boolean> {
  try {
    const { statusCode, body: answer } = await agent.request({
      origin: new URL(url).origin,
      path: new URL(url).pathname,
      method: 'POST',
      headers: { authorization: `Bearer ${ingestToken(tenant)}`, 'content-type': 'application/json' },
      body,
      headersTimeout: PATIENCE_MS,
    });
    await answer.dump();
    if (statusCode >= 400 && statusCode < 500) throw new RangeError(`${url} answered ${statusCode}`);
    return statusCode < 300;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    return false;
  }
}

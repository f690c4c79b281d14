import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { PACKAGE_DIR } from '../config/package-dir.ts';
import { ioProblem } from '../config/secret-file.ts';
import { TocsinError } from '../core/errors.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { usage } from './command.ts';

const SAMPLES_DIR = join(PACKAGE_DIR, 'deploy', 'samples');

/** Sample webhooks of one alert group, in their order, and where its messages must appear. */
interface Story {
  readonly tenant: string;
  readonly language: string;
  readonly tokenVariable: 'ACME_INGEST_TOKEN' | 'GLOBEX_INGEST_TOKEN';
  readonly teamId: string;
  readonly channels: readonly string[];
  readonly steps: readonly { readonly file: string; readonly says: string }[];
}

/** A life from the first alert to the resolve, and one that goes on. They fit the example tenants in `config/`. */
export const STORIES: readonly Story[] = [
  {
    tenant: 'acme',
    language: 'German',
    tokenVariable: 'ACME_INGEST_TOKEN',
    teamId: 'T0ACME',
    channels: ['C0DB', 'C0OPS'],
    steps: [
      { file: 'disk-firing.json', says: 'two alerts fire: a message' },
      { file: 'disk-update.json', says: 'one resolved, one new: the message is updated, the thread says what changed' },
      { file: 'disk-resolved.json', says: 'all resolved: the message turns green' },
    ],
  },
  {
    tenant: 'globex',
    language: 'French',
    tokenVariable: 'GLOBEX_INGEST_TOKEN',
    teamId: 'T0GLOBEX',
    channels: ['#alerts'],
    steps: [
      { file: 'answers-firing.json', says: 'one alert fires: a message' },
      { file: 'answers-update.json', says: 'one more: the message is updated' },
    ],
  },
];

/** Long for a machine that does much else; messages are there within a tenth of a second mostly. */
const PATIENCE_MS = 20_000;

export interface Stage {
  readonly sandbox: Sandbox;
  readonly relayUrl: string;
  readonly token: string;
}

/** Sends the story's webhooks, each after the messages of the one before have arrived. Rejects when they do not. */
export async function tellStory(story: Story, stage: Stage): Promise<void> {
  console.log(`Tenant ${story.tenant}, in ${story.language}`);
  const texts = story.steps.map(({ file }) => readSample(file));
  const bodies = endingNow(texts);
  for (const [index, { file, says }] of story.steps.entries()) {
    await send(story, stage, bodies[index] ?? '');
    await arrival(story, stage, index + 1);
    console.log(`  ${file.padEnd(20)}  ${says}`);
  }
}

function readSample(file: string): string {
  const path = join(SAMPLES_DIR, file);
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw usage(`the sample ${path} ${ioProblem(error)}; run this in a clone of the repository`);
  }
}

const TIME = /\b(?!0001)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g;

/** Moves all times by the same span, so that the last of them is now and the story has just happened. */
function endingNow(texts: readonly string[]): readonly string[] {
  const times = texts.flatMap((text) => [...text.matchAll(TIME)].map(([time]) => Date.parse(time)));
  const span = Date.now() - Math.max(...times);
  return texts.map((text) => text.replace(TIME, (time) => new Date(Date.parse(time) + span).toISOString()));
}

async function send({ tenant }: Story, { relayUrl, token }: Stage, body: string): Promise<void> {
  const response = await fetch(webhookUrl(relayUrl, tenant), {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body,
  });
  const answer = await response.text();
  if (!response.ok) throw new TocsinError('http_refused', `the relay answered ${response.status}: ${answer}`);
}

/** Each webhook adds one message to each channel: first the post, then replies in its thread. */
async function arrival({ teamId, channels }: Story, { sandbox }: Stage, count: number): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  const missing = () => channels.find((channel) => sandbox.messages(teamId, channel).length < count);
  while (missing() !== undefined) {
    if (Date.now() > deadline) {
      const what = `message ${count} did not arrive in ${missing()} of ${teamId} within ${PATIENCE_MS / 1_000} s`;
      throw new TocsinError('timeout', `${what}; LOG_LEVEL=debug shows why`);
    }
    await pause(20);
  }
}

function webhookUrl(relayUrl: string, tenant: string): string {
  return `${relayUrl}/v1/tenants/${tenant}/alertmanager`;
}

/** For a shell: posts a sample to the tenant acme. */
export function curlLine(at: { readonly relayUrl: string; readonly token: string; readonly file: string }): string {
  const file = relative(process.cwd(), join(SAMPLES_DIR, at.file));
  return `curl -H 'Authorization: Bearer ${at.token}' --data-binary @${file} ${webhookUrl(at.relayUrl, 'acme')}`;
}

/** A group's life as the relay meets it: notifications and acknowledgements in their order. */
import { type Notification, REPEAT_REASON } from '../core/alert.ts';
import { groupIdOf, receiverName } from '../core/ids.ts';
import { type IngestLimits, shorten } from '../ingest/shorten.ts';
import { parseWebhook } from '../ingest/webhook.ts';
import { readMatchers } from '../routing/matcher.ts';
import {
  type CheckedStep,
  type FixtureFile,
  type Louder,
  type SilencedStep,
  type StepName,
  withCounts,
} from './fixture-file.ts';

/** `at` is when it reaches the relay, epoch milliseconds. */
export interface NotifiedStep {
  readonly name: StepName;
  readonly at: number;
  readonly notification: Notification;
}

interface At {
  readonly at: number;
}

/** What happens to a group that is there already. */
export type LaterStep =
  | ({ readonly name: 'acknowledged'; readonly acknowledgedBy: string } & At)
  | (Readonly<Omit<SilencedStep, 'afterMs'>> & At)
  | (Readonly<Omit<CheckedStep, 'afterMs'>> & At)
  | ({ readonly name: 'waited' } & At);

export type LifeStep = NotifiedStep | LaterStep;

export interface Life {
  readonly title: string;
  /** Made to break messages, and like nothing that happens. */
  readonly isHostile?: boolean;
  /** What its receiver does while nobody answers; nothing when absent. */
  readonly escalation?: Louder;
  /** At least one; times ascend. */
  readonly steps: readonly LifeStep[];
}

/** What ingest keeps of a webhook unless `tocsin.yaml` says otherwise. */
const DEFAULT_LIMITS: IngestLimits = { alerts: 5_000, labelsPerAlert: 100, labelChars: 1_024, annotationChars: 4_096 };

/** What cannot be a life, with the step that is at fault, counted from 0. */
export interface LifeProblem {
  readonly step: number;
  readonly problem: string;
}

/** The life that a fixture describes. */
export function lifeFromFixture(fixture: FixtureFile): Life | LifeProblem {
  const { title, steps, escalation, hostile: isHostile = false } = fixture;
  const taken: LifeStep[] = [];
  for (const [index, step] of steps.entries()) {
    const last = taken.at(-1);
    const read = 'webhook' in step ? notifiedStep(step, last) : laterStep(step, last);
    if ('problem' in read) return { step: index, problem: read.problem };
    taken.push(read);
  }
  const stranger = strangerIn(taken);
  if (stranger !== undefined) return { step: stranger, problem: OTHER_GROUP };
  return { title, isHostile, steps: taken, ...(escalation === undefined ? {} : { escalation }) };
}

type FileStep = FixtureFile['steps'][number];
type WebhookStep = Extract<FileStep, { readonly webhook: unknown }>;
interface Problem {
  readonly problem: string;
}

function notifiedStep({ name, afterMs, webhook }: WebhookStep, last: LifeStep | undefined): NotifiedStep | Problem {
  const body = withCounts(webhook);
  const read = readAt(body, (last?.at ?? oldestStart(body)) + afterMs);
  return 'problem' in read ? read : { name, at: read.notification.receivedAt, notification: read.notification };
}

function laterStep(
  { afterMs, ...step }: Exclude<FileStep, WebhookStep>,
  last: LifeStep | undefined,
): LaterStep | Problem {
  if (last === undefined)
    return { problem: 'nothing can become of what has not fired yet: a life begins with a webhook' };
  const problem = step.name === 'silenced' ? matchersProblem(step.matchers) : undefined;
  return problem === undefined ? { ...step, at: last.at + afterMs } : { problem };
}

function matchersProblem(text: string): string | undefined {
  const read = readMatchers(text);
  return 'problem' in read ? `matchers: ${read.problem}` : undefined;
}

/** How long after its newest fact a webhook that stands alone is taken to have come. */
const WEBHOOK_DELAY_MS = 30_000;

/** The life that webhooks tell, each as its body says: when they came is guessed from the times in them. */
export function lifeFromWebhooks(title: string, bodies: readonly unknown[]): Life | LifeProblem {
  const steps: LifeStep[] = [];
  for (const [index, body] of bodies.entries()) {
    const at = Math.max(newestTime(body) + WEBHOOK_DELAY_MS, (steps.at(-1)?.at ?? 0) + 1);
    const read = readAt(body, at);
    if ('problem' in read) return { step: index, problem: read.problem };
    steps.push({ name: nameOf(read.notification, index), at, notification: read.notification });
  }
  const stranger = strangerIn(steps);
  return stranger === undefined ? { title, steps } : { step: stranger, problem: OTHER_GROUP };
}

const OTHER_GROUP = 'it is of another group than the step before: its receiver and groupKey must be the same';

type Read = { readonly notification: Notification } | Problem;

function readAt(body: unknown, at: number): Read {
  if (Number.isNaN(at)) return { problem: 'startsAt of its oldest alert is not an RFC 3339 time' };
  const parsed = parseWebhook(body, at, DEFAULT_LIMITS.alerts);
  if (!parsed.ok) return { problem: `not an Alertmanager webhook: ${parsed.reason}` };
  return { notification: shorten(parsed.notification, DEFAULT_LIMITS).notification };
}

function nameOf({ alerts, reason, truncatedAlerts }: Notification, index: number): StepName {
  if (truncatedAlerts === 0 && alerts.every(({ status }) => status === 'resolved')) return 'resolved';
  if (index === 0) return 'fired';
  return reason === REPEAT_REASON ? 'reminded' : 'changed';
}

/** The index of the first step that is of another group than those before. */
function strangerIn(steps: readonly LifeStep[]): number | undefined {
  const receiver = receiverName('');
  const ids = steps.map((step) => ('notification' in step ? groupIdOf({ ...step.notification, receiver }) : undefined));
  const index = ids.findIndex((id) => id !== undefined && id !== ids[0]);
  return index === -1 ? undefined : index;
}

function timesIn(body: unknown, names: readonly string[]): readonly number[] {
  if (typeof body !== 'object' || body === null || !('alerts' in body) || !Array.isArray(body.alerts)) return [];
  return body.alerts.flatMap((alert: unknown) =>
    names.map((name) => Date.parse(String(Reflect.get(Object(alert), name)))).filter((time) => time > 0),
  );
}

/** NaN when no alert has a time that could be read. */
function oldestStart(body: unknown): number {
  const times = timesIn(body, ['startsAt']);
  return times.length === 0 ? Number.NaN : Math.min(...times);
}

/** 0 when there is none. */
function newestTime(body: unknown): number {
  return Math.max(0, ...timesIn(body, ['startsAt', 'endsAt']));
}

/** One question to several Alertmanagers. */
import { setTimeout as pause } from 'node:timers/promises';
import { type AlertmanagerReason, TocsinError } from '../core/errors.ts';
import type { Asked } from './alertmanager-api.ts';
import type { Answer, Failure } from './judge-answer.ts';

/** Once one has answered the others have so long, milliseconds: peers of a cluster say the same, and a person waits. */
const GRACE_MS = 1_000;

export interface Answered<T> {
  readonly asked: Asked;
  readonly answer: Answer<T>;
}

/** Asks all at once. With `isHurried` those that lag behind the first good answer are not waited for. */
export async function askAll<T>(
  all: readonly Asked[],
  ask: (asked: Asked) => Promise<Answer<T>>,
  { isHurried }: { readonly isHurried: boolean },
): Promise<readonly Answered<T>[]> {
  const answers: Answered<T>[] = [];
  const hurry = new AbortController();
  const running = all.map(async (asked) => {
    const answer = await ask(asked);
    answers.push({ asked, answer });
    if (answer.ok) hurry.abort();
  });
  const whole = Promise.all(running);
  if (!isHurried) await whole;
  else await Promise.race([whole, graceAfter(hurry.signal)]);
  return [...answers];
}

async function graceAfter(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  await pause(GRACE_MS, undefined, { ref: false });
}

/** The value of each good answer. Throws, with the most telling failure, when there is none. */
export function goodOnes<T>(answers: readonly Answered<T>[]): readonly { readonly asked: Asked; readonly value: T }[] {
  const good = answers.flatMap(({ asked, answer }) => (answer.ok ? [{ asked, value: answer.value }] : []));
  if (good.length > 0) return good;
  throw readError(answers.flatMap(({ answer }) => (answer.ok ? [] : [answer])));
}

/** Where several failed: what a person can mend comes before what may pass by itself. */
const TELLING: readonly AlertmanagerReason[] = [
  'alertmanager_refused',
  'alertmanager_denied',
  'alertmanager_not_allowed',
  'alertmanager_bad_answer',
  'alertmanager_in_doubt',
  'alertmanager_unreachable',
  'silence_gone',
];

export function mostTelling(failures: readonly Failure[]): Failure {
  const sorted = [...failures].sort((a, b) => TELLING.indexOf(a.reason) - TELLING.indexOf(b.reason));
  return sorted[0] ?? { ok: false, reason: 'alertmanager_unreachable', message: 'no Alertmanager answered' };
}

/** Of reads, which change nothing: none of them leaves a doubt. */
function readError(failures: readonly Failure[]): TocsinError {
  const { reason, message } = mostTelling(failures);
  return new TocsinError(reason === 'alertmanager_in_doubt' ? 'alertmanager_unreachable' : reason, message);
}

export function errorOf({ reason, message }: Failure): TocsinError {
  return new TocsinError(reason, message);
}

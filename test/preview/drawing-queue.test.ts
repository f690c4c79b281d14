/** Tasks in processes of their own: what each may take, whose turn it is, and what is left of them. */
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from '@jest/globals';
import { DrawingQueue, type DrawingQueueOptions } from '../../src/preview/drawing-queue.ts';
import { waitUntil } from '../servers/wait-until.ts';

interface Task {
  readonly does?: 'loop' | 'hoard' | 'end';
  readonly name: string;
}
interface Answer {
  readonly done: readonly string[];
  readonly variables: readonly string[];
  readonly options: readonly string[];
}

const OPTIONS: DrawingQueueOptions = {
  script: fileURLToPath(new URL('./scripted-process.mjs', import.meta.url)),
  args: [],
  ...{ heapMb: 32, startMs: 30_000, taskMs: 10_000, atOnce: 1, waitingOfOne: 2, waiting: 3, idleMs: 60_000 },
};

let queue: DrawingQueue<Task, Answer>;
const open = (options: Partial<DrawingQueueOptions> = {}) => {
  queue = new DrawingQueue({ ...OPTIONS, ...options });
};
afterEach(() => queue.close());

const run = (caller: string, task: Task, signal: AbortSignal = new AbortController().signal) =>
  queue.run(caller, task, signal);

test('callers take turns, only so many wait, and whoever leaves is not waited for', async () => {
  open();
  const left = new AbortController();
  const outcomes = [
    run('acme', { name: 'a1' }),
    run('acme', { name: 'a2' }),
    run('acme', { name: 'a3' }, left.signal),
    run('acme', { name: 'a4' }),
    run('globex', { name: 'g1' }),
    run('umbrella', { name: 'u1' }),
  ];
  left.abort();
  const [, second, third, fourth, others, last] = await Promise.all(outcomes);
  expect(second).toMatchObject({ kind: 'answered', answer: { done: ['a1', 'g1', 'a2'] } });
  expect([third, fourth, last]).toEqual([{ kind: 'left' }, { kind: 'busy' }, { kind: 'busy' }]);
  expect(others).toMatchObject({ kind: 'answered', answer: { done: ['a1', 'g1'] } });
});

test('a process has nothing of ours, and the next task gets the same one', async () => {
  process.env.TOCSIN_TEST_SECRET = 'not for templates';
  open();
  const outcome = await run('acme', { name: 'one' });
  delete process.env.TOCSIN_TEST_SECRET;
  expect(outcome).toEqual({
    kind: 'answered',
    answer: { done: ['one'], variables: [], options: ['--max-old-space-size=32'] },
  });
  expect(await run('globex', { name: 'two' })).toMatchObject({ answer: { done: ['one', 'two'] } });
});

test('what takes too long is ended, others are drawn meanwhile and afterwards', async () => {
  open({ atOnce: 2, taskMs: 1_000 });
  const late = run('acme', { does: 'loop', name: 'loop' });
  expect(await run('globex', { name: 'one' })).toMatchObject({ kind: 'answered' });
  expect(await late).toEqual({ kind: 'late' });
  expect(await run('acme', { name: 'two' })).toMatchObject({ kind: 'answered' });
});

test('what takes too much is ended, others are drawn afterwards', async () => {
  open();
  expect(await run('acme', { does: 'hoard', name: 'hoard' })).toEqual({ kind: 'too_large' });
  expect(await run('acme', { does: 'end', name: 'end' })).toEqual({ kind: 'failed', detail: 'it ended: 3' });
  expect(await run('acme', { name: 'two' })).toMatchObject({ kind: 'answered', answer: { done: ['two'] } });
});

test('a process without a task is ended after a while, and all of them when the queue is closed', async () => {
  open({ idleMs: 0 });
  await run('acme', { name: 'one' });
  await waitUntil('another process', async () => {
    const outcome = await run('acme', { name: 'two' });
    return outcome.kind === 'answered' && outcome.answer.done[0] === 'two';
  });
  const cut = run('acme', { does: 'loop', name: 'loop' });
  const waits = run('acme', { name: 'three' });
  await queue.close();
  expect(await Promise.all([cut, waits])).toEqual([{ kind: 'left' }, { kind: 'left' }]);
  expect(await run('acme', { name: 'four' })).toEqual({ kind: 'left' });
});

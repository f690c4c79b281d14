/** Tasks that wait for one of a few processes, those of each caller in turn. */
import { DrawingProcess, type DrawingProcessOptions, type TaskOutcome } from './drawing-process.ts';

export interface DrawingQueueOptions extends DrawingProcessOptions {
  /** Processes at a time; of one caller's tasks one runs at a time. */
  readonly atOnce: number;
  /** Tasks of one caller, and of all, that may wait. */
  readonly waitingOfOne: number;
  readonly waiting: number;
  /** For how long a process without a task is kept, milliseconds. */
  readonly idleMs: number;
}

/** `busy`: too many wait already. `left`: nobody waits for it any more, or the queue was closed. */
export type QueueOutcome<Answer> = TaskOutcome<Answer> | { readonly kind: 'busy' | 'left' };

interface Waiting<Task, Answer> {
  readonly task: Task;
  readonly resolve: (outcome: QueueOutcome<Answer>) => void;
}

/** Starts no process before there is a task. */
export class DrawingQueue<Task extends object, Answer> {
  readonly #options: DrawingQueueOptions;
  /** By caller, in the order of their turns. */
  readonly #waiting = new Map<string, readonly Waiting<Task, Answer>[]>();
  readonly #running = new Map<string, DrawingProcess<Task, Answer>>();
  readonly #idle = new Map<DrawingProcess<Task, Answer>, NodeJS.Timeout>();
  #isClosed = false;

  constructor(options: DrawingQueueOptions) {
    this.#options = options;
  }

  /** Never rejects. A task that was begun runs to its end; one that waits leaves with the signal. */
  run(caller: string, task: Task, signal: AbortSignal): Promise<QueueOutcome<Answer>> {
    const own = this.#waiting.get(caller) ?? [];
    const all = [...this.#waiting.values()].reduce((sum, { length }) => sum + length, 0);
    if (this.#isClosed || signal.aborted) return Promise.resolve({ kind: 'left' });
    if (own.length >= this.#options.waitingOfOne || all >= this.#options.waiting) {
      return Promise.resolve({ kind: 'busy' });
    }
    return new Promise((resolve) => {
      const one = { task, resolve };
      this.#waiting.set(caller, [...own, one]);
      signal.addEventListener('abort', () => this.#leave(caller, one), { once: true });
      this.#begin();
    });
  }

  /** Ends everything; what waits or runs is left. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const [caller, tasks] of this.#waiting) for (const one of tasks) this.#leave(caller, one);
    for (const timer of this.#idle.values()) clearTimeout(timer);
    const processes = [...this.#idle.keys(), ...this.#running.values()];
    await Promise.all(processes.map((each) => each.end()));
  }

  #leave(caller: string, one: Waiting<Task, Answer>): void {
    this.#keepWaiting(
      caller,
      (this.#waiting.get(caller) ?? []).filter((each) => each !== one),
    );
    one.resolve({ kind: 'left' });
  }

  #takeOut(caller: string): readonly Waiting<Task, Answer>[] {
    const tasks = this.#waiting.get(caller) ?? [];
    this.#waiting.delete(caller);
    return tasks;
  }

  #keepWaiting(caller: string, tasks: readonly Waiting<Task, Answer>[]): void {
    if (tasks.length > 0) this.#waiting.set(caller, tasks);
    else this.#waiting.delete(caller);
  }

  #begin(): void {
    if (this.#isClosed || this.#running.size >= this.#options.atOnce) return;
    const next = [...this.#waiting].find(([caller]) => !this.#running.has(caller));
    if (next === undefined) return;
    const [caller] = next;
    const [one, ...rest] = this.#takeOut(caller);
    this.#keepWaiting(caller, rest);
    if (one !== undefined) void this.#take(caller, one);
    this.#begin();
  }

  async #take(caller: string, { task, resolve }: Waiting<Task, Answer>): Promise<void> {
    const worker = this.#idleOne() ?? new DrawingProcess<Task, Answer>(this.#options);
    this.#running.set(caller, worker);
    const outcome = await worker.run(task);
    this.#running.delete(caller);
    // Whoever had a turn goes behind those who came meanwhile.
    this.#keepWaiting(caller, this.#takeOut(caller));
    if (worker.isAlive && !this.#isClosed) this.#rest(worker);
    resolve(this.#isClosed && outcome.kind !== 'answered' ? { kind: 'left' } : outcome);
    this.#begin();
  }

  #idleOne(): DrawingProcess<Task, Answer> | undefined {
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(worker);
      if (worker.isAlive) return worker;
    }
    return undefined;
  }

  #rest(worker: DrawingProcess<Task, Answer>): void {
    const end = (): void => {
      this.#idle.delete(worker);
      void worker.end();
    };
    this.#idle.set(worker, setTimeout(end, this.#options.idleMs));
  }
}

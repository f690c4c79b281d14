/** One process that does one task after the other, and is ended where a task takes too much. */
import { type ChildProcess, fork } from 'node:child_process';

/** How a process is started, and what it may take. */
export interface DrawingProcessOptions {
  readonly script: string;
  readonly args: readonly string[];
  /** Of JavaScript's heap, MiB. */
  readonly heapMb: number;
  /** Until it says that it is ready, milliseconds. */
  readonly startMs: number;
  /** For one task, milliseconds. */
  readonly taskMs: number;
}

/** `late`, `too_large`: the process was ended for it. `failed`: it ended by itself, or did not start. */
export type TaskOutcome<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'late' | 'too_large' }
  | { readonly kind: 'failed'; readonly detail: string };

type Heard = { readonly message: unknown } | 'ended' | 'late';

export class DrawingProcess<Task extends object, Answer> {
  readonly #options: DrawingProcessOptions;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #isReady = false;
  #detail = '';

  constructor(options: DrawingProcessOptions) {
    this.#options = options;
    // Nothing of the relay's: neither its variables, which hold secrets, nor its options, nor what it writes to.
    this.#child = fork(options.script, [String(process.pid), ...options.args], {
      env: {},
      execArgv: [`--max-old-space-size=${options.heapMb}`],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#ended = new Promise((resolve) => {
      const end = (detail: string) => {
        this.#detail = detail;
        resolve();
      };
      this.#child.once('exit', (code, signal) => end(String(signal ?? code)));
      // Of a process that did not start, or that is ending while something is sent.
      this.#child.on('error', ({ message }) => (this.#child.pid === undefined ? end(message) : undefined));
    });
  }

  /** Whether it may be given another task, once it has answered. */
  get isAlive(): boolean {
    return this.#detail === '' && !this.#child.killed;
  }

  /** One at a time. */
  async run(task: Task): Promise<TaskOutcome<Answer>> {
    if (!this.#isReady) {
      const heard = await this.#hear(this.#options.startMs);
      if (typeof heard === 'string')
        return await this.#failed(heard === 'late' ? 'it did not start in time' : undefined);
      this.#isReady = true;
    }
    this.#child.send(task);
    const heard = await this.#hear(this.#options.taskMs);
    if (typeof heard === 'object') return { kind: 'answered', answer: heard.message as Answer };
    if (heard === 'ended' && !ENDS_FOR_MEMORY.has(this.#detail)) return await this.#failed();
    await this.end();
    return { kind: heard === 'late' ? 'late' : 'too_large' };
  }

  /** Resolves once it is gone. */
  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async #failed(detail?: string): Promise<TaskOutcome<Answer>> {
    await this.end();
    return { kind: 'failed', detail: detail ?? `it ended: ${this.#detail}` };
  }

  #hear(ms: number): Promise<Heard> {
    const child = this.#child;
    return new Promise((resolve) => {
      const heard = (what: Heard): void => {
        clearTimeout(timer);
        child.off('message', onMessage);
        resolve(what);
      };
      const onMessage = (message: unknown): void => heard({ message });
      const timer = setTimeout(() => heard('late'), ms);
      child.on('message', onMessage);
      void this.#ended.then(() => heard('ended'));
    });
  }
}

/** V8 aborts when the heap is full (SIGABRT, SIGTRAP, SIGILL by its version and the machine); a kernel short of memory kills. */
const ENDS_FOR_MEMORY: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGKILL', '134', '133']);

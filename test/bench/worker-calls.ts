/** Calls between the benchmark and the processes that it starts from its own files, over Node's channel. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { pin } from './cores.ts';

const Call = z.object({ id: z.number(), method: z.string(), argument: z.unknown().optional() });
const Answer = z.object({ id: z.number(), value: z.unknown().optional(), error: z.string().optional() });

export interface Worker {
  readonly pid: number;
  /** Calls a method of the worker; its answer must have the form of `schema`. */
  call<T>(method: string, schema: z.ZodType<T>, argument?: unknown): Promise<T>;
  stop(): Promise<void>;
}

/** Starts `script`, a compiled file of this folder, as a process of its own on these cores. */
export async function startWorker(script: string, cores: string): Promise<Worker> {
  const child = fork(fileURLToPath(new URL(script, import.meta.url)), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // Collections of garbage hold these up more rarely: what they hold up looks like the contestant's delay.
    execArgv: ['--max-semi-space-size=64'],
  });
  await once(child, 'message');
  const pid = child.pid ?? 0;
  pin(pid, cores);
  return { pid, ...callsOf(child, script) };
}

function callsOf(child: ChildProcess, script: string): Omit<Worker, 'pid'> {
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let isStopping = false;
  child.on('message', (message) => {
    const { id, value, error } = Answer.parse(message);
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(value);
    else call?.reject(new Error(`${script}: ${error}`));
  });
  child.on('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${script} ended with code ${code}`));
    if (!isStopping) process.stderr.write(`${script} ended with code ${code}\n`);
  });
  return {
    async call(method, schema, argument) {
      lastId += 1;
      const id = lastId;
      const answer = new Promise<unknown>((resolve, reject) => waiting.set(id, { resolve, reject }));
      child.send({ id, method, argument });
      return schema.parse(await answer);
    },
    async stop() {
      isStopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The worker's side: serves calls by these methods until the process is ended. */
export function serveCalls(methods: Readonly<Record<string, (argument: unknown) => unknown>>): void {
  const answer = async (message: unknown): Promise<void> => {
    const { id, method, argument } = Call.parse(message);
    try {
      process.send?.({ id, value: await methods[method]?.(argument) });
    } catch (error) {
      process.send?.({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
  process.on('message', (message) => void answer(message));
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

/** The monotonic clock, milliseconds: the same for all processes of a machine. */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint()) / 1_000_000;
}

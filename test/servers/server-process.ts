import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { waitUntil } from './wait-until.ts';

/** A running server that a test started. Exactly one of `stop` and `kill` ends it; both are safe to repeat. */
export interface ServerProcess {
  readonly pid: number;
  /** What it wrote to stdout and stderr, the newest 64 KiB. */
  output(): string;
  /** Asks it to end (SIGTERM), waits, and takes its directory away. */
  stop(): Promise<void>;
  /** Ends it as a crash would (SIGKILL), and takes its directory away. */
  kill(): Promise<void>;
}

const OUTPUT_LIMIT = 65_536;
/** Longer than Prometheus needs to write its head to disk on a busy machine. */
const STOP_PATIENCE_MS = 10_000;

/** A directory of a server's own, below the system's temporary one. */
export function serverDirectory(name: string): Promise<string> {
  return mkdtemp(join(tmpdir(), `tocsin-${name}-`));
}

/**
 * Starts a program, from programs.json or by its path, and waits until `ready` says so. When it ends before, or takes
 * longer than 30 s, it is killed and the error tells what it wrote. `directory`, made by {@link serverDirectory}, is
 * removed with it, unless `keepDirectory`.
 */
export async function startServerProcess(options: {
  readonly program: string;
  readonly args: readonly string[];
  readonly directory: string;
  /** Where it runs, `directory` if not said. */
  readonly cwd?: string;
  /** Variables besides this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  readonly keepDirectory?: boolean;
  readonly ready: () => Promise<boolean>;
}): Promise<ServerProcess> {
  const { program, args, directory, keepDirectory = false, ready } = options;
  const child = spawn(program.includes('/') ? program : findProgram(program), args, {
    cwd: options.cwd ?? directory,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collectOutput(child);
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const ended = (): boolean => child.exitCode !== null || child.signalCode !== null || child.pid === undefined;

  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (!ended()) child.kill(signal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE_MS);
    await exited;
    clearTimeout(impatience);
    if (!keepDirectory) await rm(directory, { recursive: true, force: true, maxRetries: 3 });
  };

  try {
    await waitUntil(`${program} is ready`, () => ended() || ready(), { timeoutMs: 30_000 });
    if (ended()) throw new Error(`${program} ended at start with ${child.signalCode ?? `code ${child.exitCode}`}`);
  } catch (cause) {
    await end('SIGKILL');
    throw new Error(`${program} did not start; it wrote:\n${output()}`, { cause });
  }
  return { pid: child.pid ?? 0, output, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** True once the address answers 2xx. */
export async function answers(url: string, headers: Readonly<Record<string, string>> = {}): Promise<boolean> {
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function collectOutput(child: ChildProcess): () => string {
  let text = '';
  const append = (chunk: string): void => {
    text = (text + chunk).slice(-OUTPUT_LIMIT);
  };
  child.stdout?.setEncoding('utf8').on('data', append);
  child.stderr?.setEncoding('utf8').on('data', append);
  child.on('error', (error) => append(`${error.message}\n`));
  return () => text;
}

/**
 * Runs the command line as people do: the built `dist/cli/tocsin.js` in a process of its own. `npm test` builds before;
 * whoever runs Jest by hand runs `npm run build` first.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../repository/repository-files.ts';
import { waitUntil } from '../servers/wait-until.ts';

const TOCSIN = join(ROOT, 'dist/cli/tocsin.js');
/** Far more than any command needs on a busy machine. */
const LIMIT_MS = 30_000;

/** What the example tenants take from the environment; no command may ever print one of these. */
export const SECRETS = {
  ACME_INGEST_TOKEN: 'hush-acme-ingest-token',
  ACME_BOT_TOKEN: 'xoxb-hush-acme',
  GLOBEX_INGEST_TOKEN: 'hush-globex-ingest-token',
  GLOBEX_BOT_TOKEN: 'xoxb-hush-globex',
  SLACK_SIGNING_SECRET: 'hush-signing-secret',
};

export interface RunOptions {
  /** Variables besides PATH; nothing else of this process's environment comes through. */
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** The repository's root unless said otherwise. */
  readonly cwd?: string;
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `tocsin` with the arguments to its end. Throws when it prints a secret. */
export async function runTocsin(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const running = launch(args, options);
  running.child.stdin?.end(options.stdin ?? '');
  return running.finished;
}

/** A command that runs until it is told to stop. */
export interface RunningCommand {
  readonly pid: number;
  readonly stdout: () => string;
  /** Sends the signal without waiting for anything. */
  readonly signal: (signal: NodeJS.Signals) => void;
  /** Sends the signal, SIGTERM unless said otherwise, and waits for the end. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Finished>;
}

/** Starts `tocsin` with the arguments and waits until its output matches. */
export async function startTocsin(
  args: readonly string[],
  options: RunOptions & { readonly ready: RegExp },
): Promise<RunningCommand> {
  const { child, finished, stdout, stderr } = launch(args, options);
  child.stdin?.end();
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await waitUntil(`tocsin ${args.join(' ')} is ready`, () => hasEnded() || options.ready.test(stdout()), {
    timeoutMs: LIMIT_MS,
    details: () => stdout() + stderr(),
  });
  if (hasEnded()) throw new Error(`tocsin ${args.join(' ')} ended with ${child.exitCode}:\n${stdout()}${stderr()}`);
  return {
    pid: child.pid ?? 0,
    stdout,
    signal: (signal) => child.kill(signal),
    stop: (signal = 'SIGTERM') => {
      child.kill(signal);
      return finished;
    },
  };
}

interface Launched {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  readonly stdout: () => string;
  readonly stderr: () => string;
}

function launch(args: readonly string[], { env = {}, cwd = ROOT }: RunOptions): Launched {
  if (!existsSync(TOCSIN)) throw new Error('dist/cli/tocsin.js is missing: npm run build');
  const child = spawn(process.execPath, [TOCSIN, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    timeout: LIMIT_MS * 2,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const secret = Object.entries(SECRETS).find(([, value]) => `${stdout}${stderr}`.includes(value));
      if (secret === undefined) resolve({ code, stdout, stderr });
      else reject(new Error(`tocsin ${args.join(' ')} printed ${secret[0]}`));
    });
  });
  return { child, finished, stdout: () => stdout, stderr: () => stderr };
}

/** `npm run chaos`: one run after the other, a line that tells how far each is, and a table in the end. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ChaosOptions, readOptions, USAGE } from './chaos-options.ts';
import { formatReport, isClean, progressLine, summaryLine } from './chaos-report.ts';
import { type ChaosResult, runChaos } from './run-chaos.ts';

/** Off a terminal, where a line cannot be written over, so often a new one; milliseconds. */
const LINE_EVERY_MS = 15_000;

/** The exit code: 0, 1 when a bar was missed, 2 for wrong arguments. `root` is the repository. */
export async function main(args: readonly string[], root: string): Promise<number> {
  const asked = readOptions(args);
  if ('message' in asked) {
    process.stdout.write(`${asked.message}\n`);
    return asked.message === USAGE ? 0 : 2;
  }
  const results: ChaosResult[] = [];
  const signal = stoppedBySignals();
  for (const options of asked.runs) {
    const result = await run(options, { root, signal });
    results.push(result);
    if (!isClean(result)) await keepEvidence(result, root);
  }
  process.stdout.write(`${formatReport(results)}\n`);
  return results.every(isClean) ? 0 : 1;
}

/** Aborted when the process is asked to end; then no server may stay behind. */
function stoppedBySignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => controller.abort(new Error(`stopped by ${name}`)));
  }
  return controller.signal;
}

interface Surroundings {
  readonly root: string;
  readonly signal: AbortSignal;
}

async function run(options: ChaosOptions, { root, signal }: Surroundings): Promise<ChaosResult> {
  const startedAt = performance.now();
  const { isTTY } = process.stdout;
  let lastAt = Number.NEGATIVE_INFINITY;
  const result = await runChaos({ ...options, root, signal }, (done) => {
    const now = performance.now();
    if (now - lastAt < (isTTY ? 100 : LINE_EVERY_MS)) return;
    lastAt = now;
    const line = progressLine(options, { ...done, seconds: (now - startedAt) / 1_000 });
    process.stdout.write(isTTY ? `\r${line}` : `${line}\n`);
  });
  process.stdout.write(`${isTTY ? '\r' : ''}${summaryLine(result)}\n`);
  return result;
}

async function keepEvidence({ options, evidence, outputs }: ChaosResult, root: string): Promise<void> {
  const folder = join(root, '.tmp');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `chaos-${options.seed}.log`);
  await writeFile(file, [...evidence, ...outputs].join('\n'));
  process.stdout.write(`what Slack, Redis and the relays say of it: ${file}\n`);
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Alertmanager } from './alertmanager.ts';
import { findProgram } from './find-program.ts';

const run = promisify(execFile);

/** What amtool prints, about that Alertmanager. */
export async function amtool({ url }: Pick<Alertmanager, 'url'>, ...args: readonly string[]): Promise<string> {
  const { stdout } = await run(findProgram('amtool'), [...args, `--alertmanager.url=${url}`]);
  return stdout.trim();
}

import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { findProgram } from '../servers/find-program.ts';
import { canPin } from './cores.ts';

/** What the figures were measured on. */
export function machineFacts(): Readonly<Record<string, string>> {
  return {
    cores: `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GiB`,
    pinning: canPin() ? 'taskset' : 'none: taskset is not installed, contestants share their core',
    node: process.version,
    redis: versionOf('redis-server', /v=(\S+)/),
    alertmanager: versionOf('alertmanager', /version (\S+)/),
    'load at start': loadavg()[0]?.toFixed(2) ?? '',
  };
}

function versionOf(program: string, pattern: RegExp): string {
  const { stdout, stderr } = spawnSync(findProgram(program), ['--version'], { encoding: 'utf8' });
  return pattern.exec(`${stdout}\n${stderr}`)?.[1] ?? 'unknown';
}

/** Which process may use which cores: the contestant has its core for itself, as far as this machine's other work lets it. */
import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

const COUNT = availableParallelism();

/** Core lists as taskset takes them. */
export const CORES = {
  /** The one core that is measured. */
  measured: '0',
  /** For everything that stands around it: Redis, load generator, sink. */
  others: COUNT < 2 ? '0' : `1-${COUNT - 1}`,
  /** What Alertmanager gets. */
  two: COUNT < 2 ? '0' : '0,1',
} as const;

/** Whether {@link pin} does anything here. */
export function canPin(): boolean {
  return spawnSync('taskset', ['-V'], { stdio: 'ignore' }).status === 0;
}

/** Keeps a process, with all threads that it has and will have, on these cores. Without taskset nothing happens. */
export function pin(pid: number, cores: string): void {
  if (canPin()) spawnSync('taskset', ['-a', '-p', '-c', cores, String(pid)], { stdio: 'ignore' });
}

/**
 * Holds processes to a part of a core by the kernel's bandwidth control, so that a machine with few cores tells what more
 * workers bring: Redis, generator and sink then have what they need beside them. Needs root and a writable cgroup
 * hierarchy, version 1 with its cpu controller, as containers often have it.
 */
import { accessSync, constants, mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const HIERARCHY = '/sys/fs/cgroup/cpu';

/** Short, so that what is used up comes back soon: a tenth of the kernel's default. Microseconds. */
const PERIOD_MICROS = 10_000;

export function canHold(): boolean {
  try {
    accessSync(join(HIERARCHY, 'cpu.cfs_quota_us'), constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Keeps the process, with all threads that it has and will have, to this part of one core until it ends. */
export function hold(pid: number, share: number): { release(): void } {
  const directory = join(HIERARCHY, `tocsin-bench-${pid}`);
  mkdirSync(directory);
  writeFileSync(join(directory, 'cpu.cfs_period_us'), String(PERIOD_MICROS));
  writeFileSync(join(directory, 'cpu.cfs_quota_us'), String(Math.round(share * PERIOD_MICROS)));
  writeFileSync(join(directory, 'cgroup.procs'), String(pid));
  return {
    release() {
      writeFileSync(join(HIERARCHY, 'cgroup.procs'), String(pid));
      rmdirSync(directory);
    },
  };
}

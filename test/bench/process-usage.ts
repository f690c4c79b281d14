/** What processes use, from /proc: so that the load generator and the sink are never counted among the contestants. */
import { readFileSync } from 'node:fs';

/** The kernel counts in USER_HZ, 100 on every Linux that Node runs on: one tick is 10 ms. */
const TICK_MICROS = 10_000;

/** CPU time that the process has used since it began, user and system, all threads; microseconds. */
export function cpuMicros(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The second field is the name in brackets, which may hold anything; utime and stime are the 14th and 15th.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROS;
}

/** Resident memory, bytes. */
export function residentBytes(pid: number): number {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return Number(found?.[1] ?? 0) * 1_024;
}

/** CPU time that all of the machine has used, and that its host withheld (steal); microseconds. */
function machineMicros(): number {
  const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = line.split(/\s+/).slice(1).map(Number);
  return (user + nice + system + irq + softirq + steal) * TICK_MICROS;
}

export interface Usage {
  readonly seconds: number;
  /** By the names that were given to the processes. */
  readonly cpuMicros: Readonly<Record<string, number>>;
  /** Cores that were busy with work that is none of this benchmark's: how noisy the machine was. */
  readonly foreignCores: number;
}

/** Measures what the named processes use while `work` runs. */
export async function metered<T>(
  pids: Readonly<Record<string, number>>,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly usage: Usage }> {
  const all = { ...pids, benchmark: process.pid };
  const read = () => Object.entries(all).map(([name, pid]) => [name, cpuMicros(pid)] as const);
  const before = { at: performance.now(), machine: machineMicros(), processes: new Map(read()) };
  const result = await work();
  const used = read().map(([name, micros]) => [name, micros - (before.processes.get(name) ?? 0)] as const);
  const micros = (performance.now() - before.at) * 1_000;
  const ours = used.reduce((sum, [, each]) => sum + each, 0);
  return {
    result,
    usage: {
      seconds: micros / 1_000_000,
      cpuMicros: Object.fromEntries(used),
      foreignCores: Math.max(0, (machineMicros() - before.machine - ours) / micros),
    },
  };
}

import { createHash } from 'node:crypto';
import { ACCEPT_SCRIPT } from '../../src/store/scripts/accept-script.ts';
import { CLAIM_SCRIPT } from '../../src/store/scripts/claim-script.ts';
import { COMMIT_SCRIPT } from '../../src/store/scripts/commit-script.ts';
import type { Command } from './command-reader.ts';

/** What a command to Redis is to the relay; undefined for what stores nothing of a group. */
export type RedisStep = 'accept' | 'claim' | 'commit' | 'requeue';

const SCRIPTS = new Map(
  (
    [
      ['accept', ACCEPT_SCRIPT],
      ['claim', CLAIM_SCRIPT],
      ['commit', COMMIT_SCRIPT],
    ] as const
  ).flatMap(([step, script]) => [
    [createHash('sha1').update(script).digest('hex'), step] as const,
    [script, step] as const,
  ]),
);

/** Of the arguments of one call of the commit script, counted from the first one. */
const DUE_AT = 4;
/** A group that is given back for longer than this waits for nothing but the end of its story. */
const SOON_MS = 10 * 60_000;

export function stepOf({ bytes, words }: Command, now = Date.now()): RedisStep | undefined {
  // Most of what is sent are scripts, but health checks and hints are not worth reading.
  if (!/\r\neval/i.test(bytes.toString('latin1', 0, 24))) return undefined;
  const [, script = '', keys = '0', ...others] = words();
  const step = SCRIPTS.get(script);
  if (step !== 'commit') return step;
  const isSoon = (commit: readonly string[]): boolean =>
    Number(commit[DUE_AT] || Number.POSITIVE_INFINITY) < now + SOON_MS;
  return callsIn(others.slice(Number(keys))).some(isSoon) ? 'requeue' : 'commit';
}

/** The arguments of each of the calls that one command makes: see src/store/scripts/many-calls.ts. */
function callsIn(values: readonly string[]): readonly (readonly string[])[] {
  const calls: (readonly string[])[] = [];
  for (let at = 0; at < values.length; ) {
    const end = at + 2 + Number(values[at + 1]);
    calls.push(values.slice(at + 2, end));
    at = end;
  }
  return calls;
}

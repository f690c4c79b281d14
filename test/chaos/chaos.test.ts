/** A short run of `npm run chaos`, and the parts of it that could make it pass in vain. */

import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { ACCEPT_SCRIPT } from '../../src/store/scripts/accept-script.ts';
import { COMMIT_SCRIPT } from '../../src/store/scripts/commit-script.ts';
import { type ChaosOptions, readOptions, replayLine } from './chaos-options.ts';
import { formatReport, isClean, summaryLine } from './chaos-report.ts';
import { CommandReader, encodeCommand } from './command-reader.ts';
import { CRASH_POINTS } from './crash-points.ts';
import { storiesFor } from './group-story.ts';
import { stepOf } from './redis-point.ts';
import { type ChaosResult, runChaos } from './run-chaos.ts';
import { strikesFor } from './strikes.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OPTIONS: ChaosOptions = { seed: 7, groups: 250, kills: 16, redisKills: 1, ambiguous: 10, hanging: 5 };

describe('two relays that are killed, cut off and kept waiting', () => {
  test('lose nothing, double nothing, and end with the truth in Slack and in Redis', async () => {
    const { outputs, calls, kills, seconds: _, ...result } = await runChaos({ ...OPTIONS, root: ROOT });
    const clean = { lost: [], doubled: [], wrong: [], astray: [], evidence: [], accepted: OPTIONS.groups };
    expect({ ...result, outputs: result.evidence.length > 0 ? outputs : [] }).toMatchObject({ ...clean, outputs: [] });
    expect([...kills.values()].reduce((sum, times) => sum + times, 0)).toBe(OPTIONS.kills);
    expect(kills.size).toBeGreaterThan(5);
    expect(calls.carriedOutInSilence).toBeGreaterThan(OPTIONS.groups / 20);
  }, 170_000);
});

describe('a seed', () => {
  test('makes the same choices each time, and another seed others', () => {
    const chosen = (seed: number) => [storiesFor({ ...OPTIONS, seed }, 0), strikesFor(0, 2, { ...OPTIONS, seed })];
    expect(chosen(1)).toEqual(chosen(1));
    expect(chosen(1)).not.toEqual(chosen(2));
    expect(strikesFor(0, 2, OPTIONS)).not.toEqual(strikesFor(1, 2, OPTIONS));
  });

  test('shares all kills among the relays, and comes to every point', () => {
    const options = { ...OPTIONS, kills: 501 };
    const all = [0, 1].flatMap((replica) => strikesFor(replica, 2, options));
    const kills = all.filter(({ action }) => action === 'kill');
    expect(kills).toHaveLength(501);
    expect(new Set(kills.map(({ point }) => point))).toEqual(new Set(CRASH_POINTS));
    expect(all.filter(({ action }) => action === 'cut').length).toBeGreaterThan(100);
  });
});

describe('the proxy to Redis', () => {
  test('reads commands however they were cut into packets', () => {
    const sent = [['PING'], ['SET', 'key', 'zwölf\r\n*1'], ['EVALSHA', 'x', '0', '']];
    const bytes = Buffer.concat(sent.map((words) => encodeCommand(...words)));
    for (let size = 1; size <= bytes.length; size++) {
      const reader = new CommandReader();
      const packets = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
        bytes.subarray(at * size, (at + 1) * size),
      );
      const read = packets.flatMap((packet) => reader.push(packet));
      expect(read.map((command) => command.words())).toEqual(sent);
      expect(Buffer.concat(read.map((command) => command.bytes))).toEqual(bytes);
    }
  });

  test('knows what a command is to the relay', () => {
    const stepIn = (...words: readonly string[]) => {
      const [command] = new CommandReader().push(encodeCommand(...words));
      if (command === undefined) throw new Error('no command');
      return stepOf(command, 1_000_000);
    };
    const commitOf = (dueAt: string) => ['1', '5', 'id', 'token', '1', 'written', dueAt];
    const commits = (...dueAts: readonly string[]) =>
      stepIn('EVAL', COMMIT_SCRIPT, `${dueAts.length}`, ...dueAts.map(() => 'key'), ...dueAts.flatMap(commitOf));
    expect(stepIn('EVAL', ACCEPT_SCRIPT, '0')).toBe('accept');
    expect(commits('')).toBe('commit');
    expect(commits('1002000')).toBe('requeue');
    expect(commits('99000000', '')).toBe('commit');
    expect(commits('', '1002000', '')).toBe('requeue');
    expect(stepIn('GET', ACCEPT_SCRIPT)).toBeUndefined();
  });
});

describe('the report', () => {
  const result: ChaosResult = {
    ...{ lost: [], doubled: [], wrong: [], astray: [], evidence: [] },
    options: OPTIONS,
    accepted: OPTIONS.groups,
    kills: new Map([['post unheard', OPTIONS.kills]]),
    ...{ cuts: 1, hangs: 2, redisKills: 1, seconds: 12, outputs: [] },
    calls: { answered: 1, carriedOutInSilence: 2, dropped: 3 },
  };

  test('fails a run that doubled, or in which less was accepted than was asked for', () => {
    expect(isClean(result)).toBe(true);
    expect(isClean({ ...result, doubled: ['g00001x'] })).toBe(false);
    expect(isClean({ ...result, accepted: OPTIONS.groups - 1 })).toBe(false);
  });

  test('says in a line what each run came to', () => {
    const line = 'seed 7: ok, 250 groups, lost 0, doubled 0, wrong 0, astray 0, 16 kills, 12 s';
    expect(summaryLine(result)).toBe(line);
  });

  test('names the groups, and the line that repeats the run', () => {
    const report = formatReport([{ ...result, lost: ['g00001x'] }]);
    expect(report).toContain('lost: g00001x');
    expect(report).toContain(replayLine(OPTIONS));
    const words = replayLine(OPTIONS).split(' ').slice(4);
    expect(readOptions(words)).toEqual({ runs: [OPTIONS] });
  });
});

describe('the options', () => {
  test('are ten thousand groups and five hundred kills unless said otherwise', () => {
    expect(readOptions(['--seeds', '3'])).toMatchObject({
      runs: [1, 2, 3].map((seed) => ({ seed, groups: 10_000, kills: 500, redisKills: 20, ambiguous: 10, hanging: 5 })),
    });
  });

  test.each([
    ['--groups', 'many'],
    ['--kils', '3'],
    ['--ambiguous', '99'],
  ])('refuse %s %s', (...args) => {
    expect(readOptions(args)).toEqual({ message: expect.stringContaining('npm run chaos') });
  });
});

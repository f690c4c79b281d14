import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RouteConfig } from '../../src/routing/route-config.ts';
import { createRouter } from '../../src/routing/router.ts';
import { type Answer, askAmtool, type Question } from './amtool.ts';
import { oddQuestion, questionOf } from './arbitraries.ts';

const SEED = 20_260_901;
/** A hundred trees of each are asked ten to a process; those of the first have label names as people write them. */
const MARKS = ['', 'b_', 'c_', 'd_', 'e_', 'f_', 'g_', 'h_', 'i_', 'j_'];
/** Two processes at a time, 20 to 40 ms each, and room for a busy machine. */
const TIMEOUT_MS = 120_000;

function answerOf({ route, labels }: Question): Answer {
  if (!RouteConfig.safeParse(route).success) return undefined;
  const matches = createRouter({ route, timeIntervals: [] }).match(labels);
  return matches.map((match) => match.receiver).join(',');
}

function differences(questions: readonly Question[], theirs: readonly Answer[]) {
  return questions.flatMap((asked, index) => {
    const answers = { amtool: theirs[index], tocsin: answerOf(asked) };
    return answers.amtool === answers.tocsin ? [] : { ...answers, route: asked.route, labels: asked.labels };
  });
}

describe('the router beside amtool', () => {
  test(
    'gives the same answer for a thousand generated trees and label sets',
    async () => {
      const byMark = MARKS.map((mark, index) => fc.sample(questionOf(mark), { numRuns: 100, seed: SEED + index }));
      const groups = Array.from({ length: 100 }, (_, index) => byMark.flatMap((some) => some[index] ?? []));
      const questions = groups.flat();
      const theirs = await askAmtool(groups);
      expect(theirs.length).toBe(1000);
      expect(differences(questions, theirs)).toEqual([]);
      const rootOnly = questions.filter((asked, index) => theirs[index] === asked.route.receiver).length;
      const several = theirs.filter((answer) => answer?.includes(',')).length;
      expect({ refused: theirs.filter((answer) => answer === undefined).length }).toEqual({ refused: 0 });
      expect(rootOnly).toBeLessThan(700);
      expect(several).toBeGreaterThan(100);
    },
    TIMEOUT_MS,
  );

  test(
    'is judged alike whether a tree stands alone or beside others',
    async () => {
      const together = MARKS.flatMap((mark, index) => fc.sample(questionOf(mark), { numRuns: 1, seed: SEED - index }));
      const alone = await askAmtool(together.map((asked) => [asked]));
      expect(await askAmtool([together])).toEqual(alone);
      expect(differences(together, alone)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'accepts and understands alike whatever text amtool accepts as a matcher',
    async () => {
      const questions = fc.sample(oddQuestion, { numRuns: 300, seed: SEED });
      const theirs = await askAmtool(questions.map((asked) => [asked]));
      const accepted = questions.filter((_, index) => theirs[index] !== undefined);
      expect(differences(questions, theirs).filter(({ amtool }) => amtool !== undefined)).toEqual([]);
      expect(accepted.length).toBeGreaterThan(20);
    },
    TIMEOUT_MS,
  );
});

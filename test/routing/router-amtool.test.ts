import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { RouteConfig } from '../../src/routing/route-config.ts';
import { createRouter } from '../../src/routing/router.ts';
import { type Answer, askAmtool, type Question } from './amtool.ts';
import { oddQuestion, question } from './arbitraries.ts';

const SEED = 20_260_901;
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
      const questions = fc.sample(question, { numRuns: 1000, seed: SEED });
      const theirs = await askAmtool(questions);
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
    'accepts and understands alike whatever text amtool accepts as a matcher',
    async () => {
      const questions = fc.sample(oddQuestion, { numRuns: 300, seed: SEED });
      const theirs = await askAmtool(questions);
      const accepted = questions.filter((_, index) => theirs[index] !== undefined);
      expect(differences(questions, theirs).filter(({ amtool }) => amtool !== undefined)).toEqual([]);
      expect(accepted.length).toBeGreaterThan(20);
    },
    TIMEOUT_MS,
  );
});

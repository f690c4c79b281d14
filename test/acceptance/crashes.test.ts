import { expect, test } from '@jest/globals';
import { runSchedule } from './crash-schedule.ts';

test('two relays that are killed again and again lose nothing, double nothing, and end with the truth', async () => {
  const schedule = { seed: 7, groups: 200, kills: 12, ambiguousPercent: 10 };
  const verdict = await runSchedule(schedule);
  expect({ schedule, verdict }).toEqual({
    schedule,
    verdict: { accepted: 200, lost: [], doubled: [], stale: [], kills: 12 },
  });
}, 180_000);

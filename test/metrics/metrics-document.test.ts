import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { writeMetricsDocument } from './metrics-document.ts';

const PATH = 'docs/metrics.md';

/** `UPDATE_GENERATED=1 npx jest test/metrics/metrics-document` writes it anew. */
if (process.env.UPDATE_GENERATED === '1') writeFileSync(PATH, await writeMetricsDocument());

test('docs/metrics.md is up to date (else: UPDATE_GENERATED=1 npm test -- test/metrics/metrics-document)', async () => {
  expect(readFileSync(PATH, 'utf8')).toBe(await writeMetricsDocument());
});

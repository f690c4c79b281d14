/** The OpenAPI document is what the table of endpoints says, is committed, and pleases a linter. */
import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { openApiDocument } from '../../src/admin/openapi.ts';
import { ENDPOINTS } from '../../src/core/api/endpoints.ts';

const FILE = 'docs/openapi.json';
const text = `${JSON.stringify(openApiDocument(), undefined, 2)}\n`;

test(`${FILE} is as the schemas say; after a change: UPDATE_GENERATED=1 npm test -- test/admin/openapi`, async () => {
  if (process.env.UPDATE_GENERATED !== undefined) await writeFile(FILE, text);
  expect(await readFile(FILE, 'utf8')).toBe(text);
});

test('it has every endpoint, by its name', () => {
  const document = JSON.parse(text) as { paths: Record<string, Record<string, { operationId: string }>> };
  const names = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  );
  expect(names.sort()).toEqual(Object.keys(ENDPOINTS).sort());
});

test('every operation says what it answers when all is well', () => {
  const document = JSON.parse(text) as { paths: Record<string, Record<string, { responses: object }>> };
  const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
  const lacking = operations.filter(({ responses }) => !Object.keys(responses).some((code) => /^2|^303$/.test(code)));
  expect(lacking).toEqual([]);
});

test('a linter finds nothing wrong with it', async () => {
  // Two lead browsers on, with 303: the linter knows no such operation.
  const config = await createConfig({ extends: ['recommended'], rules: { 'operation-2xx-response': 'off' } });
  const problems = await lintFromString({ source: text, absoluteRef: FILE, config });
  expect(problems.map(({ ruleId, message, location }) => [ruleId, message, location[0]?.pointer])).toEqual([]);
});

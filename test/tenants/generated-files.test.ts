import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { generateConfigDocs } from '../../src/tenants/config-docs.ts';
import { generateJsonSchemas } from '../../src/tenants/json-schemas.ts';

const examples = ['tenant.yaml', 'routing.yaml', 'receivers.yaml', 'access.yaml', 'escalation.yaml'].map((name) => {
  const path = `config/tenants/acme/${name}`;
  return { path, text: readFileSync(path, 'utf8') };
});

const generated = [...generateJsonSchemas(), ['docs/configuration.md', generateConfigDocs(examples)] as const];

/** `UPDATE_GENERATED=1 npx jest test/tenants/generated-files` writes them anew. */
if (process.env.UPDATE_GENERATED === '1') for (const [path, text] of generated) writeFileSync(path, text);

describe('files that follow from the schemas', () => {
  test.each(generated)(
    '%s is up to date (else: UPDATE_GENERATED=1 npm test -- test/tenants/generated-files)',
    (path, text) => {
      expect(readFileSync(path, 'utf8')).toBe(text);
    },
  );

  test('describe every key', () => {
    const docs = generateConfigDocs([]);
    const rows = docs.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter((row) => /\| +\|$/.test(row))).toEqual([]);
    expect(rows.filter((row) => /\| {2}\| (?:\*required|`| )/.test(row))).toEqual([]);
  });
});

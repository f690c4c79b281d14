import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseConfig } from '../../src/config/parse-config.ts';
import { substituteEnv } from '../../src/config/substitute-env.ts';
import { parseYaml } from '../../src/config/yaml-source.ts';
import { formatFault } from '../../src/core/fault.ts';
import { checkReferences, unusedReceivers } from '../../src/tenants/check-references.ts';
import { ReceiversFile } from '../../src/tenants/receivers-file.ts';
import { RoutingFile } from '../../src/tenants/routing-file.ts';
import { TenantFile } from '../../src/tenants/tenant-file.ts';
import { ENV, GOOD } from './tenant-folders.ts';

const FILES = [
  { path: 'tenants/acme/tenant.yaml', key: 'tenant', schema: TenantFile },
  { path: 'tenants/acme/routing.yaml', key: 'routing', schema: RoutingFile },
  { path: 'tenants/acme/receivers.yaml', key: 'receivers', schema: ReceiversFile },
] as const;

/** What breaks YAML, and what breaks configurations. */
const scrap = fc.constantFrom(
  ...'{}[]:,-#&*!|>\'"%@`\n\t \\\0é0',
  '\n  ',
  ': ',
  '- ',
  '\n',
  '{}',
  '[]',
  'null',
  '0x1',
  '<<: ',
);

describe('a mutated configuration', () => {
  test('never breaks the reader, and never shows a secret', () => {
    const edit = fc.record({ at: fc.nat(200), cut: fc.nat(12), insert: fc.array(scrap, { maxLength: 3 }) });
    const available = { locales: new Set(['en', 'de']), templates: new Set(['default']) };
    fc.assert(
      fc.property(fc.nat(2), fc.array(edit, { minLength: 1, maxLength: 4 }), (index, edits) => {
        const sources = Object.fromEntries(FILES.map(({ path, key }) => [key, parseYaml(GOOD[path], path)]));
        const { path, key, schema } = FILES[index] ?? FILES[0];
        const text = edits.reduce<string>(
          (now, { at, cut, insert }) => now.slice(0, at) + insert.join('') + now.slice(at + cut),
          GOOD[path],
        );
        const source = substituteEnv(parseYaml(text, path), { env: ENV });
        const all = { tenant: source, routing: source, receivers: source, ...sources, [key]: source };
        const { value, faults } = parseConfig(schema, source);
        const told = [...faults, ...checkReferences(all, available), ...unusedReceivers(all)].map(formatFault);
        expect(value === undefined).toBe(faults.length > 0);
        expect(told.join('\n')).not.toContain('hush');
        expect(told.every((fault) => !fault.includes('\n'))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

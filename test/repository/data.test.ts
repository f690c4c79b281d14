import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { ROOT, readText, repositoryFiles } from './repository-files.ts';

const files = repositoryFiles().filter((path) => !path.startsWith('test/'));
const yaml = files.filter((path) => /\.ya?ml$/.test(path));
const json = files.filter((path) => path.endsWith('.json'));

/** The schema that an editor takes for the file, relative to the root. */
function schemaOf(path: string): string | undefined {
  const schema = /^# yaml-language-server: \$schema=(\S+)$/m.exec(readText(path))?.[1];
  return schema === undefined ? undefined : posix.join(posix.dirname(path), schema);
}

describe('every file of data', () => {
  test('that is YAML parses, with no key twice', () => {
    expect(yaml.length).toBeGreaterThan(4);
    const faults = yaml.flatMap((path) =>
      parseAllDocuments(readText(path), { merge: true }).flatMap((document) =>
        [...document.errors, ...document.warnings].map((each) => `${path}: ${each.message}`),
      ),
    );
    expect(faults).toEqual([]);
  });

  test('that is JSON parses', () => {
    expect(json.length).toBeGreaterThan(4);
    for (const path of json) expect(() => JSON.parse(readText(path))).not.toThrow();
  });

  test('that is configuration fits the schema that it names', () => {
    const config = yaml.filter((path) => path.startsWith('config/'));
    expect(config.length).toBeGreaterThan(2);
    for (const path of config) {
      const schema = schemaOf(path) ?? 'none named';
      expect({ path, schema, isThere: existsSync(join(ROOT, schema)) }).toEqual({ path, schema, isThere: true });
      const result = z.fromJSONSchema(JSON.parse(readText(schema))).safeParse(parse(readText(path)) ?? {});
      expect({ path, issues: result.error?.issues ?? [] }).toEqual({ path, issues: [] });
    }
  });
});

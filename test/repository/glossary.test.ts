import { describe, expect, test } from '@jest/globals';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { withoutComments } from './imports.ts';
import { readText, sourceFiles } from './repository-files.ts';

/** The names in the first column of the table below a heading of the glossary. */
function namesUnder(heading: string): readonly string[] {
  const section =
    readText('docs/glossary.md')
      .split(/^## /m)
      .find((each) => each.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1] ?? '');
}

/** Names of the fields that the source hands to a logger, where they stand in the call itself. */
function loggedFields(): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const { path, text } of sourceFiles()) {
    for (const [, object = ''] of withoutComments(text).matchAll(
      /\b[lL]og(?:ger)?\.(?:error|warn|info|debug)\(\s*\{([^{}]*)\}/g,
    )) {
      for (const part of object.split(',').map((each) => each.trim())) {
        const name = /^(\w+)/.exec(part)?.[1];
        if (name !== undefined) fields.set(name, path);
      }
    }
  }
  return fields;
}

describe('the glossary', () => {
  test('knows every field of the log', () => {
    const known = namesUnder('Fields of the log');
    const fields = loggedFields();
    expect(fields.size).toBeGreaterThan(5);
    expect([...fields].filter(([name]) => !known.includes(name))).toEqual([]);
  });

  test('knows every label of the metrics, and no other', async () => {
    const { registry } = createMetrics({ version: '0.0.0', defaults: false });
    const labels = registry.getMetricsAsArray().flatMap((metric) => ('labelNames' in metric ? metric.labelNames : []));
    expect(labels.length).toBeGreaterThan(10);
    expect([...namesUnder('Labels of the metrics')].sort()).toEqual([...new Set(labels)].map(String).sort());
  });
});

/** The benchmark: runs its parts one after the other, prints the table, and writes all figures to `.tmp/bench.json`. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Releasers } from '../../src/core/lifecycle.ts';
import { readOptions } from './bench-options.ts';
import { RUN_PART } from './bench-parts.ts';
import { ROOT } from './bench-root.ts';
import { startStand } from './contestants.ts';
import { machineFacts } from './machine-facts.ts';
import { formatTable, type Row, reachesBar } from './table.ts';

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Runs what the arguments ask for; the exit code: 0, or 1 when a full run missed a bar, or 2 for wrong arguments. */
export async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  if ('message' in options) {
    print(options.message);
    return args.includes('--help') ? 0 : 2;
  }
  const facts = machineFacts();
  for (const [name, fact] of Object.entries(facts)) print(`${name}: ${fact}`);
  const rows: Row[] = [];
  const figures: Record<string, unknown> = {};
  const releasers = new Releasers();
  try {
    const stand = await startStand(releasers);
    for (const part of options.parts) {
      const result = await RUN_PART[part](stand, options, (text) => print(`${part}: ${text}`));
      rows.push(...result.rows);
      figures[part] = result.figures;
    }
  } finally {
    await releasers.close();
  }
  print(`\n${formatTable(rows)}\n`);
  const noise = foreignCoresIn(figures);
  if (noise.length > 0) print(`work of others meanwhile: ${Math.min(...noise)} to ${Math.max(...noise)} cores`);
  if (options.isQuick) print('This was a quick run: take no verdict from it.');
  await mkdir(join(ROOT, '.tmp'), { recursive: true });
  await writeFile(
    join(ROOT, '.tmp/bench.json'),
    `${JSON.stringify({ at: new Date(), quick: options.isQuick, facts, rows, figures }, null, 2)}\n`,
  );
  return options.isQuick || rows.every(reachesBar) ? 0 : 1;
}

/** How noisy the machine was, from wherever it was measured. */
function foreignCoresIn(figures: unknown): readonly number[] {
  if (typeof figures !== 'object' || figures === null) return [];
  return Object.entries(figures).flatMap(([name, value]) =>
    name === 'foreignCores' && typeof value === 'number' ? [Number(value.toFixed(2))] : foreignCoresIn(value),
  );
}

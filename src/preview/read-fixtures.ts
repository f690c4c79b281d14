/** Reads the fixtures of a folder of templates. */
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseConfig } from '../config/parse-config.ts';
import { ioProblem } from '../config/secret-file.ts';
import { faultAt, parseYaml } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import { parseJson } from '../ingest/parse-json.ts';
import { FixtureFile } from './fixture-file.ts';
import { type Life, lifeFromFixture } from './life.ts';

/** The folder within `templates/` that holds fixtures, and so no template. */
const FOLDER = 'fixtures';

export interface ReadFixtures {
  /** By the file's name without its ending, in the order of names. */
  readonly lives: ReadonlyMap<string, Life>;
  readonly faults: readonly Fault[];
}

/** Reads `<templatesDir>/fixtures/*.json`; a folder that is not there has none. */
export async function readFixtures(templatesDir: string): Promise<ReadFixtures> {
  const folder = join(templatesDir, FOLDER);
  const lives = new Map<string, Life>();
  const faults: Fault[] = [];
  for (const fileName of await jsonFilesIn(folder, faults)) {
    const file = join(folder, fileName);
    const read = readFixture(file);
    if ('faults' in read) faults.push(...read.faults);
    else lives.set(fileName.slice(0, -'.json'.length), read);
  }
  return { lives, faults };
}

async function jsonFilesIn(folder: string, faults: Fault[]): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
  } catch (error) {
    const reason = ioProblem(error);
    if (reason !== 'does not exist') faults.push({ file: folder, path: '', reason });
    return [];
  }
}

function readFixture(file: string): Life | { readonly faults: readonly Fault[] } {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return { faults: [{ file, path: '', reason: ioProblem(error) }] };
  }
  const sound = FixtureFile.safeParse(parseJson(text));
  const made = sound.success ? lifeFromFixture(sound.data) : undefined;
  if (made !== undefined && 'steps' in made) return made;
  // JSON is YAML, and this parser knows the place of everything; it takes twenty times as long.
  const source = parseYaml(text, file);
  const { value, faults } = parseConfig(FixtureFile, source);
  if (value === undefined) return { faults };
  const life = lifeFromFixture(value);
  if ('steps' in life) return life;
  return { faults: [faultAt(source, ['steps', life.step], life.problem, 'docs/previews.md tells what fixtures hold')] };
}

import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { z } from 'zod';

/** The servers and tools that tests run for real; `npm test` installs from the same list. */
const Programs = z.array(
  z.strictObject({ program: z.string(), alias: z.string().optional(), package: z.string().min(1) }),
);

/** The path of an installed program. A missing one is an error that names the command which installs it. */
export function findProgram(name: string): string {
  const programs = Programs.parse(JSON.parse(readFileSync(new URL('programs.json', import.meta.url), 'utf8')));
  const known = programs.find((entry) => entry.program === name);
  if (known === undefined) throw new Error(`${name} is not in test/servers/programs.json`);
  const names = known.alias === undefined ? [name] : [name, known.alias];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = names.flatMap((each) => folders.map((folder) => join(folder, each))).find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    `${name} is not installed; run: apt-get install -y --no-install-recommends ${known.package} (npm test does so)`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

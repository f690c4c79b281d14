/**
 * `npm run chaos`: builds the product and the harness, then runs it. `npm run chaos -- --help` tells the options.
 * The harness is compiled to `.tmp/chaos/`, because Node 20 cannot run TypeScript by itself.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const OUTPUT = join(ROOT, '.tmp/chaos');
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

function compile(project) {
  const { status } = spawnSync(process.execPath, [TSC, '-p', join(ROOT, project)], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${project} does not compile`);
}

compile('tsconfig.build.json');
rmSync(OUTPUT, { recursive: true, force: true });
compile('test/chaos/tsconfig.json');
// The one file that is read at run time beside the code.
copyFileSync(join(ROOT, 'test/servers/programs.json'), join(OUTPUT, 'test/servers/programs.json'));

const { main } = await import(pathToFileURL(join(OUTPUT, 'test/chaos/main.js')).href);
process.exitCode = await main(process.argv.slice(2), ROOT);

/**
 * Builds the product and a tool of `test/`, then runs the tool's `main(arguments, root)`; it gives the exit code.
 * Tools are compiled to `.tmp/<name>/`, because Node 20 cannot run TypeScript by itself.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const TSC = join(ROOT, 'node_modules/typescript/bin/tsc');

export async function runCompiled(name) {
  const output = join(ROOT, '.tmp', name);
  compile('tsconfig.build.json');
  rmSync(output, { recursive: true, force: true });
  compile(`test/${name}/tsconfig.json`);
  // The one file that is read at run time beside the code.
  copyFileSync(join(ROOT, 'test/servers/programs.json'), join(output, 'test/servers/programs.json'));
  const { main } = await import(pathToFileURL(join(output, `test/${name}/main.js`)).href);
  process.exitCode = await main(process.argv.slice(2), ROOT);
}

function compile(project) {
  const { status } = spawnSync(process.execPath, [TSC, '-p', join(ROOT, project)], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${project} does not compile`);
}

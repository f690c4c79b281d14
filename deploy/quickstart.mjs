/**
 * `npm run quickstart`, from a fresh clone on: installs packages when they are missing, builds, and runs
 * `tocsin quickstart` with the arguments given. Needs nothing from node_modules itself, for it may have to fetch them.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** npm by the path that npm itself tells, so that this works where `npm` is a script of a shell. */
function npm(args, stdio) {
  const { npm_execpath: path } = process.env;
  const [command, ...first] = path?.endsWith('.js') ? [process.execPath, path] : ['npm'];
  return spawnSync(command, [...first, ...args], { cwd: ROOT, stdio }).status === 0;
}

function prepare() {
  const wanted = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).engines.node;
  const least = wanted.replace('>=', '');
  if (process.versions.node.localeCompare(least, 'en', { numeric: true }) < 0) {
    return `Node ${process.versions.node} is too old: ${least} or later is needed (https://nodejs.org)`;
  }
  if (!npm(['ls', '--include=dev'], 'ignore')) {
    process.stdout.write('Installing packages …\n');
    if (!npm(['ci', '--include=dev', '--no-audit', '--no-fund'], 'inherit')) return 'npm ci failed: see above';
  }
  process.stdout.write('Building …\n');
  return npm(['run', '--silent', 'build'], 'inherit') ? undefined : 'the build failed: see above';
}

const problem = prepare();
if (problem === undefined) {
  const args = ['dist/cli/tocsin.js', 'quickstart', ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
  // Ctrl-C reaches both processes; this one waits for the other's good end.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = signal === null ? code : 1;
    process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
  });
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

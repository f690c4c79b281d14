/**
 * `npm test`: everything that a change must pass, on a machine that has only Node and git.
 * Installs packages and servers that are missing, then checks types, lint and build, then runs the tests.
 * Arguments go to Jest: `npm test -- test/routing`. The last line is always `N passed, N failed`.
 * Needs nothing from node_modules itself, for it may have to fetch them.
 */
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** Above this the run counts as hung: the whole suite is to finish within 8 minutes on two cores. */
const JEST_LIMIT_MS = 10 * 60_000;

/**
 * Debian starts a daemon as soon as it is installed. Ours must not: tests start their own. Where systemd runs, a daemon
 * that this installation brought is also switched off for the next boot; one that was there before is not touched.
 */
const INSTALL_SCRIPT = `
set -eu
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  trap 'exit 130' INT TERM
  printf '#!/bin/sh\\nexit 101\\n' >"$policy"
  chmod 755 "$policy"
fi
fresh=
for package in "$@"; do
  dpkg-query -W -f '\${Status}' "$package" 2>/dev/null | grep -q ' installed$' || fresh="$fresh $package"
done
apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@"
if [ -d /run/systemd/system ]; then
  for package in $fresh; do
    if systemctl cat "$package.service" >/dev/null 2>&1; then systemctl disable --now "$package.service"; fi
  done
fi
`;

class Unmet extends Error {}

function say(text) {
  process.stdout.write(`${text}\n`);
}

function run(command, args, options = {}) {
  const { status, error, signal } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
  if (error?.code === 'ETIMEDOUT')
    say(`${command} was stopped: it took longer than ${options.timeout / 60_000} minutes`);
  else if (error) say(`${command}: ${error.message}`);
  return { ok: status === 0, signal };
}

/** Runs one phase and says how long it took. False when it failed; an {@link Unmet} passes through. */
function phase(name, work) {
  const start = performance.now();
  say(`\n── ${name}`);
  let ok = false;
  try {
    ok = work();
    return ok;
  } finally {
    say(`── ${name}: ${ok ? 'done' : 'FAILED'} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}

function readJson(...path) {
  return JSON.parse(readFileSync(join(ROOT, ...path), 'utf8'));
}

function checkNode() {
  const wanted = readJson('package.json').engines.node.replace('>=', '');
  if (process.versions.node.localeCompare(wanted, 'en', { numeric: true }) < 0) {
    throw new Unmet(`Node ${process.versions.node} is too old: ${wanted} or later is needed (https://nodejs.org)`);
  }
}

/** Whether node_modules holds what the lock says; optional packages (other platforms' binaries) may be absent. */
function packagesAreCurrent() {
  if (!existsSync(join(ROOT, 'node_modules/.package-lock.json'))) return false;
  const wanted = readJson('package-lock.json').packages;
  const present = readJson('node_modules/.package-lock.json').packages;
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === '') return true;
    const found = present[path];
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity;
  });
}

function installPackages() {
  if (packagesAreCurrent()) {
    say('node_modules is what package-lock.json says');
    return true;
  }
  if (!run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=notice']).ok) throw new Unmet('npm ci failed');
  return true;
}

function isInstalled({ program, alias }) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [program, alias].some(
    (name) => name !== undefined && folders.some((folder) => isExecutable(join(folder, name))),
  );
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function succeeds(command, args) {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

function installServers() {
  const missing = readJson('test/servers/programs.json').filter((entry) => !isInstalled(entry));
  if (missing.length === 0) {
    say('redis, prometheus, alertmanager and chromium are installed');
    return true;
  }
  const packages = [...new Set(missing.map((entry) => entry.package))];
  const names = missing.map((entry) => entry.program).join(', ');
  const isRoot = process.getuid?.() === 0;
  if (!succeeds('apt-get', ['--version']) || !(isRoot || succeeds('sudo', ['-n', 'true']))) {
    const line = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
    throw new Unmet(
      `tests need ${names}, which are not installed. Run this as root, or install them your way:\n  ${line}`,
    );
  }
  say(`installing ${packages.join(', ')} for ${names}`);
  const script = ['sh', '-c', INSTALL_SCRIPT, 'install', ...packages];
  const [command, ...args] = isRoot ? script : ['sudo', '-n', ...script];
  if (!run(command, args).ok) throw new Unmet(`apt-get could not install ${packages.join(', ')}: see above`);
  const still = missing.filter((entry) => !isInstalled(entry));
  if (still.length > 0) throw new Unmet(`still not on the PATH: ${still.map((entry) => entry.program).join(', ')}`);
  return true;
}

/** Runs Jest and counts by its own report. A file that could not be run counts as one failure, and so does no test at all. */
function runJest(args) {
  const folder = mkdtempSync(join(tmpdir(), 'tocsin-test-'));
  const report = join(folder, 'report.json');
  try {
    // More room for young objects, in Jest's workers too: they collect garbage less often.
    const node = [
      ...['--max-semi-space-size=32', '--min-semi-space-size=16'],
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
    ];
    const { ok } = run(process.execPath, [...node, '--json', `--outputFile=${report}`, ...args], {
      timeout: JEST_LIMIT_MS,
    });
    if (!existsSync(report)) return { passed: 0, failed: 1 };
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const silentFailure = failed === 0 && (!ok || numPassedTests === 0);
    return { passed: numPassedTests, failed: silentFailure ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function main(jestArgs) {
  const result = { passed: 0, failed: 0 };
  try {
    checkNode();
    phase('packages', installPackages);
    phase('servers', installServers);
    for (const script of ['types', 'lint', 'build']) {
      if (!phase(script, () => run('npm', ['run', '--silent', script]).ok)) result.failed += 1;
    }
    phase('tests', () => {
      const { passed, failed } = runJest(jestArgs);
      result.passed += passed;
      result.failed += failed;
      return failed === 0;
    });
  } catch (error) {
    if (!(error instanceof Unmet)) throw error;
    say(`\n${error.message}`);
    result.failed += 1;
  }
  say(`\n${result.passed} passed, ${result.failed} failed`);
  process.exitCode = result.failed === 0 ? 0 : 1;
}

main(process.argv.slice(2));

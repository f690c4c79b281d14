import { describe, expect, test } from '@jest/globals';
import { readText } from '../repository/repository-files.ts';
import { runTocsin } from './run-tocsin.ts';

const COMMANDS = [
  'serve',
  'check-config',
  'routes test',
  'oncall',
  'template render',
  'template lint',
  'template dev',
  'slack manifest',
  'send-test',
  'dead list',
  'dead show',
  'dead replay',
  'dead drop',
  'dashboards',
  'sandbox',
  'quickstart',
];

describe('tocsin', () => {
  test.each([[['--help']], [['-h']], [['help']]])('%j lists the commands', async (args) => {
    const { code, stdout, stderr } = await runTocsin(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const name of COMMANDS) expect(stdout).toMatch(new RegExp(`^ {2}${name} {2,}\\w`, 'm'));
    expect(stdout).toContain('Exit codes: 0 ok; 1 what was checked or sent is not ok; 2 wrong use.');
  });

  test('without a command tells the commands on stderr and counts as wrong use', async () => {
    const { code, stdout, stderr } = await runTocsin([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('check-config');
  });

  test('--version tells the version of package.json', async () => {
    const { code, stdout } = await runTocsin(['--version']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `${JSON.parse(readText('package.json')).version}\n` });
  });

  test.each(COMMANDS)('%s --help tells use, options, examples and exit codes', async (name) => {
    const { code, stdout, stderr } = await runTocsin([...name.split(' '), '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Use: tocsin ${name}`);
    expect(stdout).toMatch(/^Options:\n {2}--/m);
    expect(stdout).toMatch(new RegExp(`^Examples:\n {2}tocsin ${name}`, 'm'));
    expect(stdout).toMatch(/^Exit codes: 0 /m);
    expect(stdout.split('\n').filter((line) => line.length > 132)).toEqual([]);
  });

  test.each([
    ['serv', 'unknown command "serv"; did you mean "serve"?'],
    ['check_config', 'unknown command "check_config"; did you mean "check-config"?'],
    ['rotues test', 'unknown command "rotues"; did you mean "routes test"?'],
    ['routes', 'routes needs a second word: tocsin routes test'],
    [
      'template rendr',
      'template needs a second word: tocsin template render, tocsin template lint, tocsin template dev',
    ],
    [
      'frobnicate',
      'unknown command "frobnicate"; known here: serve, check-config, routes test, oncall, template render, template lint, template dev, slack manifest, slack install-link, slack installations, send-test, dead list, dead show, dead replay, dead drop, dashboards, sandbox, quickstart',
    ],
  ])('%s is no command, and the nearest is told', async (typed, told) => {
    const { code, stdout, stderr } = await runTocsin(typed.split(' '));
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `tocsin: ${told}\nSee: tocsin --help\n` });
  });

  test.each([
    ['check-config --cnofig config', 'unknown option --cnofig; did you mean "--config"?', 'check-config'],
    ['check-config -c config', 'unknown option -c; known here: --config, --help', 'check-config'],
    ['check-config config', 'unexpected argument "config"', 'check-config'],
    ['check-config --config', '--config needs a value', 'check-config'],
    ['check-config --config=', '--config needs a value', 'check-config'],
    ['routes test --tenant --at now', '--tenant needs a value', 'routes test'],
    ['quickstart --once=yes', '--once takes no value', 'quickstart'],
    ['serve --port http', '--port must be a port, 0 to 65535, not http', 'serve'],
    ['sandbox --port 65536', '--port must be a port, 0 to 65535, not 65536', 'sandbox'],
    [
      'sandbox --interactivity-url relay',
      '--interactivity-url must be an address such as http://127.0.0.1:9096, not relay',
      'sandbox',
    ],
    ['send-test', '--tenant is missing', 'send-test'],
    ['send-test --tenant acme', '--receiver is missing', 'send-test'],
    ['dead list', '--tenant is missing', 'dead list'],
    ['dead show --tenant acme', 'the id of a dead letter is missing', 'dead show'],
    ['dead show --tenant acme 12', '"12" is no id; tocsin dead list tells them, 36 digits each', 'dead show'],
    ['dead replay --tenant acme', 'name the id of a dead letter, or --reason, or --all', 'dead replay'],
    ['dead replay --tenant acme --all --reason timeout', '--all or --reason, not both', 'dead replay'],
    ['dead drop --tenant acme', 'name the id of a dead letter, or --reason', 'dead drop'],
    ['dead drop --tenant acme --reason timeout 12', 'an id or --reason, not both', 'dead drop'],
    [
      'dead list --tenant acme',
      'the admin token is missing; set TOCSIN_ADMIN_TOKEN to the one that the relay was started with, or name its file with --token-file',
      'dead list',
    ],
    [
      'dead list --tenant Acme',
      '"Acme" is no tenant id: lower-case letters, digits, "-" and "_", at most 63, starting and ending with a letter or digit',
      'dead list',
    ],
    [
      'dead list --tenant acme --url relay',
      '--url must be an address such as http://127.0.0.1:9096, not relay',
      'dead list',
    ],
  ])('%s is wrong use', async (typed, told, command) => {
    const { code, stdout, stderr } = await runTocsin(typed.split(' '));
    const see = `See: tocsin ${command} --help\n`;
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `tocsin: ${told}\n${see}` });
  });
});

import { productVersion } from '../config/package-dir.ts';
import type { Env } from '../config/substitute-env.ts';
import { TocsinError } from '../core/errors.ts';
import { nameHint, slipHint } from '../core/name-hint.ts';
import { type Command, EXIT, readArguments, usage } from './command.ts';

interface Entry {
  readonly summary: string;
  /** Loads the command's file only when it is asked for: the relay's packages take half a second. */
  readonly load: () => Promise<Command>;
}

/** By name, one word or two, in the order in which help lists them. */
const COMMANDS: ReadonlyMap<string, Entry> = new Map([
  ['serve', { summary: 'run the relay', load: async () => (await import('./serve-command.ts')).serveCommand }],
  [
    'check-config',
    {
      summary: 'tell everything that is wrong with the configuration',
      load: async () => (await import('./check-config.ts')).checkConfig,
    },
  ],
  [
    'routes test',
    {
      summary: 'which routes take an alert, and why not the others',
      load: async () => (await import('./routes-test.ts')).routesTest,
    },
  ],
  [
    'oncall',
    {
      summary: 'who is on call now, and who is next',
      load: async () => (await import('./oncall.ts')).oncall,
    },
  ],
  [
    'template render',
    {
      summary: 'what a webhook looks like in Slack, as Block Kit JSON',
      load: async () => (await import('./template-render.ts')).templateRender,
    },
  ],
  [
    'template lint',
    {
      summary: 'draw every template with every fixture in every language, and tell what is wrong',
      load: async () => (await import('./template-lint.ts')).templateLint,
    },
  ],
  [
    'template dev',
    {
      summary: 'show templates on a page, drawn anew whenever a file is saved',
      load: async () => (await import('./template-dev.ts')).templateDev,
    },
  ],
  [
    'slack manifest',
    {
      summary: 'the Slack app that the relay needs, as a manifest to create it from',
      load: async () => (await import('./slack-manifest.ts')).slackManifest,
    },
  ],
  [
    'slack install-link',
    {
      summary: "make a link by which a person installs the app in a tenant's workspace",
      load: async () => (await import('./slack-install-link.ts')).slackInstallLink,
    },
  ],
  [
    'slack installations',
    {
      summary: 'which tenants have the app installed, where, and what is out of order',
      load: async () => (await import('./slack-installations.ts')).slackInstallations,
    },
  ],
  [
    'send-test',
    {
      summary: 'post a test message to the channel of a receiver',
      load: async () => (await import('./send-test.ts')).sendTest,
    },
  ],
  [
    'dead list',
    {
      summary: "list a tenant's dead letters: what could not be told",
      load: async () => (await import('./dead.ts')).deadList,
    },
  ],
  [
    'dead show',
    {
      summary: 'why a dead letter was given up, and its group as it is now',
      load: async () => (await import('./dead.ts')).deadShow,
    },
  ],
  [
    'dead replay',
    {
      summary: 'have dead letters sent again, as they are now',
      load: async () => (await import('./dead.ts')).deadReplay,
    },
  ],
  [
    'dead drop',
    {
      summary: 'drop dead letters that nobody needs any more',
      load: async () => (await import('./dead.ts')).deadDrop,
    },
  ],
  [
    'dashboards',
    {
      summary: 'dashboards for Grafana, for everybody or of one tenant',
      load: async () => (await import('./dashboards.ts')).dashboards,
    },
  ],
  [
    'sandbox',
    {
      summary: 'run a stand-in for Slack, with a page that shows the messages',
      load: async () => (await import('./sandbox.ts')).sandbox,
    },
  ],
  [
    'quickstart',
    {
      summary: 'see it work: relay, sandbox, two tenants, sample webhooks',
      load: async () => (await import('./quickstart.ts')).quickstart,
    },
  ],
]);

/**
 * Runs one command. Resolves with the exit code: 0 ok; 1 what was checked or sent is not ok; 2 wrong use. Expected
 * errors are told on stderr in a line or two, never with a stack.
 */
export async function runCommandLine(argv: readonly string[], env: Env): Promise<number> {
  const [first] = argv;
  switch (first) {
    case undefined:
      console.error(overview());
      return EXIT.usage;
    case 'help':
    case '--help':
    case '-h':
      console.log(overview());
      return EXIT.ok;
    case '--version':
      console.log(productVersion());
      return EXIT.ok;
    default:
      return runNamed(argv, env);
  }
}

async function runNamed(argv: readonly string[], env: Env): Promise<number> {
  const name = [argv.slice(0, 2).join(' '), argv[0] ?? ''].find((each) => COMMANDS.has(each));
  try {
    if (name === undefined) throw usage(unknownCommand(argv));
    return await runCommand(name, argv.slice(name.split(' ').length), env);
  } catch (error) {
    if (!(error instanceof TocsinError)) throw error;
    console.error(`tocsin: ${error.message}`);
    if (error.reason !== 'usage') return EXIT.notOk;
    console.error(name === undefined ? 'See: tocsin --help' : `See: tocsin ${name} --help`);
    return EXIT.usage;
  }
}

async function runCommand(name: string, argv: readonly string[], env: Env): Promise<number> {
  const command = await COMMANDS.get(name)?.load();
  if (command === undefined) throw usage(`unknown command ${name}`);
  if (argv.includes('--help') || argv.includes('-h')) {
    console.log(command.help);
    return EXIT.ok;
  }
  return command.run(readArguments(command, argv), env);
}

/** `routes` alone is told its second word; anything else the command that was most likely meant. */
function unknownCommand(argv: readonly string[]): string {
  const [first = '', second = ''] = argv;
  const names = [...COMMANDS.keys()];
  const under = names.filter((name) => name.startsWith(`${first} `));
  if (under.length > 0) return `${first} needs a second word: tocsin ${under.join(', tocsin ')}`;
  const hint = slipHint(`${first} ${second}`, names) ?? nameHint(first, names);
  return `unknown command ${JSON.stringify(first)}; ${hint}`;
}

function overview(): string {
  const width = Math.max(...[...COMMANDS.keys()].map((name) => name.length));
  const lines = [...COMMANDS].map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Tocsin, the relay between Prometheus Alertmanager and Slack.

Use: tocsin <command> [options]

${lines.join('\n')}

  tocsin <command> --help   options and examples of a command
  tocsin --version

Exit codes: 0 ok; 1 what was checked or sent is not ok; 2 wrong use.
Settings come from the environment and from the folder TOCSIN_CONFIG (config): docs/configuration.md`;
}

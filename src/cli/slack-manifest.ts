import { appManifest, MAX_NAME_CHARS } from '../slack/app-manifest.ts';
import { type Command, EXIT, usage } from './command.ts';

const HELP = `Prints the manifest of the Slack app that Tocsin needs, as JSON.

Use: tocsin slack manifest --url URL [--token-rotation] [--name NAME]
     tocsin slack manifest --socket [--name NAME]

At https://api.slack.com/apps choose "Create New App", "From a manifest", the workspace, and paste it. What each scope is
for, and what to do after that: docs/slack.md.

Options:
  --url URL         where Slack reaches Tocsin, such as https://tocsin.example.com: clicks go there
  --socket          Socket Mode: Tocsin opens a connection to Slack; for one workspace, without an address of its own
  --token-rotation  tokens end after twelve hours and are renewed; only for workspaces that install the app by OAuth,
                    and never to be switched off again
  --name NAME       the app's name in Slack (Tocsin), at most ${MAX_NAME_CHARS} characters

Examples:
  tocsin slack manifest --url https://tocsin.example.com
  tocsin slack manifest --url https://tocsin.example.com --name 'Alerts (staging)' > manifest.json
  tocsin slack manifest --socket

Exit codes: 0 printed; 2 wrong use.`;

export const slackManifest: Command = {
  help: HELP,
  options: { url: 'value', socket: 'flag', 'token-rotation': 'flag', name: 'value' },
  async run(given) {
    const isSocket = given.has('socket');
    const rotates = given.has('token-rotation');
    if (isSocket && given.has('url')) throw usage('--socket and --url are two ways; take one of them');
    if (isSocket && rotates) throw usage('--token-rotation needs --url: such tokens come by OAuth alone');
    const origin = isSocket ? undefined : originFrom(given.need('url'));
    const name = given.value('name') ?? 'Tocsin';
    if (name.length > MAX_NAME_CHARS)
      throw usage(`--name has ${name.length} characters; Slack takes ${MAX_NAME_CHARS}`);
    console.log(JSON.stringify(appManifest({ name, origin, rotates }), undefined, 2));
    return EXIT.ok;
  },
};

/** Slack calls https only; a path before ours is kept, for whoever serves the relay below one. */
function originFrom(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'https:') {
    throw usage(`--url ${JSON.stringify(text)} is no https address; write https://tocsin.example.com`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

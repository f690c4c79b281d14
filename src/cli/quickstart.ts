import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Relay } from '../app.ts';
import { PACKAGE_DIR } from '../config/package-dir.ts';
import { createLogger } from '../config/pino-logger.ts';
import { Releasers } from '../core/lifecycle.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { type Command, EXIT } from './command.ts';
import { requireConfiguration, requireEnvironment } from './configuration.ts';
import { portIfFree } from './port-if-free.ts';
import { curlLine, STORIES, tellStory } from './quickstart-stories.ts';
import { DEFAULT_SANDBOX_PORT, openSandbox } from './sandbox.ts';
import { untilStopped } from './until-stopped.ts';

const RELAY_PORT = 9096;
const HOST = '127.0.0.1';

const HELP = `Shows Tocsin at work on this machine alone: the relay, a stand-in for Slack, two tenants in two languages.

Use: tocsin quickstart [--once]      (npm run quickstart installs and builds before)

It starts the relay (port ${RELAY_PORT}, or a free one) with groups in memory, and the sandbox (port ${DEFAULT_SANDBOX_PORT}, or a free one), with
the two example tenants and tokens made for this run. Then it sends webhooks from deploy/samples/, and tells where to
look. Nothing leaves this machine, and nothing is kept. LOG_LEVEL=info shows the relay's log.

Options:
  --once             end as soon as the messages have arrived

Examples:
  tocsin quickstart
  tocsin quickstart --once

Exit codes: 0 after Ctrl-C, or when the messages have arrived; 1 when they have not; 2 wrong use.`;

export const quickstart: Command = {
  help: HELP,
  options: { once: 'flag' },
  async run(given, env) {
    const stopped = untilStopped();
    const releasers = new Releasers();
    try {
      const secrets = secretsOfThisRun();
      const { relay, sandbox } = await start(releasers, { secrets, logLevel: env.LOG_LEVEL || 'error' });
      const relayUrl = `http://${HOST}:${relay.port}`;
      console.log('Tocsin runs on this machine, with groups in memory and the sandbox in place of Slack.\n');
      for (const story of STORIES) {
        await tellStory(story, { sandbox, relayUrl, token: secrets[story.tokenVariable] });
      }
      if (given.has('once')) {
        console.log('All messages have arrived.');
      } else {
        console.log(whereToLook({ relayUrl, sandboxUrl: sandbox.url, token: secrets.ACME_INGEST_TOKEN }));
        await stopped;
      }
      return EXIT.ok;
    } finally {
      await releasers.close();
    }
  },
};

/** What the example tenants take from the environment, new at each run: what is guessed or kept opens nothing. */
function secretsOfThisRun() {
  const random = () => randomBytes(16).toString('hex');
  return {
    ACME_INGEST_TOKEN: random(),
    ACME_BOT_TOKEN: `xoxb-quickstart-${random()}`,
    GLOBEX_INGEST_TOKEN: random(),
    GLOBEX_BOT_TOKEN: `xoxb-quickstart-${random()}`,
    SLACK_SIGNING_SECRET: random(),
  };
}

/** Starts both with an environment of their own: nothing that is set outside, such as a real REDIS_URL, has a part in it. */
async function start(
  releasers: Releasers,
  { secrets, logLevel }: { readonly secrets: ReturnType<typeof secretsOfThisRun>; readonly logLevel: string },
): Promise<{ readonly relay: Relay; readonly sandbox: Sandbox }> {
  const configDir = join(PACKAGE_DIR, 'config');
  const { tenants } = await requireConfiguration(configDir, secrets);
  const sandboxEnvironment = await requireEnvironment(secrets);
  const sandbox = await openSandbox({
    tenants,
    port: await portIfFree(DEFAULT_SANDBOX_PORT, HOST),
    host: HOST,
    signingSecret: sandboxEnvironment.slackSigningSecret,
  });
  releasers.add('sandbox', () => sandbox.close());
  const environment = await requireEnvironment({
    ...secrets,
    PORT: String(await portIfFree(RELAY_PORT, HOST)),
    TOCSIN_CONFIG: configDir,
    SLACK_API_URL: sandbox.apiUrl,
    LOG_LEVEL: logLevel,
  });
  const logger = createLogger({ level: environment.logLevel });
  // Loaded late, so that help comes at once.
  const { startRelay } = await import('../app.ts');
  const relay = await startRelay({ environment, env: secrets, logger, host: HOST });
  releasers.add('relay', () => relay.close());
  sandbox.setInteractivityUrl(`http://${HOST}:${relay.port}/slack/events`);
  return { relay, sandbox };
}

function whereToLook(at: { readonly relayUrl: string; readonly sandboxUrl: string; readonly token: string }): string {
  return `
  Messages   ${at.sandboxUrl}
  Previews   ${at.sandboxUrl}/preview
  Metrics    ${at.relayUrl}/metrics

Send another webhook:

  ${curlLine({ ...at, file: 'certificate-firing.json' })}

With certificate-resolved.json the message turns green. Before that, acknowledge it on the page: the message says who has
it, and who presses too late is told in their own language. Ctrl-C ends it.`;
}

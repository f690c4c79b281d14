import { parseUrl } from '../core/parse-url.ts';
import type { Secret } from '../core/secret.ts';
import { LiveChanges } from '../preview/live-changes.ts';
import { loadRendering } from '../preview/load-rendering.ts';
import { createPreviewEndpoints, type PreviewEndpoints } from '../preview/preview-endpoints.ts';
import type { SandboxOptions } from '../sandbox/options.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import { type Arguments, type Command, EXIT, isPort, usage } from './command.ts';
import { CONFIG_HELP, configDirOf, PRODUCT_SOURCE, requireConfiguration, requireEnvironment } from './configuration.ts';
import { workspacesOf } from './sandbox-workspaces.ts';
import { untilStopped } from './until-stopped.ts';

export const DEFAULT_SANDBOX_PORT = 9097;

const HELP = `Runs a strict stand-in for Slack, with a page that shows the messages, until SIGTERM or SIGINT.

Use: tocsin sandbox [--port PORT] [options]

Its workspaces, tokens, channels and user groups are those that the tenants' files name, so the relay needs only to be
told where it is: SLACK_API_URL=http://127.0.0.1:${DEFAULT_SANDBOX_PORT}/api/. Nothing it is sent leaves this machine.

Options:
  --port PORT        port to listen on (${DEFAULT_SANDBOX_PORT}); 0 takes a free one
  --host ADDRESS     address to listen on (127.0.0.1)
  --public-url URL   how the relay reaches it, for links and answers to clicks (http://HOST:PORT)
  --interactivity-url URL
                     where clicks are sent (http://127.0.0.1:9096/slack/events, or the relay's PORT); they are signed
                     with SLACK_SIGNING_SECRET
${CONFIG_HELP}

Examples:
  tocsin sandbox
  tocsin sandbox --port 9097 --config config

Exit codes: 0 after a stop; 1 invalid configuration; 2 wrong use, or the port is taken.`;

export const sandbox: Command = {
  help: HELP,
  options: { port: 'value', host: 'value', 'public-url': 'value', 'interactivity-url': 'value', config: 'value' },
  async run(given, env) {
    const port = given.value('port') ?? String(DEFAULT_SANDBOX_PORT);
    if (!isPort(port)) throw usage(`--port must be a port, 0 to 65535, not ${port}`);
    const publicUrl = urlFrom(given, 'public-url');
    const interactivityUrl = urlFrom(given, 'interactivity-url');
    const environment = await requireEnvironment(env);
    const { tenants } = await requireConfiguration(configDirOf(given, env), env);
    const host = given.value('host');
    const running = await openSandbox({
      tenants,
      port: Number(port),
      signingSecret: environment.slackSigningSecret,
      interactivityUrl: interactivityUrl ?? `http://127.0.0.1:${environment.port}/slack/events`,
      ...(host === undefined ? {} : { host }),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    });
    const stopped = untilStopped();
    console.log(describe(running, tenants, environment.slackSigningSecret));
    await stopped;
    await running.close();
    return EXIT.ok;
  },
};

/** Starts the sandbox with the tenants' workspaces; a port that cannot be had is a usage error. */
export async function openSandbox(options: {
  readonly tenants: TenantSet;
  readonly port: number;
  readonly host?: string;
  readonly publicUrl?: string;
  readonly signingSecret: Secret | undefined;
  readonly interactivityUrl?: string;
}): Promise<Sandbox> {
  const { tenants, signingSecret, ...rest } = options;
  return await startOnPort({
    ...rest,
    workspaces: workspacesOf(tenants),
    preview: await productPreview(),
    ...(signingSecret === undefined ? {} : { signingSecret: signingSecret.reveal() }),
  });
}

/** Starts a sandbox; a port that cannot be had is a usage error. */
export async function startOnPort(options: SandboxOptions & { readonly port: number }): Promise<Sandbox> {
  try {
    return await startSandbox(options);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    if (code === undefined) throw error;
    throw usage(`the sandbox cannot listen on port ${options.port} (${code}); choose another with --port`);
  }
}

/** Previews of the product's own templates as they are now. */
async function productPreview(): Promise<PreviewEndpoints> {
  const { rendering } = await loadRendering(PRODUCT_SOURCE);
  return createPreviewEndpoints({ current: () => rendering, changes: new LiveChanges() });
}

function urlFrom(given: Arguments, option: string): string | undefined {
  const text = given.value(option);
  if (text === undefined || (parseUrl(text) !== undefined && /^https?:/.test(text))) return text;
  throw usage(`--${option} must be an address such as http://127.0.0.1:9096, not ${text}`);
}

function describe(running: Sandbox, tenants: TenantSet, signingSecret: Secret | undefined): string {
  const workspaces = workspacesOf(tenants).map(({ teamId, name, channels = [] }) => {
    const shown = channels.map((channel) => `#${channel.name} (${channel.id})`).join(', ');
    return `  ${teamId} ${name}: ${shown}`;
  });
  return [
    `The sandbox shows its messages at ${running.url}`,
    ...workspaces,
    `For the relay: SLACK_API_URL=${running.apiUrl}`,
    signingSecret === undefined
      ? 'SLACK_SIGNING_SECRET is not set: clicks on buttons are not sent.'
      : 'Clicks are signed with SLACK_SIGNING_SECRET.',
  ].join('\n');
}

/** A whole platform on loopback: two workspaces in the sandbox, two tenants, the relay, and words to tell stories with. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Relay, startRelay } from '../../src/app.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { createLogger } from '../../src/config/pino-logger.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import type { SandboxOptions } from '../../src/sandbox/options.ts';
import type { SandboxLimits } from '../../src/sandbox/rate-limits.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { SlackChannel } from './slack-channel.ts';

export const SECRETS = {
  ACME_INGEST_TOKEN: 'acme-ingest-4f2b8c1d',
  ACME_BOT_TOKEN: 'xoxb-acme-93e1',
  GLOBEX_INGEST_TOKEN: 'globex-ingest-77aa01',
  GLOBEX_BOT_TOKEN: 'xoxb-globex-5cd2',
  SLACK_SIGNING_SECRET: 'signing-secret-0a1b2c',
  TOCSIN_ADMIN_TOKEN: 'admin-token-0123456789',
};

const ROUTING = `
route:
  receiver: ops
  routes:
    - matchers: ['team="db"']
      receiver: database
`;

export interface PlatformOptions {
  readonly redisUrl?: string;
  /** What the relay does; everything unless said otherwise. */
  readonly roles?: string;
  /** Contents of tocsin.yaml. */
  readonly tocsin?: string;
  /** Of acme's receiver `ops`, added to its `slack` settings. */
  readonly ops?: string;
  readonly routing?: string;
  /** What the stand-in for Slack enforces; nothing unless said otherwise. */
  readonly limits?: SandboxLimits;
  /** Variables more for the relay. */
  readonly env?: Readonly<Record<string, string>>;
  /** What the stand-in for Slack is told besides. */
  readonly sandbox?: Pick<SandboxOptions, 'oauthApp' | 'appToken'>;
  /** Files more, by their path under the configuration folder. */
  readonly files?: Readonly<Record<string, string>>;
}

/** Fast enough for tests, slow enough to be ordered: no pacing, short windows. */
export const FAST = `
ingest: { dedupe_window: 1s }
alertmanager: { allow_networks: [127.0.0.0/8] }
delivery:
  sweep_interval: 200ms
  channel_posts_per_second: 10000
  channel_burst: 10000
  workspace_posts_per_minute: 600000
  workspace_updates_per_minute: 600000
`;

export class Platform {
  readonly sandbox: Sandbox;
  relay: Relay;
  readonly configDir: string;
  /** Everything that the relay logged. */
  readonly log: string[];
  readonly #options: PlatformOptions;
  readonly #releasers: Releasers;
  readonly #channels = new Map<string, SlackChannel>();

  constructor(parts: {
    sandbox: Sandbox;
    relay: Relay;
    configDir: string;
    log: string[];
    options: PlatformOptions;
    releasers: Releasers;
  }) {
    this.sandbox = parts.sandbox;
    this.relay = parts.relay;
    this.configDir = parts.configDir;
    this.log = parts.log;
    this.#options = parts.options;
    this.#releasers = parts.releasers;
  }

  get url(): string {
    return `http://127.0.0.1:${this.relay.port}`;
  }

  /** The variables that were added for the relay. */
  get env(): Readonly<Record<string, string>> {
    return this.#options.env ?? {};
  }

  channel(teamId: string, id: string): SlackChannel {
    const key = `${teamId}/${id}`;
    const known = this.#channels.get(key) ?? new SlackChannel(this.sandbox, teamId, id);
    this.#channels.set(key, known);
    return known;
  }

  /** Posts a webhook as Alertmanager would. */
  async post(
    body: unknown,
    { tenant = 'acme', token = SECRETS.ACME_INGEST_TOKEN, headers = {} } = {},
  ): Promise<Response> {
    return fetch(`${this.url}/v1/tenants/${tenant}/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.url}/metrics`)).text();
  }

  async readiness() {
    const response = await fetch(`${this.url}/-/ready`);
    return { status: response.status, body: JSON.parse(await response.text()) };
  }

  /** Another relay on the same configuration, Slack and store. It is the caller's to close. */
  async another(options: Partial<PlatformOptions>): Promise<Relay> {
    return start({ ...this.#options, ...options }, { sandbox: this.sandbox, configDir: this.configDir, log: this.log });
  }

  /** Nothing of any tenant waits to be delivered, and nobody was told anything that the story does not mention. */
  async expectNothingElse(): Promise<void> {
    await waitUntil('nothing is due', async () => /tocsin_due_groups\{tenant="acme"\} 0/.test(await this.metrics()), {
      // The page of metrics costs more than a look at a channel.
      everyMs: 100,
      details: () => this.log.join(''),
    });
    for (const channel of this.#channels.values()) channel.expectNothingElse();
  }

  /** Stops the relay and starts it anew: what the store kept is all that it knows. */
  async restart(): Promise<void> {
    await this.relay.close();
    this.relay = await start(this.#options, { sandbox: this.sandbox, configDir: this.configDir, log: this.log });
  }

  async close(): Promise<void> {
    await this.relay.close();
    await this.#releasers.close();
  }
}

export async function startPlatform(options: PlatformOptions = {}): Promise<Platform> {
  const releasers = new Releasers();
  try {
    return await build(options, releasers);
  } catch (error) {
    await releasers.close();
    throw error;
  }
}

async function build(options: PlatformOptions, releasers: Releasers): Promise<Platform> {
  const configDir = await mkdtemp(join(tmpdir(), 'tocsin-acceptance-'));
  releasers.add('configuration', () => rm(configDir, { recursive: true }));
  await writeConfig(configDir, options);
  const sandbox = await startSandbox({
    workspaces: WORKSPACES,
    signingSecret: SECRETS.SLACK_SIGNING_SECRET,
    ...(options.limits === undefined ? {} : { limits: options.limits }),
    ...options.sandbox,
  });
  releasers.add('sandbox', () => sandbox.close());
  const log: string[] = [];
  const relay = await start(options, { sandbox, configDir, log });
  return new Platform({ sandbox, relay, configDir, log, options, releasers });
}

async function start(
  options: PlatformOptions,
  { sandbox, configDir, log }: { sandbox: Sandbox; configDir: string; log: string[] },
): Promise<Relay> {
  const env = {
    ...SECRETS,
    PORT: '0',
    TOCSIN_CONFIG: configDir,
    SLACK_API_URL: sandbox.apiUrl,
    LOG_LEVEL: 'debug',
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
    ...(options.roles === undefined ? {} : { TOCSIN_ROLES: options.roles }),
    ...options.env,
  };
  const { value: environment, faults } = await readEnvironment(env);
  if (environment === undefined) throw new Error(JSON.stringify(faults));
  const logger = createLogger({ level: environment.logLevel, destination: { write: (line) => void log.push(line) } });
  const relay = await startRelay({ environment, env, logger, host: '127.0.0.1' });
  sandbox.setInteractivityUrl(`http://127.0.0.1:${relay.port}/slack/events`);
  return relay;
}

const WORKSPACES = [
  {
    teamId: 'T0ACME',
    tokens: [{ token: SECRETS.ACME_BOT_TOKEN }],
    channels: [
      { id: 'C0OPS', name: 'ops' },
      { id: 'C0DB', name: 'database' },
    ],
    users: [
      { id: 'U0MARIA', name: 'maria', locale: 'it-IT' },
      { id: 'U0JAN', name: 'jan', locale: 'de-DE' },
      { id: 'U0SAM', name: 'sam', locale: 'en-GB' },
    ],
    userGroups: [{ id: 'S0ONCALL', handle: 'oncall' }],
  },
  {
    teamId: 'T0GLOBEX',
    tokens: [{ token: SECRETS.GLOBEX_BOT_TOKEN }],
    channels: [{ id: 'C0OPS', name: 'ops' }],
    users: [{ id: 'U0ANN', name: 'ann', locale: 'en-GB' }],
  },
];

async function writeConfig(configDir: string, options: PlatformOptions): Promise<void> {
  const tenant = (name: string, { team, locale, prefix }: { team: string; locale: string; prefix: string }) => `
name: ${name}
tier: enterprise
locale: ${locale}
time_zone: Europe/Berlin
ingest: { tokens: [{ token: '\${${prefix}_INGEST_TOKEN}' }] }
slack: { team_id: ${team}, bot_token: '\${${prefix}_BOT_TOKEN}' }
`;
  const files: Record<string, string> = {
    'tocsin.yaml': options.tocsin ?? FAST,
    'tenants/acme/tenant.yaml': tenant('Acme', { team: 'T0ACME', locale: 'de', prefix: 'ACME' }),
    'tenants/acme/routing.yaml': options.routing ?? ROUTING,
    'tenants/acme/receivers.yaml': `
receivers:
  - name: ops
    slack: { channel: C0OPS, mentions: { critical: ['<!subteam^S0ONCALL>'] }${options.ops ?? ''} }
  - name: database
    slack: { channel: '#database', locale: fr }
`,
    'tenants/globex/tenant.yaml': tenant('Globex', { team: 'T0GLOBEX', locale: 'en', prefix: 'GLOBEX' }),
    'tenants/globex/routing.yaml': 'route: { receiver: ops }\n',
    'tenants/globex/receivers.yaml': 'receivers: [{ name: ops, slack: { channel: C0OPS } }]\n',
    ...options.files,
  };
  for (const [path, text] of Object.entries(files)) {
    const file = join(configDir, path);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, text);
  }
}

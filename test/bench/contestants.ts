/** The two that are compared, as they would run in production, and what they run against. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Releasers } from '../../src/core/lifecycle.ts';
import { startAlertmanager } from '../servers/alertmanager.ts';
import { freePort } from '../servers/free-port.ts';
import { startRedis } from '../servers/redis.ts';
import { answers, serverDirectory, startServerProcess } from '../servers/server-process.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { SIGNING_SECRET, writeConfig } from './bench-config.ts';
import { ROOT } from './bench-root.ts';
import { CORES, pin } from './cores.ts';
import { TEAMS } from './payloads.ts';
import { startWorker, type Worker } from './worker-calls.ts';

/** Load generator and sink: the same processes for both contestants. */
export interface Stand {
  readonly sink: Worker;
  readonly sinkOrigin: string;
  readonly generator: Worker;
}

export async function startStand(releasers: Releasers): Promise<Stand> {
  const sink = await startWorker('sink.js', CORES.others);
  releasers.add('sink', () => sink.stop());
  const generator = await startWorker('generator.js', CORES.others);
  releasers.add('generator', () => generator.stop());
  return { sink, generator, sinkOrigin: `http://127.0.0.1:${await sink.call('port', z.number())}` };
}

export interface Relay {
  readonly origin: string;
  readonly pids: { readonly tocsin: number; readonly redis: number };
  readonly redisPort: number;
  readonly output: () => string;
  readonly stop: () => Promise<void>;
}

/** The built relay, alone on its core, with a fresh Redis (AOF, fsync always) beside it. */
export async function startRelay(
  releasers: Releasers,
  options: {
    readonly stand: Stand;
    readonly tenants: number;
    /** Receivers of each tenant, as many as there are teams unless said otherwise. */
    readonly teams?: number;
    readonly onlyIngest?: boolean;
    /** Processes that share the port; one unless said otherwise. */
    readonly workers?: number;
    /** Where V8 writes a CPU profile at the end, if anywhere. */
    readonly profileDir?: string;
  },
): Promise<Relay> {
  // As docker-compose.yml and docs/redis.md have it.
  const redis = await startRedis({ args: ['--auto-aof-rewrite-min-size', '512mb'] });
  releasers.add('Redis', () => redis.stop());
  pin(redis.pid(), CORES.others);
  const directory = await serverDirectory('relay');
  releasers.add('configuration', () => rm(directory, { recursive: true, force: true }));
  const config = join(directory, 'config');
  const { tenants, teams = TEAMS, onlyIngest = false } = options;
  await writeConfig(config, { tenants, teams, onlyIngest });
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const profile = options.profileDir === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${options.profileDir}`];
  const memory = ['--max-semi-space-size=64', '--initial-old-space-size=256'];
  const tocsin = await startServerProcess({
    program: process.execPath,
    // As `npm start` and the image start it.
    args: [...profile, ...memory, '--single-threaded-gc', join(ROOT, 'dist/main.js')],
    directory,
    keepDirectory: true,
    env: {
      PORT: String(port),
      TOCSIN_CONFIG: config,
      REDIS_URL: redis.url,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      WORKERS: String(options.workers ?? 1),
      SLACK_API_URL: `${options.stand.sinkOrigin}/api/`,
    },
    ready: () => answers(`${origin}/-/ready`),
  });
  releasers.add('Tocsin', () => tocsin.stop());
  pin(tocsin.pid, CORES.measured);
  return {
    origin,
    pids: { tocsin: tocsin.pid, redis: redis.pid() },
    redisPort: redis.port,
    output: tocsin.output,
    stop: () => tocsin.stop(),
  };
}

/**
 * A usual Slack receiver that tells what Tocsin's default message tells: Alertmanager's own title, a text that lists the
 * alerts with their labels, and three buttons with links.
 */
const baselineConfig = (sinkOrigin: string): string => `
route:
  receiver: slack
  group_by: [group]
  group_wait: 0s
  group_interval: 5m
  repeat_interval: 4h
receivers:
  - name: slack
    slack_configs:
      - api_url: ${sinkOrigin}/services/bench
        channel: '#ops'
        send_resolved: true
        title: '{{ template "slack.default.title" . }}'
        text: |-
          {{ range .Alerts }}*{{ .Annotations.summary }}* \`{{ .Labels.severity }}\`
          {{ .Annotations.description }}
          {{ range .Labels.SortedPairs }} • *{{ .Name }}:* \`{{ .Value }}\`
          {{ end }}
          {{ end }}
        actions:
          - { type: button, text: Runbook, url: '{{ (index .Alerts 0).Annotations.runbook_url }}' }
          - { type: button, text: Dashboard, url: '{{ (index .Alerts 0).Annotations.dashboard_url }}' }
          - { type: button, text: Source, url: '{{ (index .Alerts 0).GeneratorURL }}' }
`;

export interface Baseline {
  readonly origin: string;
  readonly pids: { readonly alertmanager: number };
}

/** A real Alertmanager with its own Slack notifier, on two cores. Its gossip is on, as it is unless one turns it off. */
export async function startBaseline(releasers: Releasers, stand: Stand): Promise<Baseline> {
  const alertmanager = await startAlertmanager({ config: baselineConfig(stand.sinkOrigin), peers: [] });
  releasers.add('Alertmanager', () => alertmanager.kill());
  pin(alertmanager.pid, CORES.two);
  return { origin: alertmanager.url, pids: { alertmanager: alertmanager.pid } };
}

const Count = z.object({ calls: z.number(), groups: z.number(), unmarked: z.number(), lastAt: z.number() });
export type SinkCount = z.infer<typeof Count>;

export const sinkCount = ({ sink }: Stand): Promise<SinkCount> => sink.call('count', Count);

/** Waits until the sink has seen `groups` different groups. Fails early when messages do not name theirs. */
export async function sinkSees(stand: Stand, groups: number, details?: () => string): Promise<SinkCount> {
  return await waitUntil(
    `the sink has seen ${groups} groups`,
    async () => {
      const count = await sinkCount(stand);
      if (count.unmarked > 0) throw new Error('messages do not name their groups: the sink cannot tell them apart');
      return count.groups >= groups ? count : undefined;
    },
    { timeoutMs: 180_000, everyMs: 10, ...(details === undefined ? {} : { details }) },
  );
}

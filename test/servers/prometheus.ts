import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from './free-port.ts';
import { answers, type ServerProcess, serverDirectory, startServerProcess } from './server-process.ts';

export interface Prometheus extends ServerProcess {
  readonly url: string;
  /** Replaces the rules and makes Prometheus read them; throws when it refuses them. */
  setRules(rules: string): Promise<void>;
}

/** A real Prometheus on loopback that evaluates its rules, and scrapes, every second unless told otherwise. */
export async function startPrometheus(options: {
  /** The text of a rules file. */
  readonly rules: string;
  /** Alertmanagers' `host:port`. */
  readonly alertmanagers: readonly string[];
  /** Targets' `host:port`, scraped at `/metrics`. */
  readonly scrape?: readonly string[];
  /** What the targets are called: `test` unless said otherwise. */
  readonly job?: string;
  readonly intervalSeconds?: number;
  readonly externalLabels?: Readonly<Record<string, string>>;
}): Promise<Prometheus> {
  const directory = await serverDirectory('prometheus');
  const rulesFile = join(directory, 'rules.yml');
  const configFile = join(directory, 'prometheus.yml');
  await writeFile(rulesFile, options.rules);
  await writeFile(configFile, prometheusConfig(rulesFile, options));
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;

  const server = await startServerProcess({
    program: 'prometheus',
    directory,
    args: [
      `--config.file=${configFile}`,
      `--storage.tsdb.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      '--web.enable-lifecycle',
      '--enable-feature=exemplar-storage',
      // Prometheus tells firing alerts again this often; its own minute would make every test wait.
      '--rules.alert.resend-delay=2s',
    ],
    ready: () => answers(`${url}/-/ready`),
  });
  const setRules = async (rules: string): Promise<void> => {
    await writeFile(rulesFile, rules);
    const response = await fetch(`${url}/-/reload`, { method: 'POST' });
    if (!response.ok) throw new Error(`Prometheus refused the rules: ${await response.text()}`);
  };
  return { ...server, url, setRules };
}

function prometheusConfig(rulesFile: string, options: Parameters<typeof startPrometheus>[0]): string {
  const interval = `${options.intervalSeconds ?? 1}s`;
  return stringify({
    global: {
      evaluation_interval: interval,
      scrape_interval: interval,
      scrape_timeout: interval,
      external_labels: options.externalLabels ?? {},
    },
    rule_files: [rulesFile],
    alerting: { alertmanagers: [{ static_configs: [{ targets: options.alertmanagers }] }] },
    scrape_configs: [{ job_name: options.job ?? 'test', static_configs: [{ targets: options.scrape ?? [] }] }],
  });
}

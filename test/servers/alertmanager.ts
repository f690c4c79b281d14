import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { answers, type ServerProcess, serverDirectory, startServerProcess } from './server-process.ts';

export interface Alertmanager extends ServerProcess {
  readonly url: string;
  /** `host:port`, as Prometheus's `alertmanagers` want it. */
  readonly address: string;
  /** `host:port` of the gossip, for others' `peers`; empty when not clustered. */
  readonly clusterAddress: string;
}

/**
 * A real Alertmanager on loopback. Not clustered unless `peers` is given: an empty list makes the first member, the
 * others name its `clusterAddress`. `peerTimeout` is Alertmanager's own (15s): how long position n waits before it sends.
 */
export async function startAlertmanager(options: {
  /** The text of its alertmanager.yml. */
  readonly config: string;
  readonly peers?: readonly string[];
  readonly peerTimeout?: string;
  /** Where its pages are, such as `/alerts`; at the root when absent. */
  readonly prefix?: string;
  /** Who may ask it: the text of a `web.config.file`, and the header Authorization that it accepts. */
  readonly access?: { readonly webConfig: string; readonly authorization: string };
  readonly args?: readonly string[];
}): Promise<Alertmanager> {
  const directory = await serverDirectory('alertmanager');
  const configFile = join(directory, 'alertmanager.yml');
  await writeFile(configFile, options.config);
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}${options.prefix ?? ''}`;
  const webConfigFile = join(directory, 'web.yml');
  if (options.access !== undefined) await writeFile(webConfigFile, options.access.webConfig);
  const headers = options.access === undefined ? {} : { authorization: options.access.authorization };
  const clusterAddress = options.peers === undefined ? '' : `127.0.0.1:${await freePort()}`;

  const server = await startServerProcess({
    program: 'alertmanager',
    directory,
    args: [
      `--config.file=${configFile}`,
      `--storage.path=${join(directory, 'data')}`,
      `--web.listen-address=${address}`,
      `--web.external-url=${url}`,
      `--cluster.listen-address=${clusterAddress}`,
      '--cluster.settle-timeout=5s',
      '--cluster.gossip-interval=50ms',
      ...(options.peers ?? []).map((peer) => `--cluster.peer=${peer}`),
      ...(options.peerTimeout === undefined ? [] : [`--cluster.peer-timeout=${options.peerTimeout}`]),
      ...(options.access === undefined ? [] : [`--web.config.file=${webConfigFile}`]),
      ...(options.args ?? []),
    ],
    ready: () => answers(`${url}/-/ready`, headers),
  });
  return { ...server, url, address, clusterAddress };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something for Prometheus to watch: disks whose fill level the test sets. */
export async function startDisks(): Promise<{
  readonly address: string;
  /** Percent used, by instance. */
  readonly used: Map<string, number>;
  close(): Promise<void>;
}> {
  const used = new Map<string, number>();
  const server = createServer((_request, response) => {
    const lines = [...used].map(([instance, percent]) => `disk_used_percent{disk="${instance}"} ${percent}\n`);
    response.setHeader('Content-Type', 'text/plain; version=0.0.4');
    response.end(`# TYPE disk_used_percent gauge\n${lines.join('')}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    used,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

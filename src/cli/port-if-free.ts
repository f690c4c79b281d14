import { createServer } from 'node:net';

/** The port when nothing listens on it, else 0, with which a server takes any free one. */
export function portIfFree(port: number, host: string): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(0));
    server.listen(port, host, () => server.close(() => resolve(port)));
  });
}

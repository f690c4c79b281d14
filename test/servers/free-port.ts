import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems hand out by themselves (Linux: from 32768), so that no outgoing connection takes it
 * before its server does; above those that browsers refuse.
 */
const FIRST = 10_240;
const LAST = 32_000;
const TRIES = 50;

/** A loopback port at which nothing listens, at most `last`. */
export async function freePort(last = LAST): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, last);
    if (await canListen(port)) return port;
  }
  throw new Error(`none of ${TRIES} ports between ${FIRST} and ${last} was free`);
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

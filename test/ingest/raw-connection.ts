/** A connection that says exactly what a test wants, chunk by chunk. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** No step of these tests takes longer than that, or it has failed. */
const PATIENCE_MS = 10_000;

export interface RawConnection {
  /** Writes, and waits until the kernel has taken it or the connection is gone. */
  send(data: string | Buffer): Promise<void>;
  /** The next answer's status and body; needs Content-Length. */
  answer(): Promise<{ readonly status: number; readonly body: string }>;
  readonly isClosed: boolean;
  /** Rejects when the server leaves the connection open. */
  closed(): Promise<void>;
  destroy(): void;
}

export async function openRaw(url: string): Promise<RawConnection> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  let received = '';
  let isClosed = false;
  socket.setEncoding('latin1').on('data', (text) => {
    received += text.toString();
  });
  socket
    .on('error', () => socket.destroy())
    .on('close', () => {
      isClosed = true;
    });
  await once(socket, 'connect');
  return {
    send: (data) => written(socket, data),
    answer: async () => {
      await until(() => takeAnswer(received) !== undefined || isClosed);
      const found = takeAnswer(received);
      if (found === undefined) throw new Error(`the connection closed without an answer: ${received}`);
      received = received.slice(found.length);
      return { status: found.status, body: found.body };
    },
    get isClosed() {
      return isClosed;
    },
    closed: () => until(() => isClosed),
    destroy: () => socket.destroy(),
  };
}

function written(socket: Socket, data: string | Buffer): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed || socket.write(data)) {
      resolve();
      return;
    }
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}

function takeAnswer(received: string) {
  const head = /^HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n/.exec(received);
  const length = Number(/content-length: (\d+)/i.exec(head?.[0] ?? '')?.[1] ?? Number.NaN);
  const end = (head?.[0].length ?? 0) + length;
  if (head === null || !(received.length >= end)) return undefined;
  return { status: Number(head[1]), body: received.slice(head[0].length, end), length: end };
}

/** Looks again until it is so; fails after {@link PATIENCE_MS}. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** One chunk of a chunked body. */
export function chunkOf(bytes: number): Buffer {
  return Buffer.concat([Buffer.from(`${bytes.toString(16)}\r\n`), Buffer.alloc(bytes, 0x20), Buffer.from('\r\n')]);
}

import type { IncomingMessage } from 'node:http';

/**
 * How much of a refused body is read on, and for how long. A sender that has not heard of the refusal yet writes its
 * buffers empty (a few MiB) within a round trip or two; five seconds is what nginx gives (lingering_timeout).
 */
const PATIENCE = { bytes: 4 * 1_048_576, ms: 5_000 };

/**
 * Reads on what is left of a request's body and throws it away, so that the answer arrives and the connection can be
 * used again. Cuts off a sender that goes on beyond {@link PATIENCE}.
 */
export function discardBody(request: IncomingMessage, patience = PATIENCE): void {
  if (request.readableEnded || request.destroyed) return;
  const { socket } = request;
  const cutOff = setTimeout(() => socket.destroy(), patience.ms);
  let left = patience.bytes;
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) socket.destroy();
  });
  request.once('end', () => clearTimeout(cutOff));
  request.once('close', () => clearTimeout(cutOff));
  request.resume();
}

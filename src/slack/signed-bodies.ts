import type { IncomingMessage } from 'node:http';

/** Ours: the largest requests, which bring a message and a modal's state, stay below a tenth of it. */
const MAX_BODY_BYTES = 1_048_576;
/** Ours: a hundred of the largest requests that Slack makes, and no burden for a container of 256 MiB. */
const MAX_HELD_BYTES = 16 * MAX_BODY_BYTES;
/** Slack gives three seconds for the whole answer: nobody waits for one whose body has taken as long. */
const BODY_MS = 3_000;

export const BODY_REFUSALS = ['too_large', 'too_slow', 'overloaded', 'broken_off'] as const;
export type BodyRefusal = (typeof BODY_REFUSALS)[number];

/** Bodies of requests whose signature is still to be checked: anybody may send them, so they share a budget and a deadline. */
export class SignedBodies {
  readonly #maxHeldBytes: number;
  readonly #bodyMs: number;
  #heldBytes = 0;

  constructor({ maxHeldBytes = MAX_HELD_BYTES, bodyMs = BODY_MS } = {}) {
    this.#maxHeldBytes = maxHeldBytes;
    this.#bodyMs = bodyMs;
  }

  /**
   * Reads the body and hands it to `use`; or says why it was not read: then the rest of it is still to come. What it takes
   * counts until `use` has ended.
   */
  async read<T>(request: IncomingMessage, use: (body: Buffer) => T | Promise<T>): Promise<T | BodyRefusal> {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return 'too_large';
    let taken = 0;
    const take = (bytes: number): BodyRefusal | undefined => {
      if (taken + bytes > MAX_BODY_BYTES) return 'too_large';
      if (this.#heldBytes + bytes > this.#maxHeldBytes) return 'overloaded';
      taken += bytes;
      this.#heldBytes += bytes;
      return undefined;
    };
    try {
      const body = await collect(request, { take, ms: this.#bodyMs });
      return typeof body === 'string' ? body : await use(body);
    } finally {
      this.#heldBytes -= taken;
    }
  }
}

function collect(
  request: IncomingMessage,
  { take, ms }: { readonly take: (bytes: number) => BodyRefusal | undefined; readonly ms: number },
): Promise<Buffer | BodyRefusal> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const timer = setTimeout(() => settle('too_slow'), ms);
    const settle = (result: Buffer | BodyRefusal): void => {
      clearTimeout(timer);
      request.pause().off('data', onData);
      resolve(result);
    };
    const onData = (chunk: Buffer): void => {
      const refusal = take(chunk.length);
      if (refusal === undefined) chunks.push(chunk);
      else settle(refusal);
    };
    request.on('data', onData).once('end', () => settle(Buffer.concat(chunks)));
    // The connection ended in the middle: there is nobody to tell more. After the end it is no news.
    request.once('close', () => settle('broken_off')).on('error', () => settle('broken_off'));
  });
}

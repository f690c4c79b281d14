import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip, createInflate } from 'node:zlib';
import type { Problem } from '../core/problem.ts';
import type { BodyHold } from './body-budget.ts';

/** Why a body could not be had: a problem to answer with. */
export class BodyProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const decoders = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate } as const;

export interface BodyLimits {
  readonly limitBytes: number;
  /** Takes what is kept in memory; whoever made it releases it. */
  readonly hold: BodyHold;
}

/**
 * The request's body, decompressed. Neither the body as sent nor as decompressed may exceed `limitBytes`: a small
 * compressed bomb is refused as well. Rejects with {@link BodyProblem}; the rest of the body is then still to be read.
 */
export async function readBody(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && !isKnownEncoding(encoding)) throw new BodyProblem(unknownEncoding(encoding));
  if (Number(request.headers['content-length'] ?? 0) > limits.limitBytes)
    throw new BodyProblem(tooLarge(limits.limitBytes));
  const raw = await collect(request, limits, cutOff());
  return encoding === 'identity' ? raw : decompress(raw, encoding, limits);
}

function isKnownEncoding(encoding: string): encoding is keyof typeof decoders {
  return Object.hasOwn(decoders, encoding);
}

async function decompress(raw: Buffer, encoding: keyof typeof decoders, limits: BodyLimits): Promise<Buffer> {
  const decoder = decoders[encoding]();
  try {
    decoder.end(raw);
    return await collect(decoder, limits, corrupt(encoding));
  } finally {
    decoder.destroy();
  }
}

/** All that the stream gives; `broken` says why if it fails. Leaves the stream paused and unread when it rejects. */
function collect(stream: Readable, { limitBytes, hold }: BodyLimits, broken: Problem): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    let hasEnded = false;
    const refuse = (problem: Problem): void => {
      stream.pause().off('data', onData).off('end', onEnd);
      reject(new BodyProblem(problem));
    };
    stream.on('data', onData).on('end', onEnd);
    stream.on('error', onBroken).on('close', onBroken);

    function onData(chunk: Buffer): void {
      size += chunk.length;
      if (size > limitBytes) refuse(tooLarge(limitBytes));
      else if (hold.take(chunk.length)) chunks.push(chunk);
      else refuse(OVERLOADED);
    }

    /** Every stream closes at last; that is no news once it has ended. */
    function onBroken(): void {
      if (!hasEnded) reject(new BodyProblem(broken));
    }

    function onEnd(): void {
      hasEnded = true;
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks));
    }
  });
}

/** Passes: Alertmanager tries again. */
const OVERLOADED: Problem = {
  status: 503,
  title: 'Service unavailable',
  detail: 'not read: too many or too large webhooks are being received at this moment; send it again',
};

function tooLarge(limitBytes: number): Problem {
  return {
    status: 413,
    title: 'Payload too large',
    detail: `the body exceeds ${formatBytes(limitBytes)}, also when decompressed; raise ingest.max_body_size or lower max_alerts in Alertmanager's webhook_config`,
  };
}

function unknownEncoding(encoding: string): Problem {
  return {
    status: 415,
    title: 'Unsupported content encoding',
    detail: `content-encoding ${JSON.stringify(encoding.slice(0, 40))} is not understood; send gzip, deflate or none`,
  };
}

function corrupt(encoding: string): Problem {
  return { status: 400, title: 'Bad request', detail: `the body is not valid ${encoding}` };
}

function cutOff(): Problem {
  return { status: 400, title: 'Bad request', detail: 'the connection was closed before the whole body arrived' };
}

function formatBytes(bytes: number): string {
  const mebibytes = bytes / 1_048_576;
  return Number.isInteger(mebibytes) ? `${mebibytes} MiB` : `${bytes} bytes`;
}

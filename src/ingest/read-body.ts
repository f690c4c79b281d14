import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip, inflate } from 'node:zlib';
import type { Problem } from '../core/problem.ts';

/** Why a body could not be had: a problem to answer with. */
export class BodyProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const decoders = { gzip: promisify(gunzip), 'x-gzip': promisify(gunzip), deflate: promisify(inflate) } as const;

/**
 * The request's body, decompressed. Neither the body as sent nor as decompressed may exceed `limitBytes`: a small
 * compressed bomb is refused as well. Rejects with {@link BodyProblem}.
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && !isKnownEncoding(encoding)) throw new BodyProblem(unknownEncoding(encoding));
  if (Number(request.headers['content-length'] ?? 0) > limitBytes) throw new BodyProblem(tooLarge(limitBytes));
  const raw = await collect(request, limitBytes);
  return encoding === 'identity' ? raw : decompress(raw, encoding, limitBytes);
}

function isKnownEncoding(encoding: string): encoding is keyof typeof decoders {
  return Object.hasOwn(decoders, encoding);
}

function collect(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) {
        request.pause();
        reject(new BodyProblem(tooLarge(limitBytes)));
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () =>
      resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks)),
    );
    request.on('error', () => reject(new BodyProblem(cutOff())));
    request.on('aborted', () => reject(new BodyProblem(cutOff())));
  });
}

async function decompress(raw: Buffer, encoding: keyof typeof decoders, limitBytes: number): Promise<Buffer> {
  try {
    return await decoders[encoding](raw, { maxOutputLength: limitBytes });
  } catch (cause) {
    throw new BodyProblem(isOverLimit(cause) ? tooLarge(limitBytes) : corrupt(encoding));
  }
}

function isOverLimit(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE';
}

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

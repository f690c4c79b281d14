import { createHmac } from 'node:crypto';
import type { Secret } from '../core/secret.ts';

const PREFIX = 'whsec_';

/** One request's worth of what is signed. */
export interface Signed {
  /** Holds no dot. */
  readonly id: string;
  /** Epoch milliseconds: when this try is made. */
  readonly at: number;
  readonly body: string;
}

/**
 * The three headers of Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, in base64, one signature for each
 * secret, with a blank between them.
 */
export function signatureHeaders(
  secrets: readonly Secret[],
  { id, at, body }: Signed,
): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(at / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.reveal().slice(PREFIX.length), 'base64');
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  });
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}

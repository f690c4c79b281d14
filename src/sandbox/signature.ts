import { createHmac } from 'node:crypto';

/**
 * Slack's request signature, version 0 [D verifying-requests]: the two headers for a body that is sent now.
 * `now` is epoch milliseconds.
 */
export function signatureHeaders(secret: string, now: number, body: string): Readonly<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1_000));
  const digest = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return { 'X-Slack-Request-Timestamp': timestamp, 'X-Slack-Signature': `v0=${digest}` };
}

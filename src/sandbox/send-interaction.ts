import { signatureHeaders } from './signature.ts';

/** What the app answered. Slack shows an error to the person unless it is 200 within three seconds. */
export interface ClickResult {
  /** 0 when there was no answer within {@link ACK_DEADLINE_MS}. */
  readonly status: number;
  readonly body: string;
  readonly elapsedMs: number;
}

/** [D] the app must acknowledge within three seconds. */
export const ACK_DEADLINE_MS = 3_000;

/** Signs the payload and posts it as Slack does. */
export async function sendInteraction(
  payload: object,
  to: { readonly url: string; readonly signingSecret: string; readonly now: number },
): Promise<ClickResult> {
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  try {
    const response = await fetch(to.url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        ...signatureHeaders(to.signingSecret, to.now, body),
      },
      body,
      signal: AbortSignal.timeout(ACK_DEADLINE_MS),
    });
    return { status: response.status, body: await response.text(), elapsedMs: elapsed() };
  } catch (cause) {
    return { status: 0, body: cause instanceof Error ? cause.message : String(cause), elapsedMs: elapsed() };
  }
}

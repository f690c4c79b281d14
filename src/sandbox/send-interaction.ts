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

/** The app's address, and what Slack signs its requests with. */
export interface AppAddress {
  readonly url: string;
  readonly signingSecret: string;
  readonly now: number;
  /** Where the app has opened a socket: then requests go over it, and none to the address. */
  readonly socket?: (type: EnvelopeType, payload: unknown) => Promise<ClickResult>;
}

/** [D using-socket-mode] what kind of request an envelope holds. */
export type EnvelopeType = 'interactive' | 'slash_commands' | 'events_api';

const FORM = 'application/x-www-form-urlencoded';

/** Signs the payload of an interaction and posts it as Slack does. */
export async function sendInteraction(payload: object, to: AppAddress): Promise<ClickResult> {
  if (to.socket !== undefined) return await to.socket('interactive', payload);
  return await sendSigned({ type: FORM, body: `payload=${encodeURIComponent(JSON.stringify(payload))}` }, to);
}

/** A slash command: plain fields of a form. */
export async function sendCommand(fields: Readonly<Record<string, string>>, to: AppAddress): Promise<ClickResult> {
  if (to.socket !== undefined) return await to.socket('slash_commands', fields);
  return await sendSigned({ type: FORM, body: new URLSearchParams(fields).toString() }, to);
}

/** An event of the Events API. Slack's further tries, when the app does not answer 2xx, are left out. */
export async function sendEvent(event: object, to: AppAddress): Promise<ClickResult> {
  if (to.socket !== undefined) return await to.socket('events_api', event);
  return await sendSigned({ type: 'application/json', body: JSON.stringify(event) }, to);
}

async function sendSigned(
  { type, body }: { readonly type: string; readonly body: string },
  to: AppAddress,
): Promise<ClickResult> {
  const started = performance.now();
  const elapsed = () => performance.now() - started;
  try {
    const response = await fetch(to.url, {
      method: 'POST',
      headers: {
        'Content-Type': type,
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

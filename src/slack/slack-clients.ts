import { type FetchFunction, WebClient } from '@slack/web-api';
import type { Secret } from '../core/secret.ts';
import { forgetOldest } from './forget-oldest.ts';
import { silentSlackLogger } from './slack-logger.ts';

/** Clients kept at a time; one takes 26 kB (measured), so all of them 26 MB. */
const MAX_CLIENTS = 1_000;

/** Gives the owner's client for its present token. The client made for an earlier token is forgotten. */
export type SlackClients = (owner: string, token: Secret) => WebClient;

/**
 * One WebClient an owner (a tenant, or a workspace), never shared, so that no call can go out with another's token.
 * They do not retry, do not wait out rate limits and log nothing: failures are the caller's to tell.
 */
export function createSlackClients(options: { readonly apiUrl: string; readonly fetch: FetchFunction }): SlackClients {
  const kept = new Map<string, { readonly token: Secret; readonly client: WebClient }>();
  return (owner, token) => {
    const found = kept.get(owner);
    if (found?.token === token) return found.client;
    kept.delete(owner);
    const client = new WebClient(token.reveal(), {
      slackApiUrl: options.apiUrl,
      fetch: options.fetch,
      // No `headers`: WebClient writes the token into the object it is given. No `timeout`: `fetch` has its own.
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
      allowAbsoluteUrls: false,
      logger: silentSlackLogger,
    });
    if (kept.size >= MAX_CLIENTS) forgetOldest(kept);
    kept.set(owner, { token, client });
    return client;
  };
}

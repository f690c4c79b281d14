import type { WebClient } from '@slack/web-api';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { forgetOldest } from './forget-oldest.ts';
import { explainSlackError } from './slack-errors.ts';

/** Readers remembered at a time; far more than click within an hour. */
const MAX_READERS = 10_000;

/** People change their language rarely: once an hour is soon enough. */
const KNOWN_MS = 3_600_000;

/** A failed look-up is not repeated with every click, but a scope that was granted meanwhile is noticed. */
const UNKNOWN_MS = 300_000;

/** The reader's language as Slack knows it (IETF, e.g. `de-DE`), or nothing where Slack does not tell. */
export type ReaderLocales = (reader: {
  readonly teamId: string;
  readonly userId: string;
  readonly client: WebClient;
}) => Promise<string | undefined>;

/** Asks users.info (scope `users:read`) and remembers the answer. */
export function createReaderLocales({
  clock,
  logger,
}: {
  readonly clock: Clock;
  readonly logger: Logger;
}): ReaderLocales {
  const known = new Map<string, { readonly locale: string | undefined; readonly until: number }>();

  async function ask(client: WebClient, user: string): Promise<string | undefined> {
    try {
      const answer = await client.users.info({ user, include_locale: true });
      return answer.user?.locale;
    } catch (error) {
      logger.debug({ ...explainSlackError(error), operation: 'users.info' }, 'reader locale unknown');
      return undefined;
    }
  }

  return async ({ teamId, userId, client }) => {
    const key = `${teamId}/${userId}`;
    const found = known.get(key);
    if (found !== undefined && found.until > clock.now()) return found.locale;
    const locale = await ask(client, userId);
    known.delete(key);
    if (known.size >= MAX_READERS) forgetOldest(known);
    known.set(key, { locale, until: clock.now() + (locale === undefined ? UNKNOWN_MS : KNOWN_MS) });
    return locale;
  };
}

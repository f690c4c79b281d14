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

/** What Slack tells of a person; nothing of it where Slack does not tell. */
export interface Reader {
  /** IETF, e.g. `de-DE`. */
  readonly locale?: string;
  /** IANA, e.g. `Europe/Berlin`. */
  readonly timeZone?: string;
  /** As the workspace shows it. */
  readonly name?: string;
}

export type Readers = (reader: {
  readonly teamId: string;
  readonly userId: string;
  readonly client: WebClient;
}) => Promise<Reader>;

/** Asks users.info (scope `users:read`) and remembers the answer. Never rejects. */
export function createReaders({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }): Readers {
  const known = new Map<string, { readonly reader: Promise<Reader>; until: number }>();

  async function ask(client: WebClient, user: string): Promise<Reader | undefined> {
    try {
      const { user: found } = await client.users.info({ user, include_locale: true });
      const name = [found?.profile?.display_name, found?.real_name, found?.name].find((each) => each);
      return {
        ...(found?.locale === undefined ? {} : { locale: found.locale }),
        ...(found?.tz === undefined ? {} : { timeZone: found.tz }),
        ...(name === undefined ? {} : { name }),
      };
    } catch (error) {
      logger.debug({ ...explainSlackError(error), operation: 'users.info' }, 'reader unknown');
      return undefined;
    }
  }

  return ({ teamId, userId, client }) => {
    const key = `${teamId}/${userId}`;
    const found = known.get(key);
    if (found !== undefined && found.until > clock.now()) return found.reader;
    const asked = ask(client, userId);
    const entry = { reader: asked.then((reader) => reader ?? {}), until: clock.now() + KNOWN_MS };
    void asked.then((reader) => {
      if (reader?.locale === undefined) entry.until = clock.now() + UNKNOWN_MS;
    });
    known.delete(key);
    if (known.size >= MAX_READERS) forgetOldest(known);
    known.set(key, entry);
    return entry.reader;
  };
}

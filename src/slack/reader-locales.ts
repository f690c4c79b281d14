import type { WebClient } from '@slack/web-api';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { createReaders, type Readers } from './readers.ts';

/** The reader's language as Slack knows it (IETF, e.g. `de-DE`), or nothing where Slack does not tell. */
export type ReaderLocales = (reader: {
  readonly teamId: string;
  readonly userId: string;
  readonly client: WebClient;
}) => Promise<string | undefined>;

/** Of what `readers` know; of readers of its own when none are given. */
export function createReaderLocales({
  readers,
  ...parts
}: {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly readers?: Readers;
}): ReaderLocales {
  const known = readers ?? createReaders(parts);
  return async (reader) => (await known(reader)).locale;
}

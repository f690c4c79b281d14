import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import type { Measure } from './measure-calls.ts';

/** Where the store's Redis is, and how patient to be with it. */
export interface RedisStoreOptions {
  /** `REDIS_URL`: see REDIS_URL_FORMS. */
  readonly url: string;
  /** Win over the user name and password within the URL. */
  readonly username?: string;
  readonly password?: Secret;
  /** For the Sentinels themselves, which have passwords of their own. */
  readonly sentinelUsername?: string;
  readonly sentinelPassword?: Secret;
  /** PEM file with the certificates that sign Redis's; the system's own list without it. */
  readonly caFile?: string;
  /** Starts every key; `tocsin:` without it. */
  readonly keyPrefix?: string;
  /** How long connecting may take; 2 000 ms without it. */
  readonly connectTimeoutMs?: number;
  /** How long an answer may take; 1 000 ms without it: a webhook must be answered well before Alertmanager's 10 s. */
  readonly commandTimeoutMs?: number;
  readonly logger: Logger;
  /** Where to tell how calls went; nowhere without it. */
  readonly measure?: Measure;
  /** Only times this process's own habits (sweeps, health checks): leases and due times go by Redis's clock. */
  readonly clock?: Clock;
}

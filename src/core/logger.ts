/**
 * Facts of a log line. One list of names for the whole product (docs/glossary.md): `tenant`, `group`, `receiver`,
 * `reason`, `operation`, `channel`, `error` …
 */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * `error`: someone must act · `warn`: degraded, heals itself · `info`: lifecycle and outcomes · `debug`: decisions.
 * The message is constant, facts go into fields; labels, payloads and message text only at `debug`.
 */
export interface Logger {
  error(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  debug(fields: LogFields, message: string): void;
}

/** Tells nobody: for tools whose only output is their answer. */
export const silentLogger: Logger = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};

/** A logger each of whose lines has these facts too; a line's own win. */
export function withFields(logger: Logger, fields: LogFields): Logger {
  return {
    error: (own, message) => logger.error({ ...fields, ...own }, message),
    warn: (own, message) => logger.warn({ ...fields, ...own }, message),
    info: (own, message) => logger.info({ ...fields, ...own }, message),
    debug: (own, message) => logger.debug({ ...fields, ...own }, message),
  };
}

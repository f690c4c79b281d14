import { pino } from 'pino';
import type { LogFields, Logger } from '../core/logger.ts';
import type { LogLevel } from './environment-variables.ts';
import { toLogValue } from './log-value.ts';

/**
 * Logs one JSON object a line: `level`, `time` (ISO 8601, UTC), the fields, `msg`. Secrets print as a mask, errors as
 * message, reason, code, stack and causes. Lines go to standard output unless there is a `destination`.
 */
export function createLogger(options: {
  readonly level: LogLevel;
  /** Stands in every line, where several processes write to one log. */
  readonly worker?: number;
  readonly destination?: { write(line: string): void };
}): Logger {
  const { level, worker, destination } = options;
  const settings = {
    level,
    base: worker === undefined ? null : { worker },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const lines = destination === undefined ? pino(settings) : pino(settings, destination);
  const write = (at: LogLevel) => (fields: LogFields, message: string) => {
    if (lines.isLevelEnabled(at)) lines[at](safeFields(fields), message);
  };
  return { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
}

function safeFields(fields: LogFields): LogFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toLogValue(value)]));
}

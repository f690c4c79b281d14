import { LogLevel, type Logger as SlackLogger } from '@slack/bolt';
import type { Logger } from '../core/logger.ts';

/** Longer texts are cut. */
const MAX_TEXT = 300;

/** For clients whose failures the caller tells. */
export const silentSlackLogger: SlackLogger = slackLogger({
  warn: () => undefined,
  error: () => undefined,
});

/**
 * Bolt's warnings and errors on our log. Only texts pass: further arguments may hold payloads, and so may everything
 * at Bolt's `debug`.
 */
export function bridgeSlackLogger(logger: Logger): SlackLogger {
  return slackLogger({
    warn: (text) => logger.warn({ error: text }, 'Slack library warns'),
    error: (text) => logger.error({ error: text }, 'Slack library fails'),
  });
}

function slackLogger(tell: Readonly<Record<'warn' | 'error', (text: string) => void>>): SlackLogger {
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (first) => tell.warn(textOf(first)),
    error: (first) => tell.error(textOf(first)),
    getLevel: () => LogLevel.WARN,
    setLevel: () => undefined,
    setName: () => undefined,
  };
}

function textOf(first: unknown): string {
  const text = first instanceof Error ? first.message : first;
  return typeof text === 'string' ? text.slice(0, MAX_TEXT) : 'no text';
}

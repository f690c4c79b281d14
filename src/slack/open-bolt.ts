/** Bolt, by whichever way Slack's requests come: over HTTP, or over a socket that we open. */
import { App, ExpressReceiver, type Receiver } from '@slack/bolt';
import type { FetchFunction } from '@slack/web-api';
import type { Application } from 'express';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import { type ForgedOptions, refuseForged } from './refuse-forged.ts';
import { bridgeSlackLogger } from './slack-logger.ts';
import { openSocket } from './socket-mode.ts';

/** Where Slack sends clicks, commands and events. */
export const SLACK_EVENTS_PATH = '/slack/events';

export interface BoltOptions extends Omit<ForgedOptions, 'signingSecret'> {
  /** Nothing on it may have read the body yet: mount before any parser. */
  readonly app: Application;
  /** Needed unless an app token is given. */
  readonly signingSecret: Secret | undefined;
  /** `xapp-…`: then requests come by Socket Mode, and none over HTTP. */
  readonly appToken?: Secret | undefined;
  readonly apiUrl: string;
  readonly fetch: FetchFunction;
}

export interface OpenBolt {
  readonly bolt: App;
  close(): Promise<void>;
}

export function openBolt(options: BoltOptions): OpenBolt {
  const { appToken, fetch, apiUrl, logger } = options;
  const socket = appToken === undefined ? undefined : openSocket({ ...options, appToken });
  const receiver = socket?.receiver ?? httpReceiver(options);
  const bolt = new App({
    receiver,
    // Bolt keeps a client for every token it ever saw; ours are bounded, so it gets to see none.
    authorize: async () => ({}),
    clientOptions: { slackApiUrl: apiUrl, fetch },
    convoStore: false,
    ignoreSelf: false,
    logger: bridgeSlackLogger(logger),
  });
  answerAll(bolt, logger);
  socket?.start();
  return { bolt, close: async () => await socket?.close() };
}

function httpReceiver({ app, signingSecret, ...options }: BoltOptions): Receiver {
  if (signingSecret === undefined) throw new TypeError('requests over HTTP need a signing secret');
  app.post(SLACK_EVENTS_PATH, refuseForged({ ...options, signingSecret }));
  return new ExpressReceiver({
    app,
    signingSecret: signingSecret.reveal(),
    endpoints: SLACK_EVENTS_PATH,
    logger: bridgeSlackLogger(options.logger),
  });
}

/**
 * What no listener takes (an action, a command, a modal or a shortcut of a newer or an older version) is answered
 * all the same: by itself Bolt lets Slack wait for three seconds, and the person sees an error.
 */
function answerAll(bolt: App, logger: Logger): void {
  const process = bolt.processEvent.bind(bolt);
  bolt.processEvent = async (event) => {
    let isAnswered = false;
    const ack: typeof event.ack = async (response) => {
      isAnswered = true;
      await event.ack(response);
    };
    await process({ ...event, ack });
    if (isAnswered) return;
    logger.info({ kind: kindOf(event.body) }, 'nobody takes this request of Slack, it was answered with nothing');
    await event.ack();
  };
}

/** For the log: a few words of Slack's own, no content. */
function kindOf(body: Readonly<Record<string, unknown>>): string {
  const kind = body.type ?? (body.command === undefined ? 'unknown' : 'command');
  return typeof kind === 'string' ? kind.slice(0, 40) : 'unknown';
}

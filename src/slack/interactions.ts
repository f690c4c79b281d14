import { App, ExpressReceiver } from '@slack/bolt';
import type { Application, RequestHandler } from 'express';
import { ACTION_IDS } from '../core/action-ids.ts';
import type { Clock } from '../core/clock.ts';
import { type TeamId, teamId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import type { Secret } from '../core/secret.ts';
import { createReaderLocales } from './reader-locales.ts';
import { createSlackClients } from './slack-clients.ts';
import { bridgeSlackLogger } from './slack-logger.ts';
import { createUndiciFetch } from './undici-fetch.ts';

/** Where Slack sends clicks, commands and events. */
export const SLACK_EVENTS_PATH = '/slack/events';

/** A request signed longer ago, or further ahead, is refused (Slack's page on verifying requests). */
const MAX_SKEW_SECONDS = 300;

const FORM = 'application/x-www-form-urlencoded';

/** Buttons of ours that nothing stands behind yet. A click on any other, such as a link, needs no answer. */
const NOT_SET_UP: ReadonlySet<string> = new Set(Object.values(ACTION_IDS));

/** What an answer to a click needs of a tenant. */
export interface InteractionTenant {
  /** The same token is the same object from call to call. */
  readonly botToken: Secret;
  /** For readers whose own language Slack does not tell. */
  readonly locale: string;
  phrase(key: string, locale: string): string;
}

export interface InteractionOptions {
  /** Nothing on it may have read the body yet: mount before any parser. */
  readonly app: Application;
  readonly signingSecret: Secret;
  /** Where Slack's Web API is, e.g. `https://slack.com/api/`. */
  readonly apiUrl: string;
  /** Bounds each call to Slack. */
  readonly timeoutMs: number;
  /** Tenants whose workspace it is, as configured now; several may share one. */
  readonly tenantsOf: (teamId: TeamId) => readonly InteractionTenant[];
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Click {
  readonly actionId: string;
  readonly userId: string;
  readonly team: string;
  readonly respond: (message: {
    readonly text: string;
    readonly response_type: 'ephemeral';
    readonly replace_original: false;
  }) => Promise<unknown>;
}

/**
 * Receives what people do in Slack at `POST /slack/events`. Requests are verified; every click is acknowledged at once
 * and answered afterwards, to the clicker only and in their language. The workspace is the one that Slack signed for.
 * `close` waits for the answers under way, no longer than it is told.
 */
export function mountInteractions(options: InteractionOptions): { close(patienceMs?: number): Promise<void> } {
  const { app, logger, tenantsOf } = options;
  const { fetch, close } = createUndiciFetch(options);
  const clientOf = createSlackClients({ apiUrl: options.apiUrl, fetch });
  const localeOf = createReaderLocales(options);
  const boltLogger = bridgeSlackLogger(logger);

  async function answer({ actionId, userId, team, respond }: Click): Promise<void> {
    // Tenants of one workspace share its app and so its token: until an action belongs to one of them, the first speaks.
    const [tenant] = tenantsOf(teamId(team));
    if (tenant === undefined) {
      logger.warn({ team }, 'click from a workspace that no tenant has');
      return;
    }
    if (!NOT_SET_UP.has(actionId)) return;
    const client = clientOf(team, tenant.botToken);
    const locale = (await localeOf({ teamId: team, userId, client })) ?? tenant.locale;
    const text = tenant.phrase('action.not_set_up', locale);
    await respond({ text, response_type: 'ephemeral', replace_original: false });
  }

  app.post(SLACK_EVENTS_PATH, refuseSkewed(options), acceptCharset);
  const bolt = new App({
    receiver: new ExpressReceiver({
      app,
      signingSecret: options.signingSecret.reveal(),
      endpoints: SLACK_EVENTS_PATH,
      logger: boltLogger,
    }),
    // Bolt keeps a client for every token it ever saw; ours are bounded, so it gets to see none.
    authorize: async () => ({}),
    clientOptions: { slackApiUrl: options.apiUrl, fetch },
    convoStore: false,
    ignoreSelf: false,
    logger: boltLogger,
  });
  bolt.action({}, async ({ ack, action, body, context, respond }) => {
    await ack();
    const actionId = 'action_id' in action ? action.action_id : '';
    await answer({ actionId, userId: body.user.id, team: context.teamId ?? '', respond });
  });
  bolt.error(async (error) => {
    logger.warn({ error: error.message }, 'click could not be answered');
  });
  return { close };
}

/** Bolt by itself accepts signatures dated in the future. */
function refuseSkewed({ clock, logger }: { readonly clock: Clock; readonly logger: Logger }): RequestHandler {
  return (request, response, next) => {
    const skewSeconds = clock.now() / 1_000 - Number(request.headers['x-slack-request-timestamp']);
    if (Math.abs(skewSeconds) <= MAX_SKEW_SECONDS) {
      next();
      return;
    }
    logger.warn({ operation: SLACK_EVENTS_PATH }, 'request refused: its timestamp is missing, stale or ahead');
    response.writeHead(401).end();
  };
}

/** Bolt by itself knows forms only by the bare name of their type. */
const acceptCharset: RequestHandler = (request, _response, next) => {
  if (request.headers['content-type']?.toLowerCase().startsWith(FORM)) request.headers['content-type'] = FORM;
  next();
};

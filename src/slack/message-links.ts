import type { WebClient } from '@slack/web-api';
import type { Clock } from '../core/clock.ts';
import type { ListedGroup } from '../core/listing.ts';
import type { Logger } from '../core/logger.ts';
import { forgetOldest } from './forget-oldest.ts';
import { explainSlackError } from './slack-errors.ts';

/** Workspaces remembered at a time. */
const MAX_WORKSPACES = 1_000;

/** A workspace's address changes hardly ever, and its old one leads to the new one. */
const KNOWN_MS = 24 * 3_600_000;

/** A failed look-up is not repeated with every list. */
const UNKNOWN_MS = 60_000;

/** The same groups with links to their messages, as far as they have one and Slack tells its own address. */
export type MessageLinks = (
  workspace: { readonly team: string; readonly client: WebClient },
  groups: readonly ListedGroup[],
) => Promise<readonly ListedGroup[]>;

/**
 * Links have the form that chat.getPermalink answers with, `https://<workspace>.slack.com/archives/<channel>/p<ts>`; asking
 * for each message would be a call each. The workspace's address comes from auth.test, which needs no scope.
 */
export function createMessageLinks({
  clock,
  logger,
}: {
  readonly clock: Clock;
  readonly logger: Logger;
}): MessageLinks {
  const known = new Map<string, { readonly url: string | undefined; readonly until: number }>();

  async function ask(client: WebClient): Promise<string | undefined> {
    try {
      return (await client.auth.test()).url;
    } catch (error) {
      logger.debug({ ...explainSlackError(error), operation: 'auth.test' }, 'address of the workspace unknown');
      return undefined;
    }
  }

  async function addressOf(team: string, client: WebClient): Promise<string | undefined> {
    const found = known.get(team);
    if (found !== undefined && found.until > clock.now()) return found.url;
    const url = await ask(client);
    known.delete(team);
    if (known.size >= MAX_WORKSPACES) forgetOldest(known);
    known.set(team, { url, until: clock.now() + (url === undefined ? UNKNOWN_MS : KNOWN_MS) });
    return url;
  }

  return async ({ team, client }, groups) => {
    const address = groups.length === 0 ? undefined : await addressOf(team, client);
    if (address === undefined) return groups;
    return groups.map((listed) => {
      const { message } = listed.view.group;
      if (message === undefined) return listed;
      const path = `archives/${message.channel}/p${message.ts.replace('.', '')}`;
      return { ...listed, url: `${address.replace(/\/$/, '')}/${path}` };
    });
  };
}

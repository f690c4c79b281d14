/** Slash commands, the Home tab, and the buttons of both: what people look up outside the channels. */
import type { App, BlockAction, BlockElementAction } from '@slack/bolt';
import { LIST_ACTION_IDS, REFRESH_HOME } from '../core/action-ids.ts';
import { isGroupId, teamId } from '../core/ids.ts';
import { answerCommand } from './answer-command.ts';
import { publishHome } from './home-tab.ts';
import { type LookupParts, languageFor, type Person } from './lookup-parts.ts';
import { type ListedPress, pressListed } from './press-listed.ts';

export interface Lookups {
  /** Does what a button of a list or of the Home tab asks for; false for any other, of which nothing is done. */
  click(clicked: ListClick): Promise<boolean>;
}

export interface ListClick {
  readonly action: BlockElementAction;
  readonly body: BlockAction;
  /** The workspace that Slack signed for. */
  readonly team: string;
  readonly respond: (message: {
    readonly text: string;
    readonly response_type: 'ephemeral';
    readonly replace_original: false;
  }) => Promise<unknown>;
}

const KINDS: Readonly<Record<string, ListedPress['kind']>> = {
  [LIST_ACTION_IDS.acknowledge]: 'acknowledge',
  [LIST_ACTION_IDS.unacknowledge]: 'unacknowledge',
};

/** Slack's slash commands, whatever they are called: an installation may give them another name. */
const ANY_COMMAND = /^\//;

/** Has Bolt answer commands and openings of the Home tab. Each is acknowledged to Slack at once. */
export function answerLookups(bolt: App, parts: LookupParts): Lookups {
  bolt.command(ANY_COMMAND, async ({ ack, command, context, respond }) => {
    await ack();
    const answer = await answerCommand(parts, {
      team: context.teamId ?? '',
      userId: command.user_id,
      name: command.command,
      text: command.text ?? '',
      channel: command.channel_id,
      channelName: command.channel_name,
      requestId: `${context.teamId} ${command.user_id} ${command.trigger_id}`,
    });
    if (answer === undefined) return;
    const { text, blocks } = answer;
    const message = blocks === undefined ? { text } : { text, blocks: JSON.parse(JSON.stringify(blocks)) };
    await respond({ ...message, response_type: 'ephemeral' });
  });
  bolt.event('app_home_opened', async ({ event, context }) => {
    if (event.tab === 'home') await publishHome(parts, { team: context.teamId ?? '', userId: event.user });
  });
  return { click: (clicked) => click(parts, clicked) };
}

async function click(parts: LookupParts, clicked: ListClick): Promise<boolean> {
  const { action, body, team } = clicked;
  const person = { team, userId: body.user.id };
  if (action.action_id === REFRESH_HOME) {
    await publishHome(parts, person);
    return true;
  }
  const kind = KINDS[action.action_id];
  if (kind === undefined) return false;
  const said = await pressed(parts, { person, kind, clicked });
  if (said === undefined) return true;
  // A Home tab has no place for answers but itself.
  if (body.container.type === 'view') await publishHome(parts, person, { notice: said });
  else await clicked.respond({ text: said, response_type: 'ephemeral', replace_original: false });
  return true;
}

/** Undefined for a button that no tenant of the workspace has. The tenant in its value is believed only as one of these. */
async function pressed(
  parts: LookupParts,
  {
    person,
    kind,
    clicked: { action },
  }: { readonly person: Person; readonly kind: ListedPress['kind']; readonly clicked: ListClick },
): Promise<string | undefined> {
  const [tenantId, groupId = ''] = 'value' in action && typeof action.value === 'string' ? action.value.split(' ') : [];
  const tenant = parts.lookupTenantsOf(teamId(person.team)).find(({ id }) => id === tenantId);
  if (tenant === undefined || !isGroupId(groupId)) {
    parts.logger.warn({ team: person.team, operation: kind }, 'a button of a list names no group of the workspace');
    return undefined;
  }
  const language = await languageFor(parts, person, tenant);
  const requestId = `${person.team} ${person.userId} ${groupId} ${action.action_ts}`;
  return await pressListed(parts, { kind, tenant, groupId, requestId, ...person }, language);
}

/** What Slack sends when people press a button, or send a form. */
import type { Group } from '../../src/core/group.ts';
import { DEEDS_MODAL } from '../../src/slack/deeds-modal.ts';

/** A group with the workspace that its message is in. */
export interface Shown {
  readonly team: string;
  readonly group: Group;
}

export interface Sent {
  readonly kind: 'click' | 'form';
  readonly body: string;
}

function bodyOf(payload: object): string {
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

function shownAs({ group: { message } }: Shown) {
  if (message === undefined) throw new Error('a group without a message cannot be clicked on');
  return { channel: message.channel, ts: message.ts };
}

export function clickOf(
  { team, group }: Shown,
  { person, name, answers }: { readonly person: string; readonly name: string; readonly answers: string },
): Sent {
  const { channel, ts } = shownAs({ team, group });
  const body = bodyOf({
    type: 'block_actions',
    team: { id: team, domain: 'bench' },
    user: { id: person, username: person, team_id: team },
    api_app_id: 'A1',
    container: { type: 'message', message_ts: ts, channel_id: channel },
    trigger_id: name,
    channel: { id: channel, name: 'ops' },
    message: { ts },
    response_url: `${answers}/response`,
    actions: [{ action_id: 'acknowledge', block_id: 'b', type: 'button', value: group.id, action_ts: name }],
  });
  return { kind: 'click', body };
}

/** The form behind "More…", sent with a comment. */
export function commentOn({ team, group }: Shown, id: string): Sent {
  const state = { values: { comment: { comment: { type: 'plain_text_input', value: 'The disk is on its way' } } } };
  const metadata = { group: group.id, ...shownAs({ team, group }) };
  const body = bodyOf({
    type: 'view_submission',
    team: { id: team, domain: 'bench' },
    user: { id: 'U0KIM', username: 'kim', team_id: team },
    api_app_id: 'A1',
    view: {
      ...{ id, hash: id, type: 'modal', callback_id: DEEDS_MODAL, blocks: [], state },
      private_metadata: JSON.stringify(metadata),
    },
  });
  return { kind: 'form', body };
}

/** What Slack says of modals, in our words. */
import type { App, BlockAction, BlockElementAction } from '@slack/bolt';
import { teamId } from '../core/ids.ts';
import type { Answer, Click, ClickParts } from './answer-click.ts';
import { type GivenState, givenIn, readValues } from './modal-turn.ts';
import type { Modals, ModalUse } from './modals.ts';

/** Opens what a button of a message asks for. Returns what to tell the clicker when it could not be opened. */
export async function openModal(
  modals: Modals,
  name: string,
  {
    click,
    triggerId,
    tenantsOf,
    logger,
  }: Pick<ClickParts, 'tenantsOf' | 'logger'> & {
    readonly click: Click;
    readonly triggerId: string;
  },
): Promise<Answer | undefined> {
  const { team, userId, value, channel, ts, clickId } = click;
  const [tenant] = tenantsOf(teamId(team));
  if (tenant === undefined) {
    logger.warn({ team }, 'click from a workspace that no tenant has');
    return undefined;
  }
  const metadata = { group: value, channel, ts };
  const isOpen = await modals.open(name, { team, userId, triggerId, metadata, turnId: clickId });
  return isOpen ? undefined : { tenant, key: 'modal.not_opened' };
}

/** Takes the submissions of modals. */
export function mountModals(bolt: App, modals: Modals): void {
  bolt.view({ type: 'view_submission' }, async ({ ack, body, view, context }) => {
    const team = context.teamId ?? '';
    const use = {
      ...{ team, userId: body.user.id, kind: view.callback_id, viewId: view.id, hash: view.hash },
      metadata: view.private_metadata,
      values: readValues(view.state.values),
      turnId: `${team} ${body.user.id} ${view.id} ${view.hash}`,
    };
    await modals.submit(use, view.blocks, async (answer) => {
      await (answer === undefined ? ack() : ack(answer));
    });
  });
}

/** The use of a button or an input of a modal; undefined for one of a message. */
export function modalUseOf(action: BlockElementAction, body: BlockAction, team: string): ModalUse | undefined {
  const { view, user } = body;
  if (view === undefined || view.type !== 'modal') return undefined;
  const given = givenIn(action as GivenState);
  return {
    ...{ team, userId: user.id, kind: view.callback_id, viewId: view.id, hash: view.hash },
    metadata: view.private_metadata,
    values: readValues(view.state.values),
    used: { id: action.action_id, value: typeof given === 'string' ? given : given.join() },
    isChange: action.type !== 'button',
    turnId: `${team} ${user.id} ${view.id} ${action.action_ts}`,
  };
}

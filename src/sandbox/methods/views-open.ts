import { randomBytes } from 'node:crypto';
import { accept, refuse } from '../answer.ts';
import { isObject } from '../block-kit/check-rule.ts';
import type { Method } from '../method.ts';

/** Holds what a click's `trigger_id` is for: single use, three seconds. The view itself is not drawn. */
export const viewsOpen: Method = {
  name: 'views.open',
  scopes: [],
  run({ args, triggers, now, workspace, bot }) {
    const view = args.json('view');
    if (view.kind !== 'value' || !isObject(view.value) || !Array.isArray(view.value.blocks)) {
      return refuse('invalid_arguments');
    }
    const error = triggers.redeem(args.string('trigger_id'), now);
    if (error !== undefined) return refuse(error);
    const id = `V${randomBytes(5).toString('hex').toUpperCase()}`;
    return accept({ view: { ...view.value, id, team_id: workspace.teamId, root_view_id: id, bot_id: bot.botId } });
  },
};

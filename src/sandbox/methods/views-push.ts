import { accept, isRefusal, refuse } from '../answer.ts';
import type { Method } from '../method.ts';
import { readView } from '../view-content.ts';
import { formatView } from '../views.ts';

/** Puts a modal above the one in which the click was that carried the `trigger_id`; three are the most. */
export const viewsPush: Method = {
  name: 'views.push',
  scopes: [],
  run({ args, triggers, views, now, bot, validate, viewsChanged }) {
    const content = readView(args.json('view'), validate);
    if (isRefusal(content)) return content;
    const owner = triggers.redeem(args.string('trigger_id'), now);
    if (typeof owner === 'string') return refuse(owner);
    if (views.top(owner) === undefined) return refuse('invalid_trigger_id');
    const view = views.push(owner, content);
    if (typeof view === 'string') return refuse(view);
    viewsChanged(owner);
    return accept({ view: formatView(view, bot) });
  },
};

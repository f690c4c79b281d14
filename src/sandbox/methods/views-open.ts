import { accept, isRefusal, refuse } from '../answer.ts';
import type { Method } from '../method.ts';
import { readView } from '../view-content.ts';
import { formatView } from '../views.ts';

/** Opens a modal for the person whose click carried the `trigger_id`: single use, three seconds. */
export const viewsOpen: Method = {
  name: 'views.open',
  scopes: [],
  run({ args, triggers, views, now, bot, validate, viewsChanged }) {
    const content = readView(args.json('view'), validate);
    if (isRefusal(content)) return content;
    const owner = triggers.redeem(args.string('trigger_id'), now);
    if (typeof owner === 'string') return refuse(owner);
    const view = views.open(owner, content);
    viewsChanged(owner);
    return accept({ view: formatView(view, bot) });
  },
};

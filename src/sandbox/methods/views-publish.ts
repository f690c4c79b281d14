import { accept, isRefusal, refuse } from '../answer.ts';
import type { Method } from '../method.ts';
import { readView } from '../view-content.ts';
import { formatView } from '../views.ts';

/** Gives a person's Home tab new content; a `hash` that is not the newest is refused. */
export const viewsPublish: Method = {
  name: 'views.publish',
  scopes: [],
  run({ args, views, workspace, bot, validate, viewsChanged }) {
    const content = readView(args.json('view'), validate, 'home');
    if (isRefusal(content)) return content;
    const userId = args.string('user_id') ?? '';
    if (!workspace.users.has(userId)) return refuse('invalid_arguments');
    const view = views.publish({ teamId: workspace.teamId, userId }, content, args.string('hash'));
    if (typeof view === 'string') return refuse(view);
    viewsChanged(view);
    return accept({ view: formatView(view, bot) });
  },
};

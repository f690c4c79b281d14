import { accept, isRefusal, refuse } from '../answer.ts';
import type { Method } from '../method.ts';
import { readView } from '../view-content.ts';
import { formatView } from '../views.ts';

/** Gives an open modal new content, by `view_id` or `external_id`; a `hash` that is not the newest is refused. */
export const viewsUpdate: Method = {
  name: 'views.update',
  scopes: [],
  run({ args, views, workspace, bot, validate, viewsChanged }) {
    const content = readView(args.json('view'), validate);
    if (isRefusal(content)) return content;
    const id = args.string('view_id');
    const externalId = args.string('external_id');
    if ((id === undefined) === (externalId === undefined)) return refuse('invalid_arguments');
    const open = views.find(workspace.teamId, { id, externalId });
    if (open === undefined) return refuse('not_found');
    const hash = args.string('hash');
    if (hash !== undefined && hash !== open.hash) return refuse('hash_conflict');
    const view = views.replace(open, content);
    viewsChanged(view);
    return accept({ view: formatView(view, bot) });
  },
};

import { accept, refuse } from '../answer.ts';
import type { Method } from '../method.ts';

/** Of conversations with one person; those with several are not played. */
export const conversationsOpen: Method = {
  name: 'conversations.open',
  scopes: ['im:write'],
  run({ workspace, args }) {
    const people = (args.string('users') ?? '').split(',').filter((id) => id !== '');
    const [person] = people;
    if (person === undefined) return refuse('users_list_not_supplied');
    if (people.length > 1) return refuse('not_enough_users');
    if (!workspace.users.has(person)) return refuse('user_not_found');
    const channel = workspace.findChannel(person);
    return channel === undefined ? refuse('channel_not_found') : accept({ channel: { id: channel.id } });
  },
};

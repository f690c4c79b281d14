import { accept } from '../answer.ts';
import { flagArgument } from '../arguments.ts';
import type { Method } from '../method.ts';

/** The members only with `include_users`. */
export const usergroupsList: Method = {
  name: 'usergroups.list',
  scopes: ['usergroups:read'],
  run({ workspace, args }) {
    const withUsers = flagArgument(args, 'include_users');
    return accept({
      usergroups: workspace.userGroups.map((group) => ({
        id: group.id,
        team_id: workspace.teamId,
        is_usergroup: true,
        name: group.name ?? group.handle,
        handle: group.handle,
        user_count: group.users.length,
        ...(withUsers ? { users: group.users } : {}),
      })),
    });
  },
};

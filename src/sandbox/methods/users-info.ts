import { accept, refuse } from '../answer.ts';
import { flagArgument } from '../arguments.ts';
import type { Method } from '../method.ts';

/** The locale only with `include_locale`. */
export const usersInfo: Method = {
  name: 'users.info',
  scopes: ['users:read'],
  run({ workspace, args }) {
    const user = workspace.users.get(args.string('user') ?? '');
    if (user === undefined) return refuse('user_not_found');
    const realName = user.realName ?? user.name;
    return accept({
      user: {
        id: user.id,
        team_id: workspace.teamId,
        name: user.name,
        real_name: realName,
        deleted: false,
        is_bot: false,
        tz: user.tz,
        ...(flagArgument(args, 'include_locale') ? { locale: user.locale } : {}),
        profile: { display_name: user.name, real_name: realName, team: workspace.teamId },
      },
    });
  },
};

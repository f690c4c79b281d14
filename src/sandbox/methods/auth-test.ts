import { accept } from '../answer.ts';
import type { Method } from '../method.ts';

export const authTest: Method = {
  name: 'auth.test',
  scopes: [],
  run({ workspace, bot }) {
    return accept({
      url: `https://${workspace.domain}.slack.com/`,
      team: workspace.name,
      user: bot.botName.toLowerCase(),
      team_id: workspace.teamId,
      user_id: bot.botUserId,
      bot_id: bot.botId,
      is_enterprise_install: false,
    });
  },
};

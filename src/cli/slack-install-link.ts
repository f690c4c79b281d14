import { z } from 'zod';
import { adminClient, RELAY_HELP, RELAY_OPTIONS } from './admin-client.ts';
import { type Command, EXIT, usage } from './command.ts';

const HELP = `Makes a link by which one person, once, installs the Slack app in the workspace of a tenant, and prints it.

Use: tocsin slack install-link --tenant TENANT [--hours N]

The tenant's file says "install: oauth" under slack. Send the link to somebody who may install apps there; whoever has it can
do so. It is used up by the installation. docs/slack.md tells what the relay needs for it.

Options:
  --tenant TENANT    the tenant
  --hours N          for how long the link is good (24), at most 168, which is a week
  --by NAME          who you are, for the log (your user name)
${RELAY_HELP}

Examples:
  tocsin slack install-link --tenant acme

Exit codes: 0 printed; 1 the relay does not answer or refuses; 2 wrong use.`;

const Link = z.object({ url: z.string(), expiresAt: z.string() });

export const slackInstallLink: Command = {
  help: HELP,
  options: { tenant: 'value', hours: 'value', by: 'value', ...RELAY_OPTIONS },
  async run(given, env) {
    const tenant = encodeURIComponent(given.need('tenant'));
    const hours = given.value('hours') ?? '24';
    if (!/^\d{1,3}$/.test(hours)) throw usage(`--hours must be a whole number of hours, not ${hours}`);
    const client = await adminClient(given, env);
    const link = await client.request('POST', `tenants/${tenant}/slack/install-links?hours=${hours}`);
    const { url, expiresAt } = Link.parse(link);
    console.log(url);
    console.error(`Good for one installation until ${expiresAt}. Whoever has it may install: send it to one person.`);
    return EXIT.ok;
  },
};

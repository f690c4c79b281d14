import { z } from 'zod';
import { adminClient, RELAY_HELP, RELAY_OPTIONS } from './admin-client.ts';
import { type Command, EXIT } from './command.ts';
import { printable } from './dead-letter-text.ts';
import { textTable } from './text-table.ts';

const HELP = `Lists the tenants that install the Slack app: into which workspace, since when, and what is out of order.

Use: tocsin slack installations

The last column names the key that seals a tenant's tokens in the store: a key that it no longer names can be taken out of
TOCSIN_ENCRYPTION_KEYS (docs/operations.md, "Keys").

Options:
${RELAY_HELP}

Examples:
  tocsin slack installations

Exit codes: 0 all are in order; 1 one is not, or the relay does not answer; 2 wrong use.`;

const Listed = z.object({
  tenant: z.string(),
  state: z.string(),
  team: z.string().default('-'),
  teamName: z.string().default('-').transform(printable),
  installedAt: z.string().default('-'),
  keyId: z.string().default('-'),
});
type Listed = z.output<typeof Listed>;

const Answer = z.object({ installations: z.array(Listed) });

export const slackInstallations: Command = {
  help: HELP,
  options: { ...RELAY_OPTIONS },
  async run(given, env) {
    const client = await adminClient(given, env);
    const { installations } = Answer.parse(await client.request('GET', 'slack/installations'));
    if (installations.length === 0) console.log('No tenant has install: oauth.');
    else console.log(tableOf(installations));
    return installations.every(({ state }) => state === IN_ORDER) ? EXIT.ok : EXIT.notOk;
  },
};

const IN_ORDER = 'in_order';

function tableOf(installations: readonly Listed[]): string {
  const rows = installations.map(({ tenant, state, team, teamName, installedAt, keyId }) => [
    tenant,
    team,
    teamName,
    installedAt.slice(0, 16),
    keyId,
    state.replaceAll('_', ' '),
  ]);
  return textTable([['TENANT', 'WORKSPACE', 'NAME', 'SINCE (UTC)', 'KEY', 'STATE'], ...rows]);
}

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TeamId, teamId } from '../../src/core/ids.ts';
import type { LogFields } from '../../src/core/logger.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { TokenTeams } from '../../src/installations/token-teams.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { waitUntil } from '../servers/wait-until.ts';
import { type ConfigFolder, createConfigFolder, GOOD } from '../tenants/tenant-folders.ts';

const tenantFile = (prefix: string, token: string) => `name: x
ingest: { tokens: [{ token: '\${${prefix}_INGEST_TOKEN}' }] }
slack: { team_id: T0ACME, bot_token: '${token}' }
`;
let folder: ConfigFolder;
beforeAll(async () => {
  folder = await createConfigFolder({
    'tenants/acme/tenant.yaml': tenantFile('ACME', 'xoxb-acme'),
    ...Object.fromEntries(
      ['routing', 'receivers'].map((name) => [
        `tenants/aardvark/${name}.yaml`,
        GOOD[name === 'routing' ? 'tenants/acme/routing.yaml' : 'tenants/acme/receivers.yaml'],
      ]),
    ),
    'tenants/aardvark/tenant.yaml': tenantFile('GLOBEX', 'xoxb-globex'),
  });
});
afterAll(() => folder.remove());

async function tenantsNow() {
  const loaded = await folder.load();
  if (loaded.tenants === undefined) throw new Error(folder.told(loaded).join('\n'));
  return loaded.tenants;
}

test('who names a workspace that its token is not of is left out there, once Slack has said so', async () => {
  let tenants = await tenantsNow();
  let now = 0;
  const said: Record<string, readonly TeamId[] | undefined> = { 'xoxb-acme': [teamId('T0ACME'), teamId('E0ORG')] };
  const asked: string[] = [];
  const errors: LogFields[] = [];
  const metrics = createMetrics({ version: 'test', defaults: false });
  const teams = new TokenTeams({ tenants: () => tenants, clock: { now: () => now } });
  const chosen = () => teams.trusted(tenants.byTeam(teamId('T0ACME'))).map(({ id }) => id);
  expect(chosen()).toEqual(['aardvark', 'acme']);

  const asking = teams.start({
    ask: async (token) => {
      asked.push(token.reveal());
      return said[token.reveal()];
    },
    metrics,
    logger: { ...silentLogger, error: (fields) => errors.push(fields) },
    lookMs: 5,
  });
  // Slack says nothing of the other token yet: who has proven it goes first.
  await waitUntil('both are asked about', () => asked.length === 2);
  await waitUntil('acme is first', () => chosen().join() === 'acme,aardvark');
  expect([teams.warnings(), errors]).toEqual([[], []]);

  said['xoxb-globex'] = [teamId('T0GLOBEX')];
  now += 60_001;
  await waitUntil('it is told', () => errors.length > 0);
  expect(chosen()).toEqual(['acme']);
  expect(errors).toEqual([{ tenant: 'aardvark', team: 'T0ACME', detail: 'Slack says T0GLOBEX' }]);
  expect(teams.warnings()).toEqual([expect.stringContaining('of a tenant is not that of its token')]);
  const gauge = await metrics.registry.getSingleMetricAsString('tocsin_slack_wrong_workspace');
  expect(gauge).toContain('{tenant="aardvark"} 1');
  expect(gauge).toContain('{tenant="acme"} 0');

  // A reload makes new objects of the same tokens, and mends the tenant.
  const file = tenantFile('GLOBEX', 'xoxb-globex').replace('T0ACME', 'T0GLOBEX');
  await folder.write({ 'tenants/aardvark/tenant.yaml': file });
  tenants = await tenantsNow();
  await waitUntil('it is not wrong any more', async () =>
    (await metrics.registry.metrics()).includes('tocsin_slack_wrong_workspace{tenant="aardvark"} 0'),
  );
  expect(teams.warnings()).toEqual([]);
  await asking.stop();
  expect(asked).toEqual(['xoxb-globex', 'xoxb-acme', 'xoxb-globex']);
  expect(errors).toHaveLength(1);
});

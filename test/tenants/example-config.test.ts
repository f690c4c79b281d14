import { describe, expect, test } from '@jest/globals';
import { loadProcessConfig } from '../../src/config/process-config.ts';
import { formatFault } from '../../src/core/fault.ts';
import { isTenantId, receiverName, type TenantId, teamId } from '../../src/core/ids.ts';
import { NO_TIER_QUOTAS } from '../../src/core/quotas.ts';
import { loadConfiguration } from '../../src/tenants/load-configuration.ts';
import { loadTenants } from '../../src/tenants/load-tenants.ts';
import { createConfigFolder, DEFAULTS, ENV, GOOD } from './tenant-folders.ts';

const options = {
  configDir: 'config',
  templatesDir: 'templates',
  localesDir: 'locales',
  defaults: DEFAULTS,
  tierQuotas: NO_TIER_QUOTAS,
};

function id(text: string): TenantId {
  if (!isTenantId(text)) throw new TypeError(text);
  return text;
}

test('a tenant has the quotas of its tier but for those that it names', async () => {
  const folder = await createConfigFolder({
    'tenants/acme/tenant.yaml': `${GOOD['tenants/acme/tenant.yaml']}tier: premium\nquotas: { open_groups: none }\n`,
    'tocsin.yaml': 'tiers: { premium: { quotas: { messages_per_hour: 60, open_groups: 9 } } }\n',
  });
  const { configuration, faults } = await loadConfiguration(folder.options);
  await folder.remove();
  expect(faults.map(formatFault)).toEqual([]);
  expect(configuration?.tenants.get(id('acme'))?.quotas).toEqual({ messagesPerHour: 60 });
});

describe('the example configuration', () => {
  test('loads, given its secrets', async () => {
    const { tenants, faults, warnings } = await loadTenants({ ...options, env: ENV });
    expect([...faults, ...warnings].map(formatFault)).toEqual([]);
    expect(tenants?.all().map((tenant) => [tenant.id, tenant.locale, tenant.tier])).toEqual([
      ['acme', 'de', 'enterprise'],
      ['globex', 'fr', 'premium'],
    ]);
    expect(tenants?.byTeam(teamId('T0GLOBEX')).map((tenant) => tenant.id)).toEqual(['globex']);
    const acme = tenants?.get(id('acme'));
    expect(acme?.route({ team: 'db', severity: 'critical' })).toEqual(['database', 'ops']);
    expect(acme?.receivers.get(receiverName('database'))?.policy.onRepeat).toBe('ignore');
  });

  test('says which variables to set when they are not', async () => {
    const { faults } = await loadTenants({ ...options, env: {} });
    expect(faults.map(formatFault)).toEqual([
      'config/tenants/acme/tenant.yaml:10:7 ingest.tokens[0].token: the environment variable ACME_INGEST_TOKEN is not set; set ACME_INGEST_TOKEN before the start',
      'config/tenants/acme/tenant.yaml:13:3 slack.bot_token: the environment variable ACME_BOT_TOKEN is not set; set ACME_BOT_TOKEN before the start',
      'config/tenants/globex/tenant.yaml:8:7 ingest.tokens[0].token: the environment variable GLOBEX_INGEST_TOKEN is not set; set GLOBEX_INGEST_TOKEN before the start',
      'config/tenants/globex/tenant.yaml:11:3 slack.bot_token: the environment variable GLOBEX_BOT_TOKEN is not set; set GLOBEX_BOT_TOKEN before the start',
    ]);
  });

  test('has a tocsin.yaml in which all defaults hold', async () => {
    const example = await loadProcessConfig({ configDir: 'config', env: {} });
    const absent = await loadProcessConfig({ configDir: 'config/schemas', env: {} });
    expect(example.faults).toEqual([]);
    expect(example.value).toEqual(absent.value);
  });
});

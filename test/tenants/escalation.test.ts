import { afterEach, describe, expect, test } from '@jest/globals';
import { receiverName } from '../../src/core/ids.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { readText } from '../repository/repository-files.ts';
import { type ConfigFolder, createConfigFolder, type Files, GOOD } from './tenant-folders.ts';

let folder: ConfigFolder | undefined;
afterEach(() => folder?.remove());

const RECEIVERS = 'receivers: [{ name: ops, slack: { channel: C0OPS }, escalation: night }]\n';
const ROUTING = `route: { receiver: ops }
time_intervals:
  - name: nights
    time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }] }]
`;
const ESCALATION = `policies:
  - name: night
    steps:
      - { after: 10m, mention: [database, U0CLEO, '<!here>'] }
      - { after: 25m, mention: [platform], channels: [C0LEADS], direct_message: [database/2, database] }
    repeat: { every: 30m }
    quiet: { time_intervals: [nights] }
    acknowledge_timeout: 4h
schedules:
  - name: database
    layers:
      - { participants: [U0ANNA, U0BEN], starts: '2026-01-05' }
      - { participants: [U0CLEO, U0DORA], starts: '2026-01-05', rotation: daily, handover: '12:00' }
    overrides:
      - { layer: '2', from: '2026-01-07T12:00', until: '2026-01-07T13:00', who: U0EVE }
  - { name: platform, user_group: S0ONCALL }
targets:
  critical: { acknowledge: 5m, resolve: 4h }
  error: {}
`;

async function load(files: Files): Promise<Tenant> {
  folder = await createConfigFolder(files);
  const loaded = await folder.load();
  expect(folder.told(loaded)).toEqual([]);
  const tenant = loaded.tenants?.all()[0];
  if (tenant === undefined) throw new Error('no tenant was loaded');
  return tenant;
}

const policyOf = (tenant: Tenant) => tenant.receivers.get(receiverName('ops'))?.policy;
const AT = Date.UTC(2026, 0, 6, 8);

describe('a tenant with escalation.yaml', () => {
  const files = {
    'tenants/acme/receivers.yaml': RECEIVERS,
    'tenants/acme/routing.yaml': ROUTING,
    'tenants/acme/escalation.yaml': ESCALATION,
  };

  test('calls whoever is on call at the moment of a step', async () => {
    const policy = policyOf(await load(files))?.escalation;
    expect(policy?.steps.map((step) => [step.afterMs, step.mentions(AT), step.channels, step.people(AT)])).toEqual([
      [600_000, ['<@U0ANNA>', '<@U0CLEO>', '<!here>'], [], []],
      [1_500_000, ['<!subteam^S0ONCALL>'], ['C0LEADS'], ['U0CLEO', 'U0ANNA']],
    ]);
    const later = Date.UTC(2026, 0, 7, 12, 30);
    expect(policy?.steps[1]?.people(later)).toEqual(['U0EVE', 'U0ANNA']);
  });

  test('repeats, rests and asks as it says, and as the defaults say', async () => {
    const policy = policyOf(await load(files))?.escalation;
    expect(policy?.repeat).toEqual({ everyMs: 1_800_000, factor: 2, longestMs: 14_400_000, times: 6 });
    expect(policy?.acknowledgement).toEqual({ timeoutMs: 14_400_000, graceMs: 900_000 });
    expect([...(policy?.quiet?.severities ?? [])]).toEqual(['error', 'warning', 'info', 'none']);
    expect(policy?.quiet?.until(AT)).toBeUndefined();
    expect(policy?.quiet?.until(Date.UTC(2026, 0, 6, 23))).toBe(Date.UTC(2026, 0, 7));
  });

  test('has its own targets for the severities that it names', async () => {
    expect(policyOf(await load(files))?.targets).toEqual({
      critical: { acknowledgeMs: 300_000, resolveMs: 14_400_000 },
      error: {},
    });
  });

  test('is warned of a policy that nobody uses', async () => {
    folder = await createConfigFolder({ ...files, 'tenants/acme/receivers.yaml': GOOD['tenants/acme/receivers.yaml'] });
    const { warnings } = await folder.load();
    expect(warnings.map(({ path, reason }) => [path, reason])).toEqual([
      ['policies[0].name', 'no receiver names this policy'],
    ]);
  });
});

test.each([
  ['free', 120],
  ['premium', 30],
  ['enterprise', 15],
])(
  'a tenant of the tier %s answers what is urgent within %i minutes, and escalates nothing by itself',
  async (tier, minutes) => {
    const tenant = await load({ 'tenants/acme/tenant.yaml': `${GOOD['tenants/acme/tenant.yaml']}tier: ${tier}\n` });
    const target = { acknowledgeMs: minutes * 60_000 };
    expect(policyOf(tenant)?.targets).toEqual({ critical: target, error: target });
    expect(policyOf(tenant)?.escalation).toBeUndefined();
  },
);

test('the example of docs/escalation.md is a configuration without faults', async () => {
  const blocks = [...readText('docs/escalation.md').matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(
    (match) => match[1] ?? '',
  );
  const [escalation = '', receivers = '', byGroup = ''] = blocks;
  const files = { 'tenants/acme/receivers.yaml': receivers, 'tenants/acme/routing.yaml': ROUTING };
  const tenant = await load({ ...files, 'tenants/acme/escalation.yaml': escalation });
  expect(policyOf(tenant)?.escalation?.steps).toHaveLength(3);
  await folder?.remove();
  const policies = escalation.slice(0, escalation.indexOf('schedules:')).replaceAll(/platform\/[12]/g, 'platform');
  const withoutDirect = policies.replace(/^ +direct_message: .*\n/m, '');
  const grouped = await load({ ...files, 'tenants/acme/escalation.yaml': `${withoutDirect}${byGroup}` });
  expect(policyOf(grouped)?.escalation?.steps[0]?.mentions(AT)).toEqual(['<!subteam^S0ONCALL>']);
});

import { describe, expect, test } from '@jest/globals';
import { FAULTY_ACCESS } from './faulty-access.ts';
import { FAULTY_ALERTMANAGERS } from './faulty-alertmanagers.ts';
import { FAULTY_ESCALATION } from './faulty-escalation.ts';
import { FAULTY_FILES } from './faulty-files.ts';
import { FAULTY_ROUTES_AND_RECEIVERS } from './faulty-routes-and-receivers.ts';
import { FAULTY_SECRETS } from './faulty-secrets.ts';
import { FAULTY_WATCHDOGS } from './faulty-watchdogs.ts';
import { FAULTY_WEBHOOKS } from './faulty-webhooks.ts';
import { createConfigFolder, type Files } from './tenant-folders.ts';

async function toldOf(files: Files) {
  const folder = await createConfigFolder(files);
  try {
    const loaded = await folder.load();
    return { tenants: loaded.tenants, told: folder.told(loaded) };
  } finally {
    await folder.remove();
  }
}

const FAULTY_CONFIGS = {
  ...FAULTY_FILES,
  ...FAULTY_SECRETS,
  ...FAULTY_ROUTES_AND_RECEIVERS,
  ...FAULTY_ACCESS,
  ...FAULTY_ALERTMANAGERS,
  ...FAULTY_WEBHOOKS,
  ...FAULTY_WATCHDOGS,
  ...FAULTY_ESCALATION,
};

describe('a faulty configuration', () => {
  test.each(Object.entries(FAULTY_CONFIGS))('is refused: %s', async (_name, [files, faults]) => {
    const { tenants, told } = await toldOf(files);
    expect(told).toEqual(faults);
    expect(tenants).toBeUndefined();
  });

  test('without its fault is accepted', async () => {
    const { tenants, told } = await toldOf({});
    expect(told).toEqual([]);
    expect(tenants?.all()).toHaveLength(1);
  });

  test('is told all its faults at once, of all files and tenants', async () => {
    const { told } = await toldOf({
      'tenants/acme/tenant.yaml': `name: 7
tier: gold
locale: sv
time_zone: Mars/Olympus
ingest:
  tokens:
    - token: \${NO_SUCH_TOKEN}
    - token_file: nowhere
    - {}
slack:
  team: T0ACME
`,
      'tenants/acme/routing.yaml': `route:
  reciever: ops
  routes:
    - receiver: nobody
      matchers: ['=x']
`,
      'tenants/acme/receivers.yaml': `receivers:
  - name: ops
    slack: { channel: alerts, template: fancy }
  - name: ops
    slack: { channel: C0OPS, on_repeat: Thread }
`,
      'tenants/acme/reciever.yaml': '',
      'tenants/globex/tenant.yaml': 'name: [\n',
      'tenants/globex/routing.yaml': 'route: { receiver: alerts }\n',
    });
    expect(told.map((fault) => fault.split(': ')[0])).toEqual([
      'tenants/acme/tenant.yaml:1:1 name',
      'tenants/acme/tenant.yaml:2:1 tier',
      'tenants/acme/tenant.yaml:3:1 locale',
      'tenants/acme/tenant.yaml:4:1 time_zone',
      'tenants/acme/tenant.yaml:7:7 ingest.tokens[0].token',
      'tenants/acme/tenant.yaml:8:7 ingest.tokens[1].token_file',
      'tenants/acme/tenant.yaml:9:7 ingest.tokens[2]',
      'tenants/acme/tenant.yaml:10:1 slack.team_id',
      'tenants/acme/tenant.yaml:10:1 slack',
      'tenants/acme/tenant.yaml:11:3 slack.team',
      'tenants/acme/routing.yaml:1:1 route.receiver',
      'tenants/acme/routing.yaml:2:3 route.reciever',
      'tenants/acme/routing.yaml:4:7 route.routes[0].receiver',
      'tenants/acme/routing.yaml:5:18 route.routes[0].matchers[0]',
      'tenants/acme/receivers.yaml:3:14 receivers[0].slack.channel',
      'tenants/acme/receivers.yaml:3:31 receivers[0].slack.template',
      'tenants/acme/receivers.yaml:4:5 receivers[1].name',
      'tenants/acme/receivers.yaml:5:30 receivers[1].slack.on_repeat',
      'tenants/acme/reciever.yaml',
      'tenants/globex/tenant.yaml:2:1',
      'tenants/globex/receivers.yaml',
    ]);
  });
});

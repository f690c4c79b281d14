import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { Releasers } from '../../src/core/lifecycle.ts';
import { runTocsin, SECRETS } from './run-tocsin.ts';

describe('tocsin check-config', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  test('says of the example configuration that it is valid', async () => {
    const { code, stdout, stderr } = await runTocsin(['check-config'], { env: SECRETS });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('acme: ops, database (de)\nglobex: alerts (fr)\nconfig is valid: 2 tenants\n');
  });

  test('tells every fault of the environment, tocsin.yaml and the tenants at once', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-cli-'));
    releasers.add('folder', () => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'tenants/acme'), { recursive: true });
    await writeFile(join(folder, 'tocsin.yaml'), 'shutdown_timeuot: 1s\n');
    await writeFile(
      join(folder, 'tenants/acme/tenant.yaml'),
      `name: Acme
ingest: { tokens: [{ token: "\${ACME_INGEST_TOKEN}" }] }
slack: { team_id: T0ACME, bot_token: "\${NOT_SET}" }
`,
    );
    await writeFile(join(folder, 'tenants/acme/routing.yaml'), 'route: { receiver: opps }\n');
    await writeFile(
      join(folder, 'tenants/acme/receivers.yaml'),
      'receivers: [{ name: ops, slack: { channel: C0OPS } }]\n',
    );
    const env = { ...SECRETS, PORT: 'http', TOCSIN_CONFIG: folder };
    const { code, stdout, stderr } = await runTocsin(['check-config'], { env });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('environment variable PORT: must be a port');
    expect(stderr).toMatch(/tocsin\.yaml:1:1 shutdown_timeuot: .+did you mean "shutdown_timeout"\?/);
    expect(stderr).toContain('the environment variable NOT_SET is not set');
    expect(stderr).toMatch(/routing\.yaml:1:\d+ route\.receiver: there is no receiver named "opps"/);
    expect(stderr).toContain(`${folder} is invalid: 4 faults\n`);
  });

  test('tells warnings and still counts the configuration as valid', async () => {
    const env = { ...SECRETS, ACME_INGEST_TOKEN: 'short' };
    const { code, stderr } = await runTocsin(['check-config', '--config', 'config'], { env });
    expect(code).toBe(0);
    expect(stderr).toMatch(/^warning: config\/tenants\/acme\/tenant\.yaml:\d+:\d+ .+fewer than 16 characters/);
  });

  test('tells what having the app installed lacks, and warns of Alertmanagers that would not be called', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-cli-'));
    releasers.add('folder', () => rm(folder, { recursive: true }));
    const tenant = (id: string, slack: string) => `name: ${id}
ingest: { tokens: [{ token: "\${${id.toUpperCase()}_INGEST_TOKEN}" }] }
slack: ${slack}
alertmanagers:
  - { name: beside, url: 'http://localhost:9093' }
  - { name: far, url: 'http://10.0.0.1:9093' }
`;
    const write = async (id: string, slack: string) => {
      await cp('config/tenants/globex', join(folder, 'tenants', id), { recursive: true });
      await writeFile(join(folder, 'tenants', id, 'tenant.yaml'), tenant(id, slack));
    };
    await write('acme', '{ install: oauth }');
    await write('globex', '{ install: oauth }');
    const env = { ...SECRETS, TOCSIN_CONFIG: folder, SLACK_CLIENT_ID: '1.2', TOCSIN_ENCRYPTION_KEYS: 'k1:tooshort' };
    const refused = await runTocsin(['check-config'], { env });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('environment variable TOCSIN_ENCRYPTION_KEYS: key 1 is not 32 bytes in base64');
    for (const id of ['acme', 'globex']) {
      expect(refused.stderr).toMatch(
        new RegExp(
          `${id}/tenant\\.yaml:3:\\d+ slack\\.install: needs SLACK_CLIENT_SECRET, TOCSIN_PUBLIC_URL in the env`,
        ),
      );
    }
    expect(refused.stderr).toContain('3 faults');
    expect(refused.stderr).not.toContain('tooshort');

    for (const id of ['acme', 'globex']) await write(id, `{ team_id: T0, bot_token: "\${ACME_BOT_TOKEN}" }`);
    const { code, stderr } = await runTocsin(['check-config'], { env: { ...SECRETS, TOCSIN_CONFIG: folder } });
    expect(code).toBe(0);
    expect(stderr.match(/warning: .+/g)).toEqual([
      expect.stringMatching(/acme\/tenant\.yaml:5:.+ alertmanagers\[0\]\.url: leads to this machine .+allow_networks/),
      expect.stringMatching(/globex\/tenant\.yaml:5:/),
    ]);
    await writeFile(join(folder, 'tocsin.yaml'), 'alertmanager: { allow_networks: [127.0.0.0/8] }\n');
    expect((await runTocsin(['check-config'], { env: { ...SECRETS, TOCSIN_CONFIG: folder } })).stderr).toBe('');
  });

  test('tells what sign-ins with a provider lack, and which rules give nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tocsin-cli-'));
    releasers.add('folder', () => rm(folder, { recursive: true }));
    await cp('config/tenants', join(folder, 'tenants'), { recursive: true });
    await writeFile(
      join(folder, 'tocsin.yaml'),
      `oidc:
  issuer: https://login.example.com
  client_id: tocsin
  tenants:
    - { value: acme-devs, tenant: acme, role: veiwer }
    - { value: acmee-devs, tenant: acmee, role: viewer }
`,
    );
    const env = { ...SECRETS, TOCSIN_CONFIG: folder };
    const lacking = await runTocsin(['check-config'], { env: { ...env, TOCSIN_OIDC_CLIENT_SECRET: 'hush-client' } });
    expect(lacking.code).toBe(1);
    expect(lacking.stderr).toMatch(
      /tocsin\.yaml.* oidc: needs TOCSIN_PUBLIC_URL in the environment; set it: docs\/console\.md/,
    );
    const { code, stderr } = await runTocsin(['check-config'], {
      env: { ...env, TOCSIN_OIDC_CLIENT_SECRET: 'hush-client', TOCSIN_PUBLIC_URL: 'https://tocsin.example.com' },
    });
    expect(code).toBe(0);
    expect(stderr.match(/warning: .+/g)).toEqual([
      expect.stringMatching(/oidc\.tenants\[0\]\.role: acme has no such role; did you mean "viewer"\?/),
      expect.stringMatching(/oidc\.tenants\[1\]\.tenant: there is no such tenant; did you mean "acme"\?/),
    ]);
  });

  test('takes a folder that is not there for a fault', async () => {
    const { code, stderr } = await runTocsin(['check-config', '--config', 'nowhere']);
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere: the folder does not exist');
  });
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
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

  test('takes a folder that is not there for a fault', async () => {
    const { code, stderr } = await runTocsin(['check-config', '--config', 'nowhere']);
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere: the folder does not exist');
  });
});

import { afterEach, describe, expect, test } from '@jest/globals';
import { workspacesOf } from '../../src/cli/sandbox-workspaces.ts';
import { Releasers } from '../../src/core/lifecycle.ts';
import { SandboxWorkspace } from '../../src/sandbox/options.ts';
import { createConfigFolder, type Files } from '../tenants/tenant-folders.ts';

describe('the workspaces of the sandbox', () => {
  const releasers = new Releasers();
  afterEach(() => releasers.close());

  const workspacesFrom = async (files: Files) => {
    const folder = await createConfigFolder(files);
    releasers.add('folder', () => folder.remove());
    const { tenants, faults } = await folder.load();
    if (tenants === undefined) throw new Error(JSON.stringify(faults));
    return workspacesOf(tenants).map((workspace) => SandboxWorkspace.parse(workspace));
  };

  const receivers = (...channels: readonly string[]) => ({
    'tenants/acme/receivers.yaml': `receivers:\n${channels
      .map(
        (channel, index) => `  - { name: ${index === 0 ? 'ops' : `Ops ${index}`}, slack: { channel: '${channel}' } }`,
      )
      .join('\n')}\n`,
  });

  const channelsFrom = async (files: Files) => {
    const [workspace] = await workspacesFrom(files);
    return workspace?.channels.map(({ id, name }) => `${id} ${name}`);
  };

  test('name a channel that is known by its id after its first receiver', async () => {
    expect(await channelsFrom(receivers('C0A', 'C0B', 'C0A'))).toEqual(['C0A ops', 'C0B ops-1']);
  });

  test('give a channel that is known by its name an id that is free', async () => {
    expect(await channelsFrom(receivers('#b', 'C0B', '#b', '#ä'))).toEqual(['C0B2 b', 'C0NAMED ä', 'C0B ops-1']);
  });

  test('keep names apart', async () => {
    expect(await channelsFrom(receivers('C0A', '#ops'))).toEqual(['C0OPS ops', 'C0A ops-c0a']);
  });

  test('have the user groups that receivers call', async () => {
    const [workspace] = await workspacesFrom({
      'tenants/acme/receivers.yaml':
        "receivers: [{ name: ops, slack: { channel: C0A, mentions: { critical: ['<!subteam^S0ONCALL|oncall>', '<!here>'] } } }]\n",
    });
    expect(workspace?.userGroups.map(({ id, handle }) => `${id} ${handle}`)).toEqual(['S0ONCALL oncall']);
  });

  test('have the user groups that roles name, with one person in each', async () => {
    const [workspace] = await workspacesFrom({
      'tenants/acme/receivers.yaml':
        "receivers: [{ name: ops, slack: { channel: C0A, mentions: { critical: ['<!subteam^S0ONCALL>'] } } }]\n",
      'tenants/acme/access.yaml': 'roles: [{ name: responder, user_groups: [S0ONCALL, S0DBA] }]\n',
    });
    expect(workspace?.userGroups.map(({ id, users }) => [id, users.length])).toEqual([
      ['S0ONCALL', 5],
      ['S0DBA', 1],
    ]);
  });

  test('are shared by tenants of one workspace, with the tokens and channels of all', async () => {
    const workspaces = await workspacesFrom({
      'tenants/second/tenant.yaml': `name: Second
locale: fr
ingest: { tokens: [{ token: "\${GLOBEX_INGEST_TOKEN}" }] }
slack: { team_id: T0ACME, bot_token: "\${GLOBEX_BOT_TOKEN}" }
`,
      'tenants/second/routing.yaml': 'route: { receiver: web }\n',
      'tenants/second/receivers.yaml': 'receivers: [{ name: web, slack: { channel: C0WEB } }]\n',
    });
    expect(workspaces).toMatchObject([
      { teamId: 'T0ACME', name: 'Acme, Second', channels: [{ id: 'C0OPS' }, { id: 'C0WEB', name: 'web' }] },
    ]);
    expect(workspaces[0]?.tokens).toHaveLength(2);
  });
});

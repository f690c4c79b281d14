import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { readTenantFile } from '../../src/tenants/tenant-folder.ts';
import { secretFilesOf } from '../../src/tenants/tenant-secrets.ts';
import { createConfigFolder, GOOD } from './tenant-folders.ts';

const SECRET = `whsec_${Buffer.from('hush hush hush hush hush hush').toString('base64')}`;
const FILES = {
  'tenants/acme/tenant.yaml': `${GOOD['tenants/acme/tenant.yaml']}webhooks:
  - name: pager
    url: https://pager.example.com/hook
    secrets: [{ secret_file: pager-secret }, { secret: '${SECRET}' }]
  - name: local
    url: http://[::1]:9/
    secrets: [{ secret: '${SECRET}' }]
    events: [opened, commented]
    labels: true
`,
  'tenants/acme/pager-secret': `${SECRET}\n`,
};

test('webhooks have their secrets, from files too, and never print them', async () => {
  const folder = await createConfigFolder(FILES);
  const { tenants, faults } = await folder.load();
  expect(faults).toEqual([]);
  const webhooks = tenants?.all()[0]?.webhooks ?? [];
  expect(
    webhooks.map(({ secrets, kinds, ...rest }) => ({ ...rest, kinds: [...kinds], secrets: secrets.length })),
  ).toEqual([
    {
      name: 'pager',
      url: 'https://pager.example.com/hook',
      secrets: 2,
      kinds: ['acknowledged', 'unacknowledged', 'assigned', 'silenced', 'unsilenced', 'escalated', 'resolved'],
      sendsLabels: false,
    },
    { name: 'local', url: 'http://[::1]:9/', secrets: 1, kinds: ['opened', 'commented'], sendsLabels: true },
  ]);
  expect(webhooks[0]?.secrets[0]?.reveal()).toBe(SECRET);
  expect(inspect(tenants?.all(), { depth: 10 }) + JSON.stringify(webhooks)).not.toContain(SECRET.slice(6));
  await folder.remove();
});

test('files of their secrets are known as such', async () => {
  const folder = await createConfigFolder(FILES);
  const source = await readTenantFile(`${folder.options.configDir}/tenants/acme/tenant.yaml`);
  expect(secretFilesOf(source)).toEqual(['pager-secret']);
  await folder.remove();
});

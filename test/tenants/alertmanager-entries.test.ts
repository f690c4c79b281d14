import { inspect } from 'node:util';
import { expect, test } from '@jest/globals';
import { readTenantFile } from '../../src/tenants/tenant-folder.ts';
import { secretFilesOf } from '../../src/tenants/tenant-secrets.ts';
import { createConfigFolder, GOOD } from './tenant-folders.ts';

const ENTRIES = `alertmanagers:
  - name: plain
    url: http://am-0:9093/alerts/
  - name: basic
    url: https://am-1
    external_url: https://alerts.example.com/
    basic_auth: { username: tocsin, password_file: am-password }
    headers: { X-Team: hush-team }
  - name: mimir
    url: https://mimir/alertmanager
    authorization: { credentials: hush-token }
    org_id: hush-org
    only: ['namespace=~"acme-.*"', 'env!="lab"']
`;
const FILES = {
  'tenants/acme/tenant.yaml': GOOD['tenants/acme/tenant.yaml'] + ENTRIES,
  'tenants/acme/am-password': 'hush hush\n',
};

test('Alertmanagers have their credentials as headers, from files too, and never print them', async () => {
  const folder = await createConfigFolder(FILES);
  const { tenants, faults } = await folder.load();
  expect(faults).toEqual([]);
  const alertmanagers = tenants?.all()[0]?.alertmanagers ?? [];
  const revealed = alertmanagers.map(({ headers, only, ...rest }) => ({
    ...rest,
    only: only.map(({ text }) => text),
    headers: Object.fromEntries([...headers].map(([name, value]) => [name, value.reveal()])),
  }));
  expect(revealed).toEqual([
    {
      name: 'plain',
      url: 'http://am-0:9093/alerts',
      externalUrl: 'http://am-0:9093/alerts',
      headers: {},
      ca: undefined,
      only: [],
    },
    {
      name: 'basic',
      url: 'https://am-1',
      externalUrl: 'https://alerts.example.com',
      headers: { 'x-team': 'hush-team', authorization: `Basic ${Buffer.from('tocsin:hush hush').toString('base64')}` },
      ca: undefined,
      only: [],
    },
    {
      name: 'mimir',
      url: 'https://mimir/alertmanager',
      externalUrl: 'https://mimir/alertmanager',
      headers: { 'x-scope-orgid': 'hush-org', authorization: 'Bearer hush-token' },
      ca: undefined,
      only: ['namespace=~"acme-.*"', 'env!="lab"'],
    },
  ]);
  const printed = inspect(alertmanagers, { depth: null }) + JSON.stringify(alertmanagers);
  expect(printed).not.toMatch(/hush/);
  await folder.remove();
});

test('the file of a password counts as one that belongs into the folder', async () => {
  const folder = await createConfigFolder(FILES);
  const source = await readTenantFile(`${folder.options.configDir}/tenants/acme/tenant.yaml`);
  expect(secretFilesOf(source)).toEqual(['am-password']);
  await folder.remove();
});

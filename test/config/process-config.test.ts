import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { loadProcessConfig } from '../../src/config/process-config.ts';
import { formatFault } from '../../src/core/fault.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'process-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function load(text: string, env = {}) {
  await writeFile(join(folder, 'tocsin.yaml'), text);
  const { value, faults } = await loadProcessConfig({ configDir: folder, env });
  return { value, said: faults.map((fault) => formatFault(fault).replace(`${folder}/`, '')) };
}

describe('tocsin.yaml', () => {
  test('may be absent or empty: all defaults hold', async () => {
    const absent = await loadProcessConfig({ configDir: join(folder, 'nowhere'), env: {} });
    const empty = await load('');
    expect(empty.value).toEqual(absent.value);
    expect(empty.value).toEqual({
      ingest: {
        limits: {
          bodyBytes: 16_777_216,
          alerts: 5_000,
          labelsPerAlert: 100,
          labelChars: 1_024,
          annotationChars: 4_096,
        },
        dedupeMs: 120_000,
        tenantConcurrency: 4,
      },
      delivery: {
        concurrency: 32,
        tenantConcurrency: 4,
        leaseMs: 60_000,
        readyMs: 20_000,
        sweepMs: 1_000,
        deadLettersKeptMs: 2_592_000_000,
        gate: {
          paces: {
            channelPosts: { perSecond: 1, burst: 3 },
            workspacePosts: { perSecond: 5, burst: 50 },
            workspaceUpdates: { perSecond: 50 / 60, burst: 8 },
          },
          retestMs: 20_000,
          maxHoldMs: 300_000,
          outageNoteMs: 300_000,
        },
      },
      redis: { connectTimeoutMs: 2_000, commandTimeoutMs: 1_000 },
      slack: { timeoutMs: 10_000 },
      alertmanager: { timeoutMs: 5_000, allowNetworks: [] },
      metrics: { maxSeries: 80_000 },
      truthCheck: { intervalMs: 60_000, quietAfterMs: 300_000, trustAfterMs: 300_000, groups: 1_000 },
      webhooks: { allowNetworks: [], timeoutMs: 10_000, giveUpMs: 259_200_000 },
      tierQuotas: { free: {}, premium: {}, enterprise: {} },
      receiverDefaults: {
        threadUpdates: true,
        onRepeat: 'thread',
        reopenWindowMs: 1_800_000,
        stormAfterMs: 60_000,
        missed: 'summary',
        unreportedTimeoutMs: 86_400_000,
        copyWindowMs: 120_000,
        deadAfterMs: 86_400_000,
        deadLettersKeptMs: 2_592_000_000,
      },
      shutdown: { delayMs: 0, timeoutMs: 10_000 },
    });
  });

  test('takes single settings and the environment', async () => {
    const { value, said } = await load(`ingest:\n  max_body_size: \${BODY}\nslack: { timeout: 3s }\n`, {
      BODY: '1MiB',
    });
    expect(said).toEqual([]);
    expect([value?.ingest.limits.bodyBytes, value?.slack.timeoutMs]).toEqual([1_048_576, 3_000]);
  });

  test('tells all faults at once, with place and advice', async () => {
    const { value, said } = await load(`ingest:
  max_body_size: 16MB
  max_alrets: 5
  dedupe_window: 120
delivery: fast
slak: {}
receiver_defaults:
  on_repeat: repots
  thread_updates: "no"
`);
    expect(value).toBeUndefined();
    expect(said).toEqual([
      'tocsin.yaml:2:3 ingest.max_body_size: must be a size such as 512KiB or 16MiB',
      'tocsin.yaml:4:3 ingest.dedupe_window: must be a duration such as 30m, 1h30m or 500ms; put it in quotes',
      'tocsin.yaml:3:3 ingest.max_alrets: is not a known key; did you mean "max_alerts"?',
      'tocsin.yaml:5:1 delivery: must be a mapping (key: value), not text',
      'tocsin.yaml:9:3 receiver_defaults.thread_updates: must be true or false, not text',
      'tocsin.yaml:8:3 receiver_defaults.on_repeat: must be one of ignore, thread, repost; did you mean "repost"?',
      'tocsin.yaml:6:1 slak: is not a known key; did you mean "slack"?',
    ]);
  });

  test('refuses settings that would post twice or let one tenant hold up the others', async () => {
    const { said } = await load(
      'delivery: { lease: 30s, concurrency: 4, tenant_concurrency: 9 }\nslack: { timeout: 10s }\n',
    );
    expect(said).toEqual([
      'tocsin.yaml:1:13 delivery.lease: must be more than 40s, four times slack.timeout; a message that takes longer would be posted twice',
      'tocsin.yaml:1:41 delivery.tenant_concurrency: must not be more than delivery.concurrency; lower it, or one tenant could hold up all others',
    ]);
  });

  test('says of sign-ins with a provider what is wrong with them', async () => {
    const { said } = await load(`oidc:
  issuer: http://login.example.com
  client_id: tocsin
  scopes: [profile]
  tenants:
    - value: '{tenant}{role}'
    - value: tocsin-{tenant}
    - { value: 'x-{tenant}', tenant: acme, role: viewer }
    - { value: acme-leads, role: manager }
`);
    expect(said).toEqual([
      'tocsin.yaml:2:3 oidc.issuer: must be https, except on this machine',
      'tocsin.yaml:4:3 oidc.scopes: must have openid among them',
      'tocsin.yaml:6:7 oidc.tenants[0].value: must have something between {tenant} and {role}; else nobody can tell where one ends',
      'tocsin.yaml:7:7 oidc.tenants[1].role: is missing; name it, or write {role} once into value',
      'tocsin.yaml:8:30 oidc.tenants[2].tenant: is in the value already; leave one out',
      'tocsin.yaml:9:7 oidc.tenants[3].tenant: is missing; name it, or write {tenant} once into value',
    ]);
    const nobody = await load('oidc: { issuer: https://login.example.com, client_id: tocsin }\n');
    expect(nobody.said).toEqual(['tocsin.yaml:1:1 oidc: needs operators or tenants; else nobody could sign in']);
    const good = await load(
      'oidc: { issuer: http://127.0.0.1:9000/realm, client_id: tocsin, operators: [sre], session: 15m }\n',
    );
    expect(good.value?.oidc).toMatchObject({ name: '127.0.0.1:9000', claim: 'groups', sessionMs: 900_000 });
  });

  test('refuses a file that is no mapping', async () => {
    expect((await load('- a\n- b\n')).said).toEqual(['tocsin.yaml:1:1: must be a mapping (key: value), not a list']);
  });
});

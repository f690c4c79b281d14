import { tmpdir } from 'node:os';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { CanaryConfig } from '../../src/config/canary-settings.ts';
import { createLogger } from '../../src/config/pino-logger.ts';
import { formatFault } from '../../src/core/fault.ts';
import { CANARY_RECEIVER } from '../../src/core/own-groups.ts';
import { Secret } from '../../src/core/secret.ts';
import { createTenantRegistry, reloadTenants, type TenantRegistry } from '../../src/tenants/tenant-registry.ts';
import { type ConfigFolder, createConfigFolder, ENV, GOOD } from './tenant-folders.ts';

let folder: ConfigFolder;
let registry: TenantRegistry;

beforeEach(async () => {
  folder = await createConfigFolder();
  const { tenants } = await folder.load();
  if (tenants === undefined) throw new Error('the good configuration has faults');
  registry = createTenantRegistry(tenants);
});
afterEach(() => folder.remove());

const reload = (canary?: CanaryConfig) => reloadTenants(registry, { ...folder.options, canary });
const names = () =>
  registry
    .current()
    .all()
    .map((tenant) => tenant.name);

describe('a reload', () => {
  test('takes over what is new, at once and whole', async () => {
    const before = registry.current();
    await folder.write({
      'tenants/acme/tenant.yaml': GOOD['tenants/acme/tenant.yaml'].replace('Acme', 'Acme AG'),
      'tenants/globex/tenant.yaml': GOOD['tenants/acme/tenant.yaml'].replaceAll('ACME', 'GLOBEX'),
      'tenants/globex/routing.yaml': GOOD['tenants/acme/routing.yaml'],
      'tenants/globex/receivers.yaml': GOOD['tenants/acme/receivers.yaml'],
    });
    const running = reload();
    expect(registry.current()).toBe(before);
    expect(await running).toEqual({ replaced: true, faults: [], warnings: [] });
    expect(names()).toEqual(['Acme AG', 'Acme']);
    expect(before.all().map((tenant) => tenant.name)).toEqual(['Acme']);
  });

  test('leaves the canary its receiver, and is refused when its tenant is gone', async () => {
    const canary = { everyMs: 5_000, channel: undefined };
    expect(await reload({ ...canary, tenant: 'acme' })).toMatchObject({ replaced: true });
    expect([...(registry.current().all()[0]?.receivers.keys() ?? [])]).toContain(CANARY_RECEIVER);
    const { replaced, faults } = await reload({ ...canary, tenant: 'initech' });
    expect([replaced, faults[0]?.path]).toEqual([false, 'canary.tenant']);
  });

  test('keeps the old set when anything is wrong, and says what', async () => {
    const before = registry.current();
    await folder.write({ 'tenants/acme/receivers.yaml': 'receivers: []\n' });
    const { replaced, faults } = await reload();
    expect(replaced).toBe(false);
    expect(faults.map((fault) => fault.reason)).toEqual(['must have at least 1 entry']);
    expect(registry.current()).toBe(before);
  });

  test('keeps the old set when all tenants are gone', async () => {
    await folder.remove();
    expect((await reload()).faults[0]?.reason).toBe('the folder does not exist');
    await folder.write({ 'tenants/README.md': 'empty' });
    const { replaced, faults } = await reload();
    expect(replaced).toBe(false);
    expect(faults[0]?.reason).toBe('there are no tenants any more, and there was 1');
    expect(names()).toEqual(['Acme']);
  });
});

describe('the tenants', () => {
  test('may be none, with a warning', async () => {
    await folder.remove();
    await folder.write({ 'tocsin.yaml': '' });
    const { tenants, warnings } = await folder.load();
    expect(tenants?.all()).toEqual([]);
    expect(warnings.map((warning) => warning.reason)).toEqual(['there are no tenants']);
  });

  test('are found by token, by workspace and by id', () => {
    const acme = registry.current().all()[0];
    const digest = new Secret(ENV.ACME_INGEST_TOKEN).digest().toString('hex');
    expect(acme && registry.current().get(acme.id)).toBe(acme);
    expect(registry.current().byTokenDigest(digest)).toBe(acme);
    expect(registry.current().byTokenDigest('0'.repeat(64))).toBeUndefined();
    expect(acme?.slack.teamId && registry.current().byTeam(acme.slack.teamId)).toEqual([acme]);
  });

  test('have several tokens at a time, in three ways', async () => {
    const digest = new Secret('hush-hush-hush-third').digest().toString('hex').toUpperCase();
    await folder.write({
      'tenants/acme/tenant.yaml': GOOD['tenants/acme/tenant.yaml'].replace(
        'slack:',
        `    - token_file: ./second\n    - token_sha256: ${digest}\nslack:`,
      ),
      'tenants/acme/second': 'hush-hush-hush-second\n',
    });
    const { tenants, faults } = await folder.load();
    expect(faults).toEqual([]);
    for (const token of [ENV.ACME_INGEST_TOKEN, 'hush-hush-hush-second', 'hush-hush-hush-third']) {
      expect(tenants?.byTokenDigest(new Secret(token).digest().toString('hex'))?.name).toBe('Acme');
    }
  });

  test('give their receivers what the files leave to others', async () => {
    await folder.write({
      'tenants/acme/tenant.yaml': `${GOOD['tenants/acme/tenant.yaml']}locale: de-AT\ntime_zone: Europe/Vienna\n`,
      'tenants/acme/routing.yaml': 'route: { receiver: ops, routes: [{ receiver: fr, matchers: [team=db] }] }\n',
      'tenants/acme/receivers.yaml': `receivers:
  - name: ops
    slack: { channel: '#ops' }
  - name: fr
    slack: { channel: C0DB, locale: fr, time_zone: UTC, reopen_window: 1h, on_repeat: repost, thread_updates: false }
`,
    });
    expect((await reload()).replaced).toBe(true);
    const receivers = [...(registry.current().all()[0]?.receivers.values() ?? [])];
    const targets = { critical: { acknowledgeMs: 7_200_000 }, error: { acknowledgeMs: 7_200_000 } };
    const defaults = { ...folder.options.defaults, targets };
    expect(receivers).toEqual([
      {
        name: 'ops',
        channel: '#ops',
        template: undefined,
        colorBar: true,
        locale: 'de-AT',
        timeZone: 'Europe/Vienna',
        mentions: {},
        policy: defaults,
      },
      {
        name: 'fr',
        channel: 'C0DB',
        template: undefined,
        colorBar: true,
        locale: 'fr',
        timeZone: 'UTC',
        mentions: {},
        policy: { ...defaults, reopenWindowMs: 3_600_000, onRepeat: 'repost', threadUpdates: false },
      },
    ]);
    expect(registry.current().all()[0]?.route({ team: 'db' })).toEqual(['fr']);
  });

  test('may have templates, phrases and other files of their own', async () => {
    await folder.write({
      'tenants/acme/templates/quiet/message.hbs': '{{#section}}{{title}}{{/section}}\n',
      'tenants/acme/locales/sv/message.json': '{}',
      'tenants/acme/receivers.yaml':
        'receivers: [{ name: ops, slack: { channel: C0OPS, template: quiet, locale: sv } }]\n',
      'tenants/acme/README.md': 'Ask the platform team.',
      'tenants/acme/..data/tenant.yaml': 'a volume of Kubernetes',
    });
    const loaded = await folder.load();
    expect(folder.told(loaded)).toEqual([]);
    expect(loaded.tenants?.all()[0]?.receivers.size).toBe(1);
  });

  test('are warned of tokens that can be guessed and of receivers that get nothing', async () => {
    await folder.write({
      'tenants/acme/tenant.yaml': GOOD['tenants/acme/tenant.yaml'].replace(/\$\{ACME_INGEST_TOKEN\}/, 'hush-short'),
      'tenants/acme/receivers.yaml': `${GOOD['tenants/acme/receivers.yaml']}  - name: spare\n    slack: { channel: C0X }\n`,
    });
    const { tenants, warnings } = await folder.load();
    expect(tenants).toBeDefined();
    expect(warnings.map((each) => formatFault(each).replace(`${folder.options.configDir}/`, ''))).toEqual([
      'tenants/acme/tenant.yaml:4:7 ingest.tokens[0].token: the token has fewer than 16 characters; make one with: openssl rand -hex 32',
      'tenants/acme/receivers.yaml:4:5 receivers[1].name: no route leads to this receiver; name it in routing.yaml or delete it',
    ]);
  });

  test('never show a secret: not as text, JSON or inspected, and not in the log', () => {
    const [tenant] = registry.current().all();
    const lines: string[] = [];
    const log = createLogger({ level: 'debug', destination: { write: (line) => lines.push(line) } });
    log.debug({ tenant, tenants: registry.current() }, 'a tenant');
    const shown = [JSON.stringify(tenant), inspect(tenant, { depth: 12, showHidden: true }), String(tenant), ...lines];
    expect(shown.join('\n')).toContain('[secret]');
    expect(shown.join('\n')).not.toContain('hush');
    expect(tenant?.slack.install === 'token' && tenant.slack.botToken.reveal()).toBe(ENV.ACME_BOT_TOKEN);
  });
});

describe('faults', () => {
  test('never show a secret, wherever it was put', async () => {
    const places: readonly (readonly [keyof typeof GOOD, string])[] = [
      ['tenants/acme/tenant.yaml', 'Acme'],
      ['tenants/acme/tenant.yaml', 'T0ACME'],
      ['tenants/acme/receivers.yaml', 'C0OPS'],
      ['tenants/acme/receivers.yaml', 'ops'],
      ['tenants/acme/receivers.yaml', '{ channel: C0OPS }'],
      ['tenants/acme/routing.yaml', 'ops'],
    ];
    for (const [path, from] of places) {
      await folder.write({ ...GOOD, [path]: GOOD[path].replace(from, () => `\${ACME_BOT_TOKEN} ${'x'.repeat(130)}`) });
      const loaded = await folder.load();
      expect(loaded.faults.length).toBeGreaterThan(0);
      expect(folder.told(loaded).join('\n')).not.toContain('hush');
    }
  });

  test('do not name the file of a secret, which may be the secret itself, unless it is surely a path', async () => {
    const text = GOOD['tenants/acme/tenant.yaml']
      .replace('    - token: ', '    - token_file: ')
      .replace('bot_token', 'bot_token_file');
    await folder.write({ 'tenants/acme/tenant.yaml': text });
    const loaded = await folder.load();
    expect(folder.told(loaded)).toEqual([
      'tenants/acme/tenant.yaml:4:7 ingest.tokens[0].token_file: the file that is named here does not exist; it is looked for in tenants/acme',
      'tenants/acme/tenant.yaml:7:3 slack.bot_token_file: the file that is named here does not exist; it is looked for in tenants/acme',
    ]);
    const pathOf = async (path: string) => {
      await folder.write({ 'tenants/acme/tenant.yaml': text.replace(/\$\{ACME_INGEST_TOKEN\}/, path) });
      return folder.told(await folder.load())[0]?.split('; ')[1];
    };
    expect(await pathOf('../../secrets/ingest')).toBe('it is looked for at secrets/ingest');
    expect(await pathOf(`${tmpdir()}/no/ingest`)).toBe(`it is looked for at ${tmpdir()}/no/ingest`);
    expect(await pathOf('hu/sh+base64=')).toBe('it is looked for in tenants/acme');
    expect(await pathOf('/hu/sh+base64=')).toBeUndefined();
  });
});

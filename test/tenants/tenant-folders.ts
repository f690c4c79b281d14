import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadProcessConfig } from '../../src/config/process-config.ts';
import { formatFault } from '../../src/core/fault.ts';
import type { ReceiverPolicy } from '../../src/core/policy.ts';
import { NO_TIER_QUOTAS } from '../../src/core/quotas.ts';
import { type LoadedTenants, type LoadTenantsOptions, loadTenants } from '../../src/tenants/load-tenants.ts';

/** Secrets that can be told apart from everything else in an output. */
export const ENV = {
  ACME_INGEST_TOKEN: 'hush-acme-ingest-token',
  ACME_BOT_TOKEN: 'xoxb-hush-acme',
  GLOBEX_INGEST_TOKEN: 'hush-globex-ingest-token',
  GLOBEX_BOT_TOKEN: 'xoxb-hush-globex',
  EMPTY_TOKEN: '',
};

/** The product's own, where `tocsin.yaml` says nothing. */
export const DEFAULTS: ReceiverPolicy = await defaultPolicy();

async function defaultPolicy(): Promise<ReceiverPolicy> {
  const { value } = await loadProcessConfig({ configDir: join(tmpdir(), 'no-such-folder'), env: {} });
  if (value === undefined) throw new Error('an absent tocsin.yaml has faults');
  return value.receiverDefaults;
}

/** A tenant's files that have no fault. */
export const GOOD = {
  'tenants/acme/tenant.yaml': `name: Acme
ingest:
  tokens:
    - token: \${ACME_INGEST_TOKEN}
slack:
  team_id: T0ACME
  bot_token: \${ACME_BOT_TOKEN}
`,
  'tenants/acme/routing.yaml': `route:
  receiver: ops
`,
  'tenants/acme/receivers.yaml': `receivers:
  - name: ops
    slack: { channel: C0OPS }
`,
} as const;

/** Content by path below the configuration folder; `undefined` leaves a file of {@link GOOD} out. */
export type Files = Readonly<Record<string, string | undefined>>;

export interface ConfigFolder {
  readonly options: LoadTenantsOptions;
  write(files: Files): Promise<void>;
  load(): Promise<LoadedTenants>;
  /** Faults as people read them, with paths from `tenants/` on. */
  told(loaded: LoadedTenants): readonly string[];
  remove(): Promise<void>;
}

/** A configuration folder of its own, with the product's templates and phrases. */
export async function createConfigFolder(files: Files = {}): Promise<ConfigFolder> {
  const configDir = await mkdtemp(join(tmpdir(), 'tocsin-config-'));
  const options = {
    configDir,
    templatesDir: 'templates',
    localesDir: 'locales',
    env: ENV,
    defaults: DEFAULTS,
    tierQuotas: NO_TIER_QUOTAS,
  };
  const write = async (each: Files) => {
    for (const [path, text] of Object.entries(each)) {
      const file = join(configDir, path);
      await mkdir(dirname(file), { recursive: true });
      if (text === undefined) await rm(file, { force: true });
      else await writeFile(file, text);
    }
  };
  await write({ ...GOOD, ...files });
  return {
    options,
    write,
    load: () => loadTenants(options),
    told: ({ faults }) => faults.map((fault) => formatFault(fault).replaceAll(`${configDir}/`, '')),
    remove: () => rm(configDir, { recursive: true }),
  };
}

import { join } from 'node:path';
import { ioProblem } from '../config/secret-file.ts';
import type { Env } from '../config/substitute-env.ts';
import type { Fault } from '../core/fault.ts';
import { isTenantId, TENANT_ID_RULE } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import type { TierQuotas } from '../core/quotas.ts';
import { type LoadedBase, loadRenderBase } from '../render/load-render-base.ts';
import { type LoadContext, type LoadedTenant, loadTenant, type PlacedToken } from './load-tenant.ts';
import { NO_SURROUNDINGS, type Surroundings } from './surroundings.ts';
import { createTenantSet, type TenantSet } from './tenant.ts';
import { type FolderEntry, listFolder } from './tenant-folder.ts';

export interface LoadTenantsOptions {
  /** The folder that holds `tenants/`. Faults name files as this path leads to them. */
  readonly configDir: string;
  readonly templatesDir: string;
  readonly localesDir: string;
  /** For `${NAME}` in text values. */
  readonly env: Env;
  /** What holds for receivers that do not say otherwise. */
  readonly defaults: ReceiverPolicy;
  /** What tenants have that do not say otherwise, by tier. */
  readonly tierQuotas: TierQuotas;
  /** Absent: nothing is said of them. */
  readonly surroundings?: Surroundings;
}

/** All tenants, or all faults of all files. Warnings are for people; they stop nothing. */
export type LoadedTenants =
  | { readonly tenants: TenantSet; readonly faults: readonly []; readonly warnings: readonly Fault[] }
  | { readonly tenants?: undefined; readonly faults: readonly Fault[]; readonly warnings: readonly Fault[] };

/**
 * Reads, checks and builds every tenant under `<configDir>/tenants/`. One fault anywhere means no tenants: a set is
 * taken over whole or not at all. A configuration folder without tenants is allowed, for a first try, with a warning.
 */
export async function loadTenants(options: LoadTenantsOptions): Promise<LoadedTenants> {
  const tenantsDir = join(options.configDir, 'tenants');
  const loadedBase = loadBase(options);
  const context: LoadContext = {
    base: loadedBase.base,
    locales: new Set((await listFolder(options.localesDir)).entries.map(({ name }) => name)),
    env: options.env,
    defaults: options.defaults,
    tierQuotas: options.tierQuotas,
    surroundings: options.surroundings ?? NO_SURROUNDINGS,
  };
  const folders = await listFolder(tenantsDir);
  const loaded: LoadedTenant[] = [];
  // One after the other: a thousand tenants at once would open thousands of files.
  for (const { name, isFolder } of folders.entries) {
    if (isFolder && isTenantId(name))
      loaded.push(await loadTenant({ id: name, folder: join(tenantsDir, name) }, context));
  }
  const faults = [
    ...(await missingConfigDir(options.configDir)),
    ...loadedBase.faults,
    ...folders.faults,
    ...strayTenants(tenantsDir, folders.entries),
    ...loaded.flatMap((each) => each.faults),
    ...sharedTokens(loaded),
  ];
  const warnings = loaded.flatMap((each) => each.warnings);
  if (faults.length > 0) return { faults, warnings };
  if (loaded.length === 0) {
    const hint = `put one into ${join(tenantsDir, '<tenantId>')}/; until then every webhook is refused`;
    warnings.push({ file: tenantsDir, path: '', reason: 'there are no tenants', hint });
  }
  return { tenants: createTenantSet(loaded.flatMap(({ tenant }) => tenant ?? [])), faults: [], warnings };
}

function loadBase({ templatesDir, localesDir }: LoadTenantsOptions): LoadedBase {
  try {
    return loadRenderBase({ templatesDir, localesDir });
  } catch (error) {
    return {
      faults: [{ file: templatesDir, path: '', reason: `a file in it or in ${localesDir} ${ioProblem(error)}` }],
    };
  }
}

/** A folder that is not there is a typing error or a volume that was not mounted, not a first try. */
async function missingConfigDir(configDir: string): Promise<readonly Fault[]> {
  if ((await listFolder(configDir)).exists) return [];
  const hint = 'make it, or set TOCSIN_CONFIG to the folder that holds tenants/';
  return [{ file: configDir, path: '', reason: 'the folder does not exist', hint }];
}

function strayTenants(tenantsDir: string, entries: readonly FolderEntry[]): readonly Fault[] {
  return entries.flatMap(({ name, isFolder }) => {
    const file = join(tenantsDir, name);
    if (isFolder && !isTenantId(name)) {
      return { file, path: '', reason: "the folder's name is no tenant id", hint: `use ${TENANT_ID_RULE}` };
    }
    if (isFolder || !/\.(?:ya?ml|json)$/.test(name)) return [];
    return { file, path: '', reason: 'is no folder of a tenant', hint: 'move it into a folder named after the tenant' };
  });
}

/** A token must lead to one tenant only, and open one thing: who may send alerts may not therefore read and act. */
function sharedTokens(loaded: readonly LoadedTenant[]): readonly Fault[] {
  const owners = new Map<string, PlacedToken>();
  return loaded
    .flatMap(({ tokens }) => tokens)
    .flatMap((token) => {
      const owner = owners.get(token.digest);
      if (owner === undefined) owners.set(token.digest, token);
      const told = owner && sharing(token, owner);
      return told === undefined ? [] : [{ ...token.place, ...told }];
    });
}

function sharing({ place, use }: PlacedToken, owner: PlacedToken): Pick<Fault, 'reason' | 'hint'> | undefined {
  if (owner.place.file !== place.file) {
    return { reason: `this is a token of ${owner.place.file} too`, hint: 'give each tenant tokens of its own' };
  }
  if (owner.use === 'ingest' && use === 'ingest') return undefined;
  return { reason: `${owner.place.path} is this token too`, hint: 'make another one for this' };
}

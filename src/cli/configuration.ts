import { join } from 'node:path';
import { type Environment, readEnvironment } from '../config/environment.ts';
import { PACKAGE_DIR } from '../config/package-dir.ts';
import type { Env } from '../config/substitute-env.ts';
import { isTenantId } from '../core/ids.ts';
import { nameHint } from '../core/name-hint.ts';
import { type Configuration, invalidConfiguration, loadConfiguration } from '../tenants/load-configuration.ts';
import type { Tenant, TenantReceiver, TenantSet } from '../tenants/tenant.ts';
import { listFolder } from '../tenants/tenant-folder.ts';
import { type Arguments, usage } from './command.ts';

/** How every command that reads the configuration explains its option for it. */
export const CONFIG_HELP = `  --config DIR       folder with tocsin.yaml and tenants/ (TOCSIN_CONFIG, else config)`;

const TEMPLATES_DIR = join(PACKAGE_DIR, 'templates');
export const LOCALES_DIR = join(PACKAGE_DIR, 'locales');

/** The product's own templates, phrases and fixtures. */
export const PRODUCT_SOURCE = { templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR };

export function configDirOf(given: Arguments, env: Env): string {
  return given.value('config') ?? (env.TOCSIN_CONFIG || 'config');
}

/** Where the configuration is, with the product's own templates and phrases. */
export function configSource(configDir: string, env: Env) {
  return { configDir, templatesDir: TEMPLATES_DIR, localesDir: LOCALES_DIR, env };
}

/** Loads the configuration; rejects with every fault, a line each, when there are any. */
export async function requireConfiguration(configDir: string, env: Env): Promise<Configuration> {
  const { configuration, faults } = await loadConfiguration(configSource(configDir, env));
  if (configuration === undefined) throw invalidConfiguration(faults);
  return configuration;
}

/** The process's variables; rejects with every fault when they are wrong. */
export async function requireEnvironment(env: Env): Promise<Environment> {
  const { value, faults } = await readEnvironment(env);
  if (value === undefined) throw invalidConfiguration(faults);
  return value;
}

/**
 * For commands that neither send nor receive: a variable that is not set stands as a placeholder, so that routes and
 * templates can be tried where the secrets are not.
 */
export function withPlaceholders(env: Env): Env {
  return new Proxy(env, {
    get: (target, name) =>
      typeof name === 'string' ? Reflect.get(target, name) || `placeholder-for-${name}` : undefined,
  });
}

/** The tenant that `--tenant` names; a usage error with the nearest name when there is none. */
export function tenantOf(given: Arguments, tenants: TenantSet): Tenant {
  const name = given.need('tenant');
  const tenant = isTenantId(name) ? tenants.get(name) : undefined;
  if (tenant !== undefined) return tenant;
  const ids = tenants.all().map(({ id }) => id);
  const hint = ids.length === 0 ? 'the configuration has no tenants' : nameHint(name, ids);
  throw usage(`there is no tenant ${JSON.stringify(name)}; ${hint}`);
}

/** The receiver that `--receiver` names; a usage error with the nearest name when the tenant has none of it. */
export function receiverOf(given: Arguments, tenant: Tenant): TenantReceiver {
  const name = given.need('receiver');
  const receivers = [...tenant.receivers.values()];
  const receiver = receivers.find((each) => each.name === name);
  if (receiver !== undefined) return receiver;
  const hint = nameHint(name, [...tenant.receivers.keys()]);
  throw usage(`tenant ${tenant.id} has no receiver ${JSON.stringify(name)}; ${hint}`);
}

/** The tenant's folder, as `--tenant` names it; its YAML files are not read. A usage error when there is none. */
export async function tenantFolderOf(given: Arguments, configDir: string): Promise<{ name: string; folder: string }> {
  const name = given.need('tenant');
  const tenantsDir = join(configDir, 'tenants');
  const { entries } = await listFolder(tenantsDir);
  const names = entries.filter((entry) => entry.isFolder).map((entry) => entry.name);
  if (names.includes(name)) return { name, folder: join(tenantsDir, name) };
  const hint = names.length === 0 ? `${tenantsDir} has none` : nameHint(name, names);
  throw usage(`there is no tenant ${JSON.stringify(name)}; ${hint}`);
}

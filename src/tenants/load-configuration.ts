import { join } from 'node:path';
import { loadProcessConfig, type ProcessConfig } from '../config/process-config.ts';
import { TocsinError } from '../core/errors.ts';
import { type Fault, formatFault } from '../core/fault.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { NO_TIER_QUOTAS } from '../core/quotas.ts';
import { oidcFaults, oidcWarnings } from './check-oidc.ts';
import { type LoadTenantsOptions, loadTenants } from './load-tenants.ts';
import type { Surroundings } from './surroundings.ts';
import type { TenantSet } from './tenant.ts';
import { withCanary } from './with-canary.ts';

/** The whole of a configuration folder: `tocsin.yaml` and the tenants. */
export interface Configuration {
  readonly process: ProcessConfig;
  readonly tenants: TenantSet;
}

/** The configuration, or all that is wrong with it: `configuration` is there exactly when `faults` is empty. */
export interface LoadedConfiguration {
  readonly configuration?: Configuration;
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
}

/** Only for finding the tenants' faults although tocsin.yaml has some: what is built with it is thrown away. */
const ANY_POLICY: ReceiverPolicy = {
  threadUpdates: true,
  onRepeat: 'ignore',
  reopenWindowMs: 0,
  copyWindowMs: 0,
  unreportedTimeoutMs: 0,
  stormAfterMs: 60_000,
  missed: 'summary',
  deadAfterMs: 0,
  deadLettersKeptMs: 0,
};

export interface ConfigurationSource extends Omit<LoadTenantsOptions, 'defaults' | 'tierQuotas' | 'surroundings'> {
  /** What the process makes of tenants' files, by the networks that `alertmanager.allow_networks` opens. */
  readonly surroundingsOf?: (allowNetworks: readonly string[]) => Surroundings;
}

/** Loads `tocsin.yaml` and the tenants, and finds the faults of both at once. */
export async function loadConfiguration(source: ConfigurationSource): Promise<LoadedConfiguration> {
  const settings = await loadProcessConfig(source);
  const defaults = settings.value?.receiverDefaults ?? ANY_POLICY;
  const surroundings = source.surroundingsOf?.(settings.value?.alertmanager.allowNetworks ?? []);
  const around = surroundings === undefined ? {} : { surroundings };
  const { tenants, faults, warnings } = await loadTenants({
    ...source,
    defaults,
    tierQuotas: settings.value?.tierQuotas ?? NO_TIER_QUOTAS,
    ...around,
  });
  const file = join(source.configDir, 'tocsin.yaml');
  const oidc = settings.value?.oidc;
  const own = [...settings.faults, ...oidcFaults(oidc, { file, surroundings })];
  if (settings.value === undefined || tenants === undefined || own.length > 0) {
    return { faults: [...own, ...faults], warnings };
  }
  const all = withCanary(tenants, { canary: settings.value.canary, defaults, file });
  if (all.faults.length > 0) return { faults: all.faults, warnings };
  const told = [...warnings, ...oidcWarnings(oidc, { file, tenants })];
  return { configuration: { process: settings.value, tenants: all.tenants }, faults: [], warnings: told };
}

/** All faults, a line each. */
export function invalidConfiguration(faults: readonly Fault[]): TocsinError {
  return new TocsinError('config_invalid', `the configuration is invalid:\n${faults.map(formatFault).join('\n')}`);
}

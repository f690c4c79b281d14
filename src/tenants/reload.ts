import { loadProcessConfig } from '../config/process-config.ts';
import type { Clock } from '../core/clock.ts';
import { type Fault, formatFault } from '../core/fault.ts';
import type { Logger } from '../core/logger.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { startAtZero } from '../metrics/start-at-zero.ts';
import type { Takeovers } from './takeovers.ts';
import { type ReloadOptions, reloadTenants, type TenantRegistry } from './tenant-registry.ts';

export interface ReloadParts {
  readonly registry: TenantRegistry;
  readonly takeovers: Pick<Takeovers, 'note'>;
  readonly source: Omit<ReloadOptions, 'defaults' | 'tierQuotas'>;
  /** Read once, at the start: see `copyWindowMs` of a receiver's policy. */
  readonly dedupeMs: number;
  readonly metrics: Metrics;
  readonly logger: Logger;
  readonly clock: Clock;
}

/**
 * Takes the tenants' configuration over anew, one reload after the other: of two the later one must win. Resolves with
 * the faults when it is invalid and the old one stays; both are logged and counted. Counts the present one at once.
 */
export function createReload(parts: ReloadParts): () => Promise<readonly Fault[]> {
  noteTakeover(parts);
  return oneAtATime(() => takeOver(parts));
}

async function takeOver(parts: ReloadParts): Promise<readonly Fault[]> {
  const { registry, source, dedupeMs, takeovers, metrics, logger } = parts;
  const fresh = await loadProcessConfig(source);
  const result =
    fresh.value === undefined
      ? { replaced: false, faults: fresh.faults, warnings: [] }
      : await reloadTenants(registry, {
          ...source,
          defaults: { ...fresh.value.receiverDefaults, copyWindowMs: dedupeMs },
          tierQuotas: fresh.value.tierQuotas,
        });
  takeovers.note(result);
  metrics.configReloadSuccess.set(result.replaced ? 1 : 0);
  for (const fault of result.faults)
    logger.error({ fault: formatFault(fault) }, 'configuration is invalid, the old one stays');
  for (const warning of result.warnings) logger.warn({ warning: formatFault(warning) }, 'configuration');
  if (result.replaced) noteTakeover(parts);
  return result.faults;
}

function noteTakeover({ registry, metrics, clock }: ReloadParts): void {
  metrics.configReloadSuccess.set(1);
  metrics.configReloadTimestamp.set(clock.now() / 1_000);
  const tenants = registry.current().all();
  startAtZero(
    metrics,
    tenants.map(({ id, receivers }) => ({ id, receivers: [...receivers.values()] })),
  );
}

function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}

import type { VNode } from 'preact';
import type { FleetNow } from '../../../core/api/tenants.ts';
import { useTexts } from '../frame/texts.ts';
import type { Totals } from './trouble.ts';

/** The answer to the first question: do alerts reach people? Then what else wants a person. */
export function Verdict({ now, totals }: { readonly now: FleetNow; readonly totals: Totals }): VNode {
  const { t } = useTexts();
  const { parked, late, dead } = totals.tenantsIn;
  const said: readonly string[] = [
    ...now.health.problems,
    ...now.health.warnings,
    ...(parked > 0 && late > 0 ? [t('now.late_tenants', { count: late })] : []),
    ...(dead > 0 && parked + late > 0 ? [t('now.dead_tenants', { count: dead })] : []),
    ...now.config.faults.map((fault) => t('now.config_fault', { fault })),
  ];
  return (
    <section class={`verdict ${moodOf(now, totals)}`} role="status">
      <b>{headline(now, totals, t)}</b>
      {said.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </section>
  );
}

function moodOf({ health, config }: FleetNow, { tenantsIn: { parked, late, dead } }: Totals): string {
  if (!health.ready || parked > 0) return 'critical';
  return late + dead + config.faults.length + health.warnings.length > 0 ? 'warning' : 'good';
}

function headline(now: FleetNow, totals: Totals, t: ReturnType<typeof useTexts>['t']): string {
  const { parked, late, dead } = totals.tenantsIn;
  if (!now.health.ready) return t('now.not_ready');
  if (parked > 0) return t('now.parked_tenants', { count: parked });
  if (late > 0) return t('now.late_tenants', { count: late });
  if (dead > 0) return t('now.dead_tenants', { count: dead });
  return t('now.all_well');
}

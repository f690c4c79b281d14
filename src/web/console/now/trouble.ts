import type { FleetNow, TenantNow } from '../../../core/api/tenants.ts';

/** What keeps a tenant's alerts from people, the worst first. */
export const TROUBLES = ['parked', 'late', 'dead', 'none'] as const;
export type Trouble = (typeof TROUBLES)[number];

/**
 * `parked`: Slack takes nothing for one of its receivers. `late`: something waits for longer than the objective allows.
 * `dead`: something was given up and waits for a person.
 */
export function troubleOf({ parked, oldestDueSeconds, objective, deadLetters }: TenantNow): Trouble {
  if (parked.length > 0) return 'parked';
  if (oldestDueSeconds > objective.withinSeconds) return 'late';
  return deadLetters > 0 ? 'dead' : 'none';
}

/** The worst first; among the equal those with most that is critical and most that nobody has; then by name. */
export function byTrouble(tenants: readonly TenantNow[]): readonly TenantNow[] {
  const weight = (tenant: TenantNow): readonly number[] => [
    TROUBLES.indexOf(troubleOf(tenant)),
    -tenant.open.critical,
    -tenant.unacknowledged,
    -tenant.groups.open,
  ];
  return [...tenants].sort((one, other) => {
    const others = weight(other);
    const difference = weight(one).map((each, index) => each - (others[index] ?? 0));
    return difference.find((each) => each !== 0) ?? one.id.localeCompare(other.id);
  });
}

/** The figures of all tenants together. */
export interface Totals {
  readonly open: number;
  readonly critical: number;
  readonly unacknowledged: number;
  readonly due: number;
  readonly oldestDueSeconds: number;
  readonly parked: number;
  readonly deadLetters: number;
  /** How many of the shown changes were shown in time; undefined where none was shown. */
  readonly inTime: number | undefined;
  /** Of the tenant whose changes take longest. */
  readonly slowestP95Seconds: number | undefined;
  readonly tenantsIn: Readonly<Record<Trouble, number>>;
}

export function totalsOf({ tenants }: FleetNow): Totals {
  const sum = (of: (tenant: TenantNow) => number): number => tenants.reduce((all, tenant) => all + of(tenant), 0);
  const shown = sum(({ objective }) => objective.shown);
  const p95s = tenants.flatMap(({ objective }) => objective.p95Seconds ?? []);
  const inTrouble = (trouble: Trouble): number => tenants.filter((tenant) => troubleOf(tenant) === trouble).length;
  return {
    open: sum(({ groups }) => groups.open),
    critical: sum(({ open }) => open.critical),
    unacknowledged: sum(({ unacknowledged }) => unacknowledged),
    due: sum(({ due }) => due),
    oldestDueSeconds: Math.max(0, ...tenants.map(({ oldestDueSeconds }) => oldestDueSeconds)),
    parked: sum(({ parked }) => parked.length),
    deadLetters: sum(({ deadLetters }) => deadLetters),
    inTime: shown === 0 ? undefined : 1 - sum(({ objective }) => objective.late) / shown,
    slowestP95Seconds: p95s.length === 0 ? undefined : Math.max(...p95s),
    tenantsIn: {
      parked: inTrouble('parked'),
      late: inTrouble('late'),
      dead: inTrouble('dead'),
      none: inTrouble('none'),
    },
  };
}

import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { TenantNow } from '../../../core/api/tenants.ts';
import { type Mood, Tag } from '../frame/parts.tsx';
import { Link, pathTo } from '../frame/route.tsx';
import { useTexts } from '../frame/texts.ts';
import { byTrouble, type Trouble, troubleOf } from './trouble.ts';

const MOODS: Readonly<Record<Trouble, Mood>> = { parked: 'critical', late: 'warning', dead: 'warning', none: 'good' };

/** The tenants, those first whose alerts do not reach people. */
export function TenantTable(props: { readonly tenants: readonly TenantNow[]; readonly now: number }): VNode {
  const { t } = useTexts();
  const { tenants, now } = props;
  const sorted = useMemo(() => byTrouble(tenants), [tenants]);
  return (
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">{t('now.tenant')}</th>
          <th scope="col">{t('now.delivery')}</th>
          <th scope="col" class="figure">
            {t('now.critical')}
          </th>
          <th scope="col" class="figure">
            {t('now.open_short')}
          </th>
          <th scope="col" class="figure spare">
            {t('now.unacknowledged')}
          </th>
          <th scope="col" class="figure spare">
            {t('now.due')}
          </th>
          <th scope="col" class="figure spare">
            {t('now.in_time')}
          </th>
          <th scope="col" class="figure spare">
            p95
          </th>
          <th scope="col" class="figure spare">
            {t('now.dead')}
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((tenant) => (
          <TenantRow key={tenant.id} tenant={tenant} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function TenantRow({ tenant, now }: { readonly tenant: TenantNow; readonly now: number }): VNode {
  const texts = useTexts();
  const { id, objective } = tenant;
  const inTime = objective.shown === 0 ? '–' : texts.percent(1 - objective.late / objective.shown);
  return (
    <tr>
      <th scope="row">
        <Link to={pathTo(['groups'], { tenant: id })}>{tenant.name}</Link>
      </th>
      <td class="wide">
        <Delivery tenant={tenant} now={now} />
      </td>
      <Figure value={tenant.open.critical} to={pathTo(['groups'], { tenant: id, severity: 'critical' })} />
      <Figure value={tenant.groups.open} to={pathTo(['groups'], { tenant: id, state: 'open' })} />
      <Figure isSpare value={tenant.unacknowledged} to={pathTo(['groups'], { tenant: id, state: 'free' })} />
      <Figure isSpare value={tenant.due} />
      <td class="figure spare">{inTime}</td>
      <td class="figure spare">
        {objective.p95Seconds === undefined ? '–' : texts.briefly(objective.p95Seconds * 1_000)}
      </td>
      <Figure isSpare value={tenant.deadLetters} to={pathTo(['groups'], { tenant: id, state: 'dead' })} />
    </tr>
  );
}

/** Whether alerts reach people, and if not, why. */
function Delivery({ tenant, now }: { readonly tenant: TenantNow; readonly now: number }): VNode {
  const texts = useTexts();
  const { t } = texts;
  const trouble = troubleOf(tenant);
  const values = { duration: texts.duration(tenant.oldestDueSeconds * 1_000), count: tenant.deadLetters };
  return (
    <>
      <Tag mood={MOODS[trouble]}>{t(`now.trouble.${trouble}`, values)}</Tag>{' '}
      {tenant.parked.map(({ receiver, reason, detail, until }) => (
        <span key={`${receiver} ${reason}`} class="muted">
          {t('now.parked_receiver', {
            receiver,
            reason: detail === undefined ? reason : `${reason} (${detail})`,
            time: texts.moment(Date.parse(until), now),
          })}{' '}
        </span>
      ))}
    </>
  );
}

function Figure(props: { readonly value: number; readonly to?: string; readonly isSpare?: boolean }): VNode {
  const { number } = useTexts();
  const { value, to, isSpare } = props;
  const name = ['figure', isSpare ? 'spare' : '', value === 0 ? 'zero' : ''].filter(Boolean).join(' ');
  return <td class={name}>{to === undefined || value === 0 ? number(value) : <Link to={to}>{number(value)}</Link>}</td>;
}

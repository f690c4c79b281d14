import type { VNode } from 'preact';
import { useTexts } from '../frame/texts.ts';
import type { Totals } from './trouble.ts';

/** The figures of all tenants together, at a glance. */
export function Tiles({ totals }: { readonly totals: Totals }): VNode {
  const texts = useTexts();
  const { t, number } = texts;
  const inTime = totals.inTime === undefined ? '–' : texts.percent(totals.inTime);
  const p95 = totals.slowestP95Seconds === undefined ? '–' : texts.briefly(totals.slowestP95Seconds * 1_000);
  return (
    <dl class="tiles">
      <Tile name={t('now.open')} value={number(totals.open)} />
      <Tile name={t('now.critical')} value={number(totals.critical)} mood={totals.critical > 0 ? 'critical' : ''} />
      <Tile name={t('now.unacknowledged')} value={number(totals.unacknowledged)} />
      <Tile name={t('now.due')} value={number(totals.due)} />
      <Tile
        name={t('now.oldest')}
        value={totals.due === 0 ? '–' : texts.briefly(totals.oldestDueSeconds * 1_000)}
        mood={totals.tenantsIn.late > 0 ? 'warning' : ''}
      />
      <Tile name={t('now.parked')} value={number(totals.parked)} mood={totals.parked > 0 ? 'critical' : ''} />
      <Tile name={t('now.dead')} value={number(totals.deadLetters)} mood={totals.deadLetters > 0 ? 'warning' : ''} />
      <Tile name={t('now.in_time_of_shown')} value={inTime} />
      <Tile name={t('now.slowest')} value={p95} />
    </dl>
  );
}

function Tile(props: { readonly name: string; readonly value: string; readonly mood?: string }): VNode {
  return (
    <div class={props.mood}>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

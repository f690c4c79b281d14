import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { FleetNow } from '../../../core/api/tenants.ts';
import { useTexts } from '../frame/texts.ts';
import { Chart } from './chart.tsx';
import type { Totals } from './trouble.ts';

/** One picture of the past: when it was, how many groups waited then, and for how long the first of them had. */
type Point = readonly [atSeconds: number, due: number, oldestSeconds: number];

/** The page remembers an hour, and one picture in five seconds. */
const KEPT = 720;
const EACH_MS = 5_000;

/** A line needs two ends. */
const FEWEST = 2;

/** How much waits, since the page was opened, if anything did: whether it grows or shrinks is what matters during an incident. */
export function Backlog({ now, totals }: { readonly now: FleetNow; readonly totals: Totals }): VNode | null {
  const { t } = useTexts();
  const points = usePast(now, totals);
  if (points.length < FEWEST || points.every(([, waiting]) => waiting === 0)) return null;
  return (
    <section class="backlog" aria-label={t('now.chart')}>
      <h2>{t('now.chart')}</h2>
      <Chart
        times={points.map(([at]) => at)}
        lines={[
          { name: t('now.due'), values: points.map(([, due]) => due), color: '--link', side: 'left' },
          {
            name: t('now.oldest_seconds'),
            values: points.map(([, , oldest]) => oldest),
            color: '--warning',
            side: 'right',
          },
        ]}
      />
    </section>
  );
}

/** The server tells changes only: what stands still is put down, too. */
function usePast(now: FleetNow, { due, oldestDueSeconds }: Totals): readonly Point[] {
  const [points, setPoints] = useState<readonly Point[]>([[Date.parse(now.at) / 1_000, due, oldestDueSeconds]]);
  useEffect(() => {
    const timer = setInterval(
      () => setPoints((last) => [...last, [Date.now() / 1_000, due, oldestDueSeconds] as const].slice(-KEPT)),
      EACH_MS,
    );
    return () => clearInterval(timer);
  }, [due, oldestDueSeconds]);
  return points;
}

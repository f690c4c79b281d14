import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useTexts } from '../frame/texts.ts';

/** One figure over time. */
export interface Line {
  readonly name: string;
  readonly values: readonly number[];
  /** The name of a colour of the theme. */
  readonly color: string;
  /** On which side its scale stands. */
  readonly side: 'left' | 'right';
}

const HEIGHT_PX = 140;

/** Lines over time; `times` are epoch seconds. What draws them is loaded when there is something to draw. */
export function Chart({ times, lines }: { readonly times: readonly number[]; readonly lines: readonly Line[] }): VNode {
  const texts = useTexts();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot>(undefined);
  const data: UPlot.AlignedData = [[...times], ...lines.map(({ values }) => [...values])];
  const newest = useRef(data);
  newest.current = data;
  const names = lines.map(({ name }) => name).join();
  useEffect(() => {
    let isGone = false;
    const fit = (): void => plot.current?.setSize({ width: box.current?.clientWidth ?? 0, height: HEIGHT_PX });
    void import('uplot').then(({ default: Plot }) => {
      if (isGone || box.current === null) return;
      const options = optionsOf(lines, box.current, (at) => texts.moment(at, Date.now()));
      plot.current = new Plot(options, newest.current, box.current);
    });
    addEventListener('resize', fit);
    return () => {
      isGone = true;
      removeEventListener('resize', fit);
      plot.current?.destroy();
      plot.current = undefined;
    };
    // The lines' values come by setData below; another language or theme is another chart.
  }, [names]);
  useEffect(() => plot.current?.setData(newest.current), [times]);
  const said = lines.map(({ name, values }) => `${name}: ${texts.number(values.at(-1) ?? 0)}`);
  return <div class="chart" ref={box} role="img" aria-label={texts.list(said)} />;
}

function optionsOf(lines: readonly Line[], box: HTMLElement, momentOf: (at: number) => string): UPlot.Options {
  const color = (name: string): string => resolved(box, name);
  const axis: UPlot.Axis = {
    stroke: color('--muted'),
    grid: { stroke: color('--edge'), width: 1 },
    ticks: { show: false },
    font: '11px system-ui, sans-serif',
  };
  const upright: UPlot.Axis = { size: 44, incrs: WHOLE_STEPS };
  return {
    width: box.clientWidth,
    height: HEIGHT_PX,
    legend: { show: true, live: false },
    cursor: { show: false },
    scales: { left: { range: fromZero }, right: { range: fromZero } },
    axes: [
      { ...axis, space: 96, values: (_plot, splits) => splits.map((at) => momentOf(at * 1_000)) },
      { ...axis, ...upright, scale: 'left', side: 3 },
      { ...axis, ...upright, scale: 'right', side: 1, grid: { show: false } },
    ],
    series: [
      {},
      ...lines.map(({ name, color: of, side }) => ({
        label: name,
        stroke: color(of),
        scale: side,
        width: 2,
        points: { show: false },
      })),
    ],
  };
}

/** Half a group does not wait. */
const WHOLE_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];

function fromZero(_plot: UPlot, _min: number, max: number): [number, number] {
  return [0, Math.max(1, max * 1.1)];
}

/** A canvas does not know the page's variables. */
function resolved(box: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  box.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

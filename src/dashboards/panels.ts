/** The kinds of panels that our dashboards have, each with what a reader needs: a description, a unit, thresholds. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardLinkBuilder,
  type Panel,
  type Threshold,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as HeatmapBuilder } from '@grafana/grafana-foundation-sdk/heatmap';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TableBuilder } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

export type AnyPanel = Builder<Panel>;

/** Where all queries go: the reader chooses it at the top of the dashboard. */
export const DATASOURCE = { type: 'prometheus', uid: '$datasource' };

/** What Grafana replaces where a link is clicked, such as `__url_time_range`. */
export function macro(name: string): string {
  return `\${${name}}`;
}

/** The objective of 10 s: the line in every panel of latency. */
export const OBJECTIVE_SECONDS = 10;

export type Unit = 's' | 'percentunit' | 'short' | 'reqps' | 'bytes' | 'none' | 'dateTimeFromNow';

export interface Query {
  readonly expr: string;
  /** Grafana's own form, such as `{{tenant}}`; a word of ours when there is one series. */
  readonly legend: string;
  /** Whether its points lead to traces and deliveries. */
  readonly exemplars?: boolean;
}

interface PanelText {
  readonly title: string;
  /** What it shows, and what is good and bad. */
  readonly description: string;
  readonly unit: Unit;
  /** Of the 24 columns. */
  readonly width?: number;
  /** From which value on which colour, ascending; the first one is for all below. */
  readonly thresholds?: readonly Threshold[];
  /** What is shown where there is nothing to show. */
  readonly empty?: string;
}

/** Green below, then orange (where given) and red. */
export function below(red: number, orange?: number): readonly Threshold[] {
  const middle = orange === undefined ? [] : [{ value: orange, color: 'orange' }];
  return [{ value: null, color: 'green' }, ...middle, { value: red, color: 'red' }];
}

/** Red below the first value, orange below the second, green from there on. */
export function above(orange: number, green: number): readonly Threshold[] {
  return [
    { value: null, color: 'red' },
    { value: orange, color: 'orange' },
    { value: green, color: 'green' },
  ];
}

/**
 * For graphs: of the series of `expr` the ten whose `over` is greatest, by the same labels, a value of the whole span that
 * is shown (`[$__range] @ end()`). `topk` by itself chooses anew at each point, which with many tenants names hundreds.
 */
function ten(expr: string, over: string): string {
  return `${expr} and topk(10, ${over})`;
}

/** The ten whose counter grew most, `metric` with its selector, as rates by these labels. */
export function busiestTen(labels: string, metric: string): string {
  return ten(
    `sum by (${labels}) (rate(${metric}[$__rate_interval]))`,
    `sum by (${labels}) (increase(${metric}[$__range] @ end()))`,
  );
}

/** The ten whose gauge was greatest. */
export function greatestTen(labels: string, metric: string): string {
  return ten(`max by (${labels}) (${metric})`, `max by (${labels}) (max_over_time(${metric}[$__range] @ end()))`);
}

/** Lines over time. */
export function graph(text: PanelText & { readonly queries: readonly Query[]; readonly stacked?: boolean }): AnyPanel {
  const panel = new TimeseriesBuilder()
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending))
    .fillOpacity(text.stacked === true ? 30 : 8)
    .lineWidth(1)
    .height(8)
    .min(0);
  if (text.stacked === true) panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal));
  if (text.thresholds !== undefined) {
    panel.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  }
  return dressed(panel, { width: 8, ...text }).targets(text.queries.map((query, index) => rangeQuery(query, index)));
}

/** One figure, as it is now, with its course behind it. */
export function figure(text: PanelText & { readonly expr: string; readonly decimals?: number }): AnyPanel {
  const panel = new StatBuilder()
    .graphMode(BigValueGraphMode.Area)
    .colorMode(text.thresholds === undefined ? BigValueColorMode.None : BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .height(4);
  if (text.decimals !== undefined) panel.decimals(text.decimals);
  return dressed(panel, { width: 4, ...text }).targets([rangeQuery({ expr: text.expr, legend: text.title }, 0)]);
}

/** How often which duration: the darker, the more. `expr` gives buckets by `le`. */
export function heatmap(text: PanelText & { readonly expr: string }): AnyPanel {
  const query = rangeQuery({ expr: text.expr, legend: '{{le}}' }, 0).format(PromQueryFormat.Heatmap);
  return dressed(new HeatmapBuilder().height(8), { width: 8, ...text }).targets([query]);
}

/** A column of a table: the value of a query, which has the same labels as those of the other columns. */
export interface Column {
  readonly title: string;
  readonly expr: string;
  readonly unit: Unit;
  readonly thresholds?: readonly Threshold[];
}

/** One row for each value of `label`, ordered by the first column, the greatest first. */
export function table(
  text: PanelText & {
    readonly label: string;
    readonly columns: readonly Column[];
    /** Where a click on the label leads; `\${__data.fields.LABEL}` is its value. */
    readonly link?: { readonly title: string; readonly url: string };
  },
): AnyPanel {
  const { label, columns } = text;
  const panel = new TableBuilder().height(9).filterable(true);
  const names = columns.map((_, index) => (columns.length === 1 ? 'Value' : `Value #${refIdOf(index)}`));
  const renamed = Object.fromEntries(columns.map(({ title }, index) => [names[index] ?? '', title]));
  if (columns.length > 1) panel.withTransformation({ id: 'joinByField', options: { byField: label, mode: 'outer' } });
  panel.withTransformation({
    id: 'organize',
    options: {
      excludeByName: hiddenTimes(columns.length),
      renameByName: renamed,
      indexByName: Object.fromEntries([label, ...names].map((name, index) => [name, index])),
    },
  });
  panel.withTransformation({ id: 'sortBy', options: { sort: [{ field: columns[0]?.title, desc: true }] } });
  for (const { title, unit, thresholds } of columns) {
    const colours = thresholds === undefined ? [] : coloured(thresholds);
    panel.overrideByName(title, [{ id: 'unit', value: unit }, ...colours]);
  }
  if (text.link !== undefined) panel.overrideByName(label, [{ id: 'links', value: [text.link] }]);
  return dressed(panel, { width: 24, ...text }).targets(
    columns.map(({ expr }, index) =>
      new DataqueryBuilder()
        .datasource(DATASOURCE)
        .refId(refIdOf(index))
        .expr(expr)
        .format(PromQueryFormat.Table)
        .instant(),
    ),
  );
}

function coloured(thresholds: readonly Threshold[]) {
  return [
    { id: 'thresholds', value: { mode: ThresholdsMode.Absolute, steps: [...thresholds] } },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
}

/** Each query brings its own time, which says nothing; joined ones are numbered. */
function hiddenTimes(queries: number): Readonly<Record<string, boolean>> {
  const names = ['Time', ...Array.from({ length: queries }, (_, index) => `Time ${index + 1}`)];
  return Object.fromEntries(names.map((name) => [name, true]));
}

type Dressable = StatBuilder | TimeseriesBuilder | TableBuilder | HeatmapBuilder;

function dressed<P extends Dressable>(
  panel: P,
  { title, description, unit, width = 8, thresholds, empty }: PanelText,
): P {
  panel.title(title).description(description).datasource(DATASOURCE).unit(unit).span(width);
  if (empty !== undefined) panel.noValue(empty);
  if (thresholds !== undefined) {
    panel.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...thresholds]));
  }
  return panel;
}

function rangeQuery({ expr, legend, exemplars = false }: Query, index: number): DataqueryBuilder {
  const query = new DataqueryBuilder()
    .datasource(DATASOURCE)
    .refId(refIdOf(index))
    .expr(expr)
    .legendFormat(legend)
    .range();
  return exemplars ? query.exemplar(true) : query;
}

/** A, B, C …: a panel has fewer than 26 queries. */
function refIdOf(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

/** A link at the top of a dashboard. */
export function topLink(title: string, url: string): DashboardLinkBuilder {
  return new DashboardLinkBuilder(title).url(url).icon('external link').keepTime(true);
}

import {
  ConstantVariableBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  type RowPanel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { type AnyPanel, DATASOURCE } from './panels.ts';

export interface Row {
  readonly title: string;
  readonly panels: readonly AnyPanel[];
  /** For what only some tenants use: opened by a click, and asked for nothing until then. */
  readonly collapsed?: boolean;
}

/** A choice at the top of a dashboard: from the values that a label has, or fixed. */
export type Variable =
  | { readonly name: string; readonly label: string; readonly values: string; readonly multi?: boolean }
  | { readonly name: string; readonly label: string; readonly constant: string };

export interface DashboardText {
  /** Part of its address, so it stays. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly variables: readonly Variable[];
  readonly rows: readonly Row[];
  /** Where people read docs/, without a slash at its end. */
  readonly docs: string;
}

/** A dashboard in Grafana's JSON model, classic schema, as Grafana 12 writes it. */
export function assemble({ uid, title, description, variables, rows, docs }: DashboardText): Dashboard {
  const builder = new DashboardBuilder(title)
    .uid(uid)
    .description(description)
    .tags(['tocsin'])
    .timezone('browser')
    .time({ from: 'now-6h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .editable()
    .withVariable(new DatasourceVariableBuilder('datasource').label('Prometheus').type('prometheus'));
  for (const variable of variables) builder.withVariable(variableOf(variable));
  builder.link(
    new DashboardLinkBuilder('Tocsin')
      .type(DashboardLinkType.Dashboards)
      .tags(['tocsin'])
      .keepTime(true)
      .icon('dashboard'),
  );
  builder.link(
    new DashboardLinkBuilder('What to do')
      .type(DashboardLinkType.Link)
      .url(`${docs}/alerts.md`)
      .targetBlank(true)
      .icon('doc'),
  );
  for (const row of rows) addRow(builder, row);
  return numbered(builder.build());
}

function variableOf(variable: Variable) {
  const { name, label } = variable;
  if ('constant' in variable) return new ConstantVariableBuilder(name).label(label).value(variable.constant);
  const choice = new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ query: variable.values, refId: 'StandardVariableQuery' })
    .definition(variable.values)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
  return variable.multi === true ? choice.multi(true).includeAll(true).allValue('.*') : choice;
}

function addRow(builder: DashboardBuilder, { title, panels, collapsed = false }: Row): void {
  const row = new RowBuilder(title).collapsed(collapsed);
  if (collapsed) for (const panel of panels) row.withPanel(panel);
  builder.withRow(row);
  if (!collapsed) for (const panel of panels) builder.withPanel(panel);
}

/** Links lead to panels by their ids, so these are set, and by position: the same text makes the same file. */
function numbered(dashboard: Dashboard): Dashboard {
  let id = 0;
  for (const panel of dashboard.panels ?? []) {
    panel.id = ++id;
    if (isRow(panel)) for (const inner of panel.panels) inner.id = ++id;
  }
  return dashboard;
}

function isRow(panel: NonNullable<Dashboard['panels']>[number]): panel is RowPanel {
  return panel.type === 'row';
}

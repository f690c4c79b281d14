import { z } from 'zod';

const Query = z.object({ expr: z.string(), refId: z.string(), legendFormat: z.string().optional() });

const Panel = z.object({
  id: z.int().positive(),
  type: z.string(),
  title: z.string().min(1),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  description: z.string().optional(),
  datasource: z.object({ type: z.literal('prometheus'), uid: z.literal('$datasource') }).optional(),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string().optional() }) }).optional(),
  targets: z.array(Query).optional(),
});
export type Panel = z.infer<typeof Panel>;

/** What of Grafana's dashboards our tests look at. */
const Dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  panels: z.array(Panel.extend({ panels: z.array(Panel).optional() })),
  templating: z.object({ list: z.array(z.object({ name: z.string(), query: z.unknown() })) }),
});

export interface DashboardParts {
  readonly uid: string;
  readonly variables: readonly string[];
  readonly rows: readonly string[];
  /** All that ask for something, those in closed rows too. */
  readonly panels: readonly Panel[];
}

export function readDashboard(text: string): DashboardParts {
  const { uid, panels, templating } = Dashboard.parse(JSON.parse(text));
  const all = panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]);
  return {
    uid,
    variables: templating.list.map(({ name }) => name),
    rows: all.filter(({ type }) => type === 'row').map(({ title }) => title),
    panels: all.filter(({ type }) => type !== 'row'),
  };
}

/** The query as Grafana sends it, for one choice of its variables. */
export function filledIn(expr: string, values: Readonly<Record<string, string>>): string {
  return expr.replace(/\$(\w+)/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`Grafana has no $${name}: ${expr}`);
    return value;
  });
}

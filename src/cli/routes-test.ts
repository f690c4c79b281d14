import type { LabelSet } from '../core/alert.ts';
import { severityOf } from '../core/severity.ts';
import type { RouteMatch, RouteVisit } from '../routing/router.ts';
import { MAX_LOOK_AHEAD_MS } from '../routing/time-interval.ts';
import type { Tenant, TenantReceiver } from '../tenants/tenant.ts';
import { type Command, EXIT, usage } from './command.ts';
import { CONFIG_HELP, configDirOf, requireConfiguration, tenantOf, withPlaceholders } from './configuration.ts';
import { timeFrom } from './time-from.ts';

const HELP = `Tells which of a tenant's routes take an alert with these labels, why not the others, and where it goes.

Use: tocsin routes test --tenant TENANT [--at TIME] [LABEL=VALUE …]

Routes are tried in the order of the output; one below another belongs to it. Variables that the tenants' files name and
that are not set stand as placeholders, so no secret is needed; files that they name must be there.

Options:
  --tenant TENANT    the tenant whose routes are asked
  --at TIME          when, for routes that are mute or active at certain times (now), such as 2026-11-23T02:30:00Z
${CONFIG_HELP}

Examples:
  tocsin routes test --tenant acme severity=critical team=db
  tocsin routes test --tenant acme environment=staging --at 2026-11-22T12:00:00Z

Exit codes: 0 answered; 1 invalid configuration; 2 wrong use.`;

export const routesTest: Command = {
  help: HELP,
  options: { tenant: 'value', at: 'value', config: 'value' },
  operands: { atLeast: 0, what: 'a label' },
  async run(given, env) {
    given.need('tenant');
    const labels = labelsFrom(given.operands);
    const at = timeFrom(given.value('at'));
    const { tenants } = await requireConfiguration(configDirOf(given, env), withPlaceholders(env));
    const tenant = tenantOf(given, tenants);
    console.log([...routeLines(tenant, labels), '', ...receiverLines(tenant, labels, at)].join('\n'));
    return EXIT.ok;
  },
};

function labelsFrom(operands: readonly string[]): LabelSet {
  const pairs = operands.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw usage(`${JSON.stringify(text)} is no label; write name=value`);
    return [text.slice(0, at), unquoted(text.slice(at + 1))] as const;
  });
  const names = pairs.map(([name]) => name);
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined) throw usage(`the label ${double} is given twice`);
  return Object.fromEntries(pairs);
}

/** Quotes that a shell left in place: `'severity="critical"'` is how matchers are written. */
function unquoted(value: string): string {
  return /^".*"$/s.test(value) ? value.slice(1, -1) : value;
}

function routeLines(tenant: Tenant, labels: LabelSet): readonly string[] {
  const visits = tenant.router.explain(labels);
  const rows = visits.flatMap((visit) => [
    { path: visit.path, matchers: visit.matchers.join(', ') || '(everything)', verdict: verdictOf(visit) },
    ...visit.skipped.map((path) => ({ path, matchers: '', verdict: `not tried: ${visit.path} comes first` })),
  ]);
  // A route's skipped siblings are told after everything that lies under the route itself.
  const ordered = rows.sort((a, b) => comparePaths(a.path, b.path));
  const shown = ordered.map((row) => ({ ...row, path: `${'  '.repeat(depthOf(row.path))}${row.path}` }));
  const pathWidth = Math.max(...shown.map(({ path }) => path.length));
  const matchersWidth = Math.max(...shown.map(({ matchers }) => matchers.length));
  return [
    'Routes',
    ...shown.map(({ path, matchers, verdict }) =>
      `  ${path.padEnd(pathWidth)}  ${matchers.padEnd(matchersWidth)}  ${verdict}`.trimEnd(),
    ),
  ];
}

function verdictOf({ outcome, receiver, matchers, failed }: RouteVisit): string {
  switch (outcome) {
    case 'selected':
      return `yes → ${receiver}`;
    case 'delegated':
      return 'yes, a route below takes it';
    case 'not_matched':
      return failed === undefined ? 'no' : `no: ${whyNot(failed, matchers.length)}`;
    default:
      return outcome satisfies never;
  }
}

/** Names the matcher where the route has several. */
function whyNot({ matcher, label, value }: NonNullable<RouteVisit['failed']>, matcherCount: number): string {
  const actual = value === '' ? `${label} is absent` : `${label} is ${JSON.stringify(value)}`;
  return matcherCount === 1 ? actual : `${matcher} fails, as ${actual}`;
}

const indexesOf = (path: string): readonly number[] =>
  [...path.matchAll(/\[(\d+)\]/g)].map((match) => Number(match[1]));

const depthOf = (path: string): number => indexesOf(path).length;

/** In the order of the file: parents before children, siblings by their number. */
function comparePaths(a: string, b: string): number {
  const [left, right] = [indexesOf(a), indexesOf(b)];
  for (const [level, index] of left.entries()) {
    const other = right[level];
    if (other === undefined) return 1;
    if (index !== other) return index - other;
  }
  return left.length - right.length;
}

function receiverLines(tenant: Tenant, labels: LabelSet, at: number): readonly string[] {
  const matches = tenant.router.match(labels);
  const lines = tenant.route(labels).flatMap((name) => {
    const receiver = tenant.receivers.get(name);
    if (receiver === undefined) return [];
    const own = matches.filter((match) => match.receiver === name);
    return describe(receiver, { labels, quiet: quietWords(tenant, own, { at, timeZone: receiver.timeZone }) });
  });
  return ['Receivers', ...lines];
}

function describe(
  receiver: TenantReceiver,
  { labels, quiet }: { readonly labels: LabelSet; readonly quiet: string },
): readonly string[] {
  const mentions = receiver.mentions[severityOf(labels)] ?? [];
  return [
    `  ${receiver.name}: channel ${receiver.channel}, locale ${receiver.locale}, template ${receiver.template ?? 'by labels'}`,
    `    ${quiet}`,
    ...(mentions.length === 0 ? [] : [`    its first post calls ${mentions.join(' ')}`]),
  ];
}

/** A receiver is quiet while every route that leads the alert to it is. */
function quietWords(
  tenant: Tenant,
  matches: readonly RouteMatch[],
  { at, timeZone }: { readonly at: number; readonly timeZone: string },
): string {
  const until = matches.map((match) => tenant.router.mutedUntil(match, at));
  const ends = until.filter((each) => each !== undefined);
  if (ends.length < until.length) return 'speaks at this time';
  const end = Math.min(...ends);
  const names = [...new Set(matches.flatMap((match) => [...match.muteTimeIntervals, ...match.activeTimeIntervals]))];
  const why = `time interval ${names.join(', ')}`;
  if (end - at >= MAX_LOOK_AHEAD_MS) return `muted for more than a week: ${why}`;
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'short' });
  return `muted until ${format.format(end)} (${timeZone}): ${why}`;
}

/** Line 7: what the steps of the path cost by themselves, in loops within one process. */
import { join } from 'node:path';
import { z } from 'zod';
import { loadProcessConfig } from '../../src/config/process-config.ts';
import { isTenantId } from '../../src/core/ids.ts';
import { dedupeKeyOf } from '../../src/groups/dedupe-key.ts';
import { merge } from '../../src/groups/merge.ts';
import { plan } from '../../src/groups/plan.ts';
import { viewOf } from '../../src/groups/view.ts';
import { parseWebhook } from '../../src/ingest/webhook.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { writePage } from '../../src/metrics/write-page.ts';
import { loadTenants } from '../../src/tenants/load-tenants.ts';
import type { Tenant } from '../../src/tenants/tenant.ts';
import { measure, platform } from '../metrics/busy-platform.ts';
import { ROOT } from './bench-root.ts';
import { placeOf, webhookOf } from './payloads.ts';
import { serveCalls } from './worker-calls.ts';

const Request = z.object({ configDir: z.string(), iterations: z.number() });

/** Different groups, so that nothing is remembered from one turn to the next that would not be in real life. */
const GROUPS = 500;

const LOCALES = ['en', 'fr', 'de', 'es', 'it'] as const;

async function tenantOf(configDir: string): Promise<Tenant> {
  const { value } = await loadProcessConfig({ configDir, env: {} });
  if (value === undefined) throw new Error('tocsin.yaml has faults');
  const { tenants } = await loadTenants({
    configDir,
    templatesDir: join(ROOT, 'templates'),
    localesDir: join(ROOT, 'locales'),
    env: {},
    defaults: value.receiverDefaults,
    tierQuotas: value.tierQuotas,
  });
  const { tenant } = placeOf(0, 1);
  const found = isTenantId(tenant) ? tenants?.get(tenant) : undefined;
  if (found === undefined) throw new Error('the tenant could not be loaded');
  return found;
}

function microsPer(iterations: number, work: (turn: number) => unknown): number {
  for (let turn = 0; turn < iterations / 2; turn++) work(turn % GROUPS);
  const before = process.cpuUsage();
  for (let turn = 0; turn < iterations; turn++) work(turn % GROUPS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / iterations;
}

/** The median of the time that one turn takes, by the wall clock: what the bar for rendering is told in. */
function medianMicros(iterations: number, work: (turn: number) => unknown): number {
  const times = Array.from({ length: iterations }, (_, turn) => {
    const before = performance.now();
    work(turn % GROUPS);
    return performance.now() - before;
  }).sort((left, right) => left - right);
  return (times[Math.floor(times.length / 2)] ?? 0) * 1_000;
}

/** The page at its largest, of one process, without what the store is asked for. */
async function medianScrape(): Promise<number> {
  const metrics = createMetrics({ version: 'bench' });
  measure(metrics, platform(1_000, 5));
  const times: number[] = [];
  for (let turn = 0; turn < 9; turn++) {
    const before = performance.now();
    await writePage(await metrics.snapshot(), 'openmetrics');
    times.push(performance.now() - before);
  }
  return (times.sort((left, right) => left - right)[4] ?? 0) * 1_000;
}

function pick<T>(items: readonly T[], turn: number): T {
  const item = items[turn];
  if (item === undefined) throw new Error('no such group');
  return item;
}

async function run(argument: unknown): Promise<Readonly<Record<string, number>>> {
  const { configDir, iterations } = Request.parse(argument);
  const tenant = await tenantOf(configDir);
  const [receiver] = tenant.receivers.values();
  if (receiver === undefined) throw new Error('the tenant has no receiver');
  const now = Date.now();
  const bodies = Array.from({ length: GROUPS }, (_, group) =>
    webhookOf({ group, team: placeOf(group, 1).team, replica: 0, startedAt: now - 60_000 }),
  );
  const parse = (turn: number) => {
    const parsed = parseWebhook(JSON.parse(pick(bodies, turn)), now);
    if (!parsed.ok) throw new Error(parsed.reason);
    return parsed.notification;
  };
  const notifications = bodies.map((_, turn) => parse(turn));
  const mergeOf = (turn: number) => merge(undefined, { ...pick(notifications, turn), receiver: receiver.name });
  const groups = notifications.map((_, turn) => ({ ...mergeOf(turn), pendingSince: now }));
  const viewAt = (turn: number) => viewOf(pick(groups, turn), receiver.policy);
  const views = groups.map((_, turn) => viewAt(turn));
  const audience = { locale: receiver.locale, timeZone: receiver.timeZone, mentions: ['<!subteam^S0ONCALL>'] };
  const renderFor = (reader: typeof audience) => (turn: number) =>
    tenant.renderer.render({ part: 'message', template: receiver.template, view: pick(views, turn), audience: reader });
  const render = renderFor(audience);
  const inLocales = LOCALES.map((locale) => renderFor({ ...audience, locale }));
  const renderAll = (turn: number) => inLocales.map((each) => each(turn));
  const rendered = render(0);
  if (rendered.failure !== undefined) throw new Error(rendered.failure);
  return {
    'parse a webhook': microsPer(iterations, parse),
    'route its alerts': microsPer(iterations, (turn) =>
      pick(notifications, turn).alerts.map(({ labels }) => tenant.route(labels)),
    ),
    'hash its facts': microsPer(iterations, (turn) => dedupeKeyOf(pick(notifications, turn))),
    'merge it': microsPer(iterations, mergeOf),
    'view and plan': microsPer(iterations, (turn) => plan({ view: viewAt(turn), policy: receiver.policy, now })),
    'render the message': microsPer(iterations, render),
    'render, median': medianMicros(iterations, render),
    'render, five languages': microsPer(iterations / 5, renderAll) / LOCALES.length,
    'render, five languages, median': medianMicros(iterations / 5, renderAll) / LOCALES.length,
    'scrape 1 000 tenants with 5 receivers each, median': await medianScrape(),
    'write the document as JSON': microsPer(iterations, (turn) => JSON.stringify(pick(groups, turn))),
  };
}

serveCalls({ run });

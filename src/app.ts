/** The composition root: everything is made here, in one straight line, and released in the reverse order. */
import { join } from 'node:path';
import type { Environment } from './config/environment.ts';
import { PACKAGE_DIR, productVersion } from './config/package-dir.ts';
import { loadProcessConfig } from './config/process-config.ts';
import type { Env } from './config/substitute-env.ts';
import { systemClock } from './core/clock.ts';
import { TocsinError } from './core/errors.ts';
import { type Fault, formatFault } from './core/fault.ts';
import { Releasers } from './core/lifecycle.ts';
import type { Logger } from './core/logger.ts';
import { acceptAndDeliver } from './delivery/accept-and-deliver.ts';
import { deliverGroup } from './delivery/deliver-group.ts';
import { Dispatcher } from './delivery/dispatcher.ts';
import { OutageWatch } from './delivery/outage-watch.ts';
import { destinationsFrom } from './delivery/tenant-destinations.ts';
import { createAcceptor } from './groups/acceptor.ts';
import { GroupCache } from './groups/group-cache.ts';
import type { Store } from './groups/store.ts';
import { createExpressApp } from './http/express-app.ts';
import { createMetricsPage } from './http/metrics-page.ts';
import { mountOperatorEndpoints, type Readiness } from './http/operator-endpoints.ts';
import { startRelayServer } from './http/relay-server.ts';
import { createIngestHandler } from './ingest/ingest-handler.ts';
import { createMetrics, startAtZero } from './metrics/metrics.ts';
import { mountInteractions } from './slack/interactions.ts';
import { createSlackSender } from './slack/slack-sender.ts';
import { openStore } from './store/open-store.ts';
import { loadConfiguration } from './tenants/load-configuration.ts';
import type { TenantSet } from './tenants/tenant.ts';
import { TIER_WEIGHTS } from './tenants/tenant-file.ts';
import { createTenantRegistry, reloadTenants } from './tenants/tenant-registry.ts';

export interface Relay {
  readonly port: number;
  /** Takes the tenants' configuration over anew; faults when it is invalid and the old one stays. */
  reload(): Promise<readonly Fault[]>;
  /** Stops taking webhooks, ends deliveries that have begun, and releases everything. */
  close(): Promise<void>;
}

export interface RelayOptions {
  readonly environment: Environment;
  /** For `${NAME}` in configuration files. */
  readonly env: Env;
  readonly logger: Logger;
  /** Address to listen on; all when absent. */
  readonly host?: string;
}

/** Starts the relay. Rejects with `config_invalid`, naming every fault, when the configuration is wrong. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const releasers = new Releasers();
  try {
    return await compose(options, releasers);
  } catch (error) {
    await releasers.close();
    throw error;
  }
}

async function compose({ environment, env, logger, host }: RelayOptions, releasers: Releasers): Promise<Relay> {
  const clock = systemClock;
  let isClosing = false;
  /** When all work must have ended, once the stop has begun. */
  let stopBy = 0;
  const metrics = createMetrics({ version: productVersion() });

  const source = {
    configDir: environment.configDir,
    templatesDir: join(PACKAGE_DIR, 'templates'),
    localesDir: join(PACKAGE_DIR, 'locales'),
    env,
  };
  const loaded = await loadConfiguration(source);
  if (loaded.configuration === undefined) throw invalid(loaded.faults);
  const { process: config, tenants } = loaded.configuration;
  const { ingest, delivery, slack, shutdownTimeoutMs } = config;
  for (const warning of loaded.warnings) logger.warn({ warning: formatFault(warning) }, 'configuration');
  const registry = createTenantRegistry(tenants);
  const tenantIds = () =>
    registry
      .current()
      .all()
      .map(({ id }) => id);
  noteTakeover(registry.current());

  const { store, gate } = openStore(environment.redis, { ...config.redis, logger }, delivery.gate);
  releasers.add('store', () => store.close());

  const sender = createSlackSender({
    apiUrl: environment.slackApiUrl,
    timeoutMs: slack.timeoutMs,
    workspaceOf: (tenantId) => registry.current().get(tenantId)?.slack,
    metrics,
  });
  releasers.add('Slack sender', () => sender.close());

  const cache = new GroupCache();
  const destinations = destinationsFrom(() => registry.current());
  const { leaseMs } = delivery;
  const stopping = new AbortController();
  const parts = {
    stopping: stopping.signal,
    store,
    cache,
    sender,
    gate,
    outages: new OutageWatch(),
    metrics,
    logger,
    clock,
    destinations,
    leaseMs,
  };
  const dispatcher = new Dispatcher({
    store,
    logger,
    clock,
    tenantIds,
    deliver: (claim, now) => deliverGroup(parts, claim, now),
    concurrency: delivery.concurrency,
    tenantConcurrency: delivery.tenantConcurrency,
    weightOf: (tenantId) => TIER_WEIGHTS[registry.current().get(tenantId)?.tier ?? 'free'],
    leaseMs,
    readyMs: delivery.readyMs,
    known: (tenantId, groupId) => cache.get(tenantId, groupId),
    sweepMs: delivery.sweepMs,
  });
  dispatcher.start();
  releasers.add('dispatcher', async () => {
    const unfinished = await dispatcher.stop(Math.max(0, stopBy - clock.now()));
    stopping.abort();
    if (unfinished > 0) logger.warn({ unfinished }, 'deliveries were cut off, they are taken up when their leases end');
  });

  const app = createExpressApp();
  if (environment.slackSigningSecret === undefined) {
    logger.info({}, 'SLACK_SIGNING_SECRET is not set: clicks on buttons are not taken');
  } else {
    const interactions = mountInteractions({
      app,
      signingSecret: environment.slackSigningSecret,
      apiUrl: environment.slackApiUrl,
      timeoutMs: slack.timeoutMs,
      tenantsOf: (teamId) =>
        registry
          .current()
          .byTeam(teamId)
          .map(({ slack: { botToken }, locale, renderer }) => ({
            botToken,
            locale,
            phrase: (key, of) => renderer.phrase(key, of),
          })),
      clock,
      logger,
    });
    releasers.add('Slack interactions', () => interactions.close());
  }

  const readiness = async (): Promise<Readiness> => {
    const { ready, problem, warnings } = await store.health();
    const problems = [...(problem === undefined ? [] : [problem]), ...(isClosing ? ['the process is stopping'] : [])];
    return { ready: ready && !isClosing, problems, warnings };
  };
  const takeOver = async (): Promise<readonly Fault[]> => {
    const fresh = await loadProcessConfig({ configDir: environment.configDir, env });
    const result =
      fresh.value === undefined
        ? { replaced: false, faults: fresh.faults, warnings: [] }
        : await reloadTenants(registry, {
            ...source,
            defaults: { ...fresh.value.receiverDefaults, copyWindowMs: ingest.dedupeMs },
          });
    metrics.configReloadSuccess.set(result.replaced ? 1 : 0);
    for (const fault of result.faults)
      logger.error({ fault: formatFault(fault) }, 'configuration is invalid, the old one stays');
    for (const warning of result.warnings) logger.warn({ warning: formatFault(warning) }, 'configuration');
    if (result.replaced) noteTakeover(registry.current());
    return result.faults;
  };
  const reload = oneAtATime(takeOver);
  const metricsPage = createMetricsPage({ metrics, store, tenantIds, logger });
  mountOperatorEndpoints(app, { readiness, metricsPage, reload, adminToken: environment.adminToken, logger });

  const handleIngest = createIngestHandler({
    tenants: () => registry.current(),
    accept: acceptAndDeliver(createAcceptor({ store, cache }), dispatcher),
    limits: ingest.limits,
    dedupeMs: ingest.dedupeMs,
    metrics,
    logger,
    clock,
  });
  await logStoreHealth(store, logger);
  const server = await startRelayServer({
    port: environment.port,
    ...(host === undefined ? {} : { host }),
    ingest: handleIngest,
    app,
  });
  releasers.add('HTTP server', () => server.close(Math.max(0, stopBy - clock.now())));
  logger.info({ port: server.port, tenants: tenantIds().length }, 'Tocsin is listening');

  return {
    port: server.port,
    reload,
    close: async () => {
      isClosing = true;
      stopBy = clock.now() + shutdownTimeoutMs;
      await releasers.close();
    },
  };

  function noteTakeover(tenants: TenantSet): void {
    metrics.configReloadSuccess.set(1);
    metrics.configReloadTimestamp.set(clock.now() / 1_000);
    startAtZero(
      metrics,
      tenants.all().map(({ id, receivers }) => ({ id, receivers: [...receivers.values()] })),
    );
  }
}

/** Calls wait for the one before them: of two reloads the later one must win. */
function oneAtATime<T>(work: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return () => {
    const next = last.then(work, work);
    last = next;
    return next;
  };
}

/** Said once at the start; from then on `/-/ready` tells. */
async function logStoreHealth(store: Store, logger: Logger): Promise<void> {
  const { problem, warnings } = await store.health();
  if (problem !== undefined) logger.warn({ problem }, 'the store is not ready, webhooks are answered 503 until it is');
  for (const warning of warnings) logger.warn({ warning }, 'the store may lose data');
}

function invalid(faults: readonly Fault[]): TocsinError {
  return new TocsinError('config_invalid', `the configuration is invalid:\n${faults.map(formatFault).join('\n')}`);
}

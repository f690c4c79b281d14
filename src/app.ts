/** The composition root: everything is made here, in one straight line, and released in the reverse order. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createLookUp } from './actions/look-up.ts';
import { startTruthCheck } from './actions/truth-check.ts';
import { createAlertmanagers } from './alertmanager/create-alertmanagers.ts';
import type { Environment } from './config/environment.ts';
import { PACKAGE_DIR, productVersion } from './config/package-dir.ts';
import type { Env } from './config/substitute-env.ts';
import { systemClock } from './core/clock.ts';
import { type Fault, formatFault } from './core/fault.ts';
import type { Fleet, MetricsSnapshot } from './core/fleet.ts';
import { receiverName, type TenantId } from './core/ids.ts';
import { Releasers } from './core/lifecycle.ts';
import type { Logger } from './core/logger.ts';
import type { Role } from './core/roles.ts';
import { acceptAndDeliver } from './delivery/accept-and-deliver.ts';
import { watchChanges } from './delivery/change-watch.ts';
import { withoutDry } from './delivery/dry-sender.ts';
import { createPresses } from './delivery/presses.ts';
import { destinationsFrom } from './delivery/tenant-destinations.ts';
import { createAcceptor } from './groups/acceptor.ts';
import { GroupCache } from './groups/group-cache.ts';
import { mountConsolePage, readConsolePage } from './http/console-page.ts';
import { createExpressApp } from './http/express-app.ts';
import { createMetricsPage } from './http/metrics-page.ts';
import { mountOperatorEndpoints, type Readiness } from './http/operator-endpoints.ts';
import { startRelayServer } from './http/relay-server.ts';
import { keyRingFaults } from './installations/install-variables.ts';
import { openWorkspaces } from './installations/open-workspaces.ts';
import { createMetrics } from './metrics/metrics.ts';
import { openInstallationSide } from './slack/installation-side.ts';
import { mountClicks } from './slack/mount-clicks.ts';
import { createSlackSender } from './slack/slack-sender.ts';
import { logStoreHealth } from './store/log-store-health.ts';
import { measureCalls } from './store/measure-calls.ts';
import { openStore } from './store/open-store.ts';
import { invalidConfiguration, loadConfiguration } from './tenants/load-configuration.ts';
import { createReload } from './tenants/reload.ts';
import { createTakeovers } from './tenants/takeovers.ts';
import { createTenantRegistry } from './tenants/tenant-registry.ts';
import { mountApi } from './wiring/mount-api.ts';
import { openIngest } from './wiring/open-ingest.ts';
import { openTracer } from './wiring/open-tracer.ts';
import { startDelivery } from './wiring/start-delivery.ts';
import { surroundingsOf } from './wiring/surroundings.ts';

export interface Relay {
  readonly port: number;
  /** Takes the tenants' configuration over anew; faults when it is invalid and the old one stays. */
  reload(): Promise<readonly Fault[]>;
  /** What this process counted. */
  metrics(): Promise<MetricsSnapshot>;
  /** How long `close` takes at most, about, milliseconds. */
  readonly closeMs: number;
  /**
   * Says that it is not ready and waits for `shutdown_delay`; then takes no more webhooks, gives back what it has not
   * begun, ends what it has, and releases everything.
   */
  close(): Promise<void>;
}

export interface RelayOptions {
  readonly environment: Environment;
  /** For `${NAME}` in configuration files. */
  readonly env: Env;
  readonly logger: Logger;
  /** Address to listen on; all when absent. */
  readonly host?: string;
  /** The other workers, where several share the port. */
  readonly fleet?: Fleet;
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

async function compose({ environment, env, logger, host, fleet }: RelayOptions, releasers: Releasers): Promise<Relay> {
  const clock = systemClock;
  const has = (role: Role) => environment.roles.has(role);
  let isClosing = false;
  /** When all work must have ended, once the stop has begun. */
  let stopBy = 0;
  const stopInMs = () => Math.max(0, stopBy - clock.now());

  const source = {
    configDir: environment.configDir,
    templatesDir: join(PACKAGE_DIR, 'templates'),
    localesDir: join(PACKAGE_DIR, 'locales'),
    env,
  };
  const around = (allowNetworks: readonly string[]) => surroundingsOf(env, allowNetworks);
  const loaded = await loadConfiguration({ ...source, surroundingsOf: around });
  const faults = [...keyRingFaults(environment.install), ...loaded.faults];
  if (loaded.configuration === undefined || faults.length > 0) throw invalidConfiguration(faults);
  const { process: config, tenants } = loaded.configuration;
  const { ingest, delivery, slack, shutdown } = config;
  const metrics = createMetrics({ version: productVersion(), ...config.metrics });
  for (const warning of loaded.warnings) logger.warn({ warning: formatFault(warning) }, 'configuration');
  const registry = createTenantRegistry(tenants);
  const tenantIds = () => Array.from(registry.current().all(), ({ id }) => id);
  const policyOf = (tenantId: TenantId, receiver: string) =>
    registry.current().get(tenantId)?.receivers.get(receiverName(receiver))?.policy ?? config.receiverDefaults;
  const takeovers = createTakeovers(clock, loaded.warnings);
  const reload = createReload({
    registry,
    // As the guard was made, which a reload does not change.
    source: { ...source, canary: config.canary, surroundings: around(config.alertmanager.allowNetworks) },
    ...{ dedupeMs: ingest.dedupeMs, takeovers, metrics, logger, clock },
  });

  const opened = openStore(
    environment.redis,
    { ...config.redis, logger, measure: measureCalls(metrics) },
    delivery.gate,
  );
  const { store, folds, outbox, history, heartbeats, gate, install } = opened;
  releasers.add('store', () => store.close());
  const shared = { tenants: () => registry.current(), ...install, clock, logger };
  const { workspaces, parts: installParts } = await openWorkspaces({ ...shared, environment }, releasers);

  const slackApi = { apiUrl: environment.slackApiUrl, timeoutMs: slack.timeoutMs };
  const slackSender = createSlackSender({ ...slackApi, metrics, workspaceOf: (tenantId) => workspaces.find(tenantId) });
  releasers.add('Slack sender', () => slackSender.close(stopInMs()));
  const sender = withoutDry(slackSender, clock);

  const tracer = await openTracer({ environment, logger, stopInMs }, releasers);
  const cache = new GroupCache();
  const destinations = destinationsFrom(shared.tenants, (tenant) => workspaces.nameOf(tenant));
  const changes = watchChanges({ store, destinations, metrics, logger, clock }, releasers);
  const inStore = { ...shared, store, cache, policyOf, metrics };
  const dispatcher = startDelivery(
    {
      ...inStore,
      ...{ config, folds, outbox, gate, sender, destinations, changes, tracer, stopInMs },
      delivers: has('deliver'),
    },
    releasers,
  );

  const alertmanagersOf = (tenantId: TenantId) => registry.current().get(tenantId)?.alertmanagers ?? [];
  const alertmanagers = createAlertmanagers({ alertmanagersOf, ...config.alertmanager, metrics, clock });
  releasers.add('Alertmanagers', () => alertmanagers.close());

  const wake = (tenantId: TenantId) => (has('deliver') ? dispatcher.wake(tenantId) : undefined);
  const truthCheck = startTruthCheck({
    ...config.truthCheck,
    ...inStore,
    alertmanagers,
    wake,
    isAsking: has('deliver'),
  });
  releasers.add('truth check', () => truthCheck.stop());
  const app = createExpressApp();
  const installation = openInstallationSide({
    ...{ ...shared, ...slackApi, app, workspaces, gate, metrics, wake },
    ...{ roles: environment.roles, parts: installParts, localesDir: source.localesDir },
  });
  releasers.add('Slack installations', () => installation.close(stopInMs()));
  const silencing = { store, cache, wake, alertmanagers };
  const press = createPresses({ store, cache, copyWindowMs: ingest.dedupeMs, policyOf, metrics, wake });
  const interactions = mountClicks({
    app,
    isConsole: has('console'),
    signingSecret: environment.slackSigningSecret,
    appToken: environment.slackAppToken,
    isFirst: (name, ms) => install.tickets.isFirst(name, ms),
    ...slackApi,
    workspaces,
    onInstallation: installation.onEvent,
    lookUp: createLookUp({ store, policyOf, alertmanagers, tenants: shared.tenants, clock }),
    silencing,
    policyOf,
    press,
    ...{ metrics, clock, logger },
  });
  if (interactions !== undefined) releasers.add('Slack interactions', () => interactions.close(stopInMs()));

  const readiness = async (): Promise<Readiness> => {
    const { ready, problem, warnings } = await store.health();
    const problems = [...(problem === undefined ? [] : [problem]), ...(isClosing ? ['the process is stopping'] : [])];
    const all = [...warnings, ...workspaces.tokenTeams.warnings()];
    return { ready: ready && !isClosing, problems, warnings: all };
  };
  const { adminToken, roles } = environment;
  if (has('console')) {
    const kept = { history, heartbeats, tickets: install.tickets, takeovers, dedupeMs: ingest.dedupeMs };
    const acted = { press, silencing, alertmanagers, onDue: wake, workspaces, links: installation.links };
    const maxAlerts = ingest.limits.alerts;
    mountApi(
      {
        app,
        ...inStore,
        ...kept,
        ...acted,
        destinations,
        readiness,
        environment,
        source,
        maxAlerts,
        oidc: config.oidc,
      },
      releasers,
    );
    mountConsolePage(app, await readConsolePage());
  }
  const isConnected = (tenantId: TenantId) => workspaces.known(tenantId) !== undefined;
  const metricsPage = createMetricsPage({ metrics, store, tenantIds, logger, fleet, isConnected });
  mountOperatorEndpoints(app, { readiness, metricsPage, reload: fleet?.reload ?? reload, adminToken, roles, logger });

  const acceptor = createAcceptor({ store, cache, onNews: (...news) => changes.accepted(...news) });
  const accept = has('deliver') ? acceptAndDeliver(acceptor, dispatcher) : acceptor;
  const onEvents = (tenantId: TenantId) => truthCheck.soon(tenantId);
  const incoming = openIngest({ ...shared, config, accept, store, heartbeats, onEvents, metrics, tracer }, releasers);
  await logStoreHealth(store, logger);
  const server = await startRelayServer({
    port: environment.port,
    ...(host === undefined ? {} : { host }),
    ingest: (request, response) => has('ingest') && incoming.handle(request, response),
    app,
    isClosing: () => isClosing,
  });
  releasers.add('HTTP server', () => server.close(stopInMs()));
  if (has('ingest')) incoming.startWatching();
  logger.info({ port: server.port, tenants: tenantIds().length, roles: [...roles].join() }, 'Tocsin is listening');

  return {
    port: server.port,
    reload,
    metrics: () => metrics.snapshot(),
    closeMs: shutdown.delayMs + shutdown.timeoutMs,
    close: async () => {
      isClosing = true;
      await pause(shutdown.delayMs);
      stopBy = clock.now() + shutdown.timeoutMs;
      dispatcher.stopClaiming();
      await releasers.close();
    },
  };
}

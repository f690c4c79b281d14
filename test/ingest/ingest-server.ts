/** Ingest on a real port with the embedded store behind it, and two tenants. */
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../src/core/clock.ts';
import { isTenantId, receiverName, type TenantId } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { createAcceptor } from '../../src/groups/acceptor.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import type { Store } from '../../src/groups/store.ts';
import type { IngestTenant } from '../../src/ingest/authenticate.ts';
import { createIngestHandler, type IngestOptions } from '../../src/ingest/ingest-handler.ts';
import { createMetrics, type Metrics } from '../../src/metrics/metrics.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';

export const ACME_TOKEN = 'acme-ingest-1';
export const ACME_SECOND_TOKEN = 'acme-ingest-2';
export const GLOBEX_TOKEN = 'globex-ingest-1';

export interface IngestServer {
  readonly url: string;
  readonly store: Store;
  readonly metrics: Metrics;
  /** Tenants whose webhooks were stored, in order. */
  readonly woken: readonly TenantId[];
  close(): Promise<void>;
}

export function tenantIdOf(text: string): TenantId {
  if (!isTenantId(text)) throw new Error(`${text} is no tenant id`);
  return text;
}

function tenant(id: string, tokens: readonly string[]): IngestTenant {
  return {
    id: tenantIdOf(id),
    tokenDigests: tokens.map((token) => createHash('sha256').update(token).digest()),
    route: (labels) => [receiverName(labels.team === 'db' ? 'database' : 'ops')],
  };
}

export async function startIngestServer(
  options: Partial<IngestOptions> & { store?: Store } = {},
): Promise<IngestServer> {
  const store = options.store ?? createMemoryStore({ clock: systemClock });
  const metrics = createMetrics({ version: 'test', defaults: false });
  const tenants = [tenant('acme', [ACME_TOKEN, ACME_SECOND_TOKEN]), tenant('globex', [GLOBEX_TOKEN])];
  const byDigest = new Map(
    tenants.flatMap((each) => each.tokenDigests.map((digest) => [digest.toString('hex'), each])),
  );
  const woken: TenantId[] = [];
  const accept = createAcceptor({ store, cache: new GroupCache() });
  const handler = createIngestHandler({
    tenants: () => ({
      get: (id) => tenants.find((each) => each.id === id),
      byTokenDigest: (digest) => byDigest.get(digest),
    }),
    accept: async (arrival) => {
      const outcome = await accept(arrival);
      woken.push(arrival.tenantId);
      return outcome;
    },
    limits: { bodyBytes: 1_048_576, alerts: 5_000, labelChars: 1_024, annotationChars: 4_096, labelsPerAlert: 64 },
    dedupeMs: 120_000,
    tenantConcurrency: 4,
    metrics,
    logger: silentLogger,
    clock: systemClock,
    ...options,
  });
  const server = createServer((request, response) => {
    if (!handler(request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    store,
    metrics,
    woken,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await store.close();
    },
  };
}

/** A webhook as Alertmanager 0.25 sends it. */
export function webhook(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    receiver: 'tocsin',
    status: 'firing',
    alerts: [webhookAlert()],
    groupLabels: { alertname: 'DiskFull' },
    commonLabels: { alertname: 'DiskFull' },
    commonAnnotations: {},
    externalURL: 'http://am-1:9093',
    version: '4',
    groupKey: '{}:{alertname="DiskFull"}',
    truncatedAlerts: 0,
    ...changes,
  };
}

export function webhookAlert(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    status: 'firing',
    labels: { alertname: 'DiskFull', instance: 'db-1', severity: 'critical' },
    annotations: { summary: 'The disk of db-1 is full' },
    startsAt: '2026-03-01T12:00:00.123456789Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prometheus:9090/graph?g0.expr=up',
    fingerprint: '0123456789abcdef',
    ...changes,
  };
}

/** What takes webhooks in, and listens for those that should always come. */
import type { ProcessConfig } from '../config/process-config.ts';
import type { TenantId } from '../core/ids.ts';
import type { Releasers } from '../core/lifecycle.ts';
import type { Acceptor } from '../groups/acceptor.ts';
import { createEventsHandler } from '../ingest/events-handler.ts';
import { createIngestHandler, type IngestHandler, type IngestOptions } from '../ingest/ingest-handler.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import { type CanaryOptions, startCanary } from '../watchdogs/canary.ts';
import { takeHeartbeats } from '../watchdogs/take-heartbeats.ts';
import { startWatch, type WatchOptions } from '../watchdogs/watch.ts';

export interface IngestParts extends Pick<IngestOptions, 'metrics' | 'logger' | 'clock' | 'tracer'> {
  readonly config: ProcessConfig;
  /** As configured now. */
  readonly tenants: () => TenantSet;
  readonly accept: Acceptor;
  readonly store: CanaryOptions['store'];
  readonly heartbeats: WatchOptions['heartbeats'];
  /** An Alertmanager of the tenant recorded something that no webhook tells. */
  readonly onEvents: (tenantId: TenantId) => void;
}

export interface Ingest {
  readonly handle: IngestHandler;
  /** Once webhooks can come in: before that a watchdog would miss what nobody could have told. */
  startWatching(): void;
}

export function openIngest({ config, onEvents, ...parts }: IngestParts, releasers: Releasers): Ingest {
  const { tenants, accept, heartbeats } = parts;
  const { limits, dedupeMs, tenantConcurrency } = config.ingest;
  const watchdogsOf = (id: TenantId) => tenants().get(id)?.watchdogs ?? [];
  const taking = takeHeartbeats(accept, { watchdogsOf, heartbeats });
  const handleWebhook = createIngestHandler({ ...parts, accept: taking, limits, dedupeMs, tenantConcurrency });
  const handleEvents = createEventsHandler({ ...parts, onEvents });
  return {
    handle: (request, response) => handleWebhook(request, response) || handleEvents(request, response),
    startWatching() {
      const watch = startWatch({ ...parts, dedupeMs });
      releasers.add('watchdogs', () => watch.stop());
      const canary = startCanary({ ...parts, dedupeMs, canary: config.canary });
      releasers.add('canary', () => canary.stop());
    },
  };
}

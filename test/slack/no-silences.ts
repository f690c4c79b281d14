import type { SilencingParts } from '../../src/actions/silencing.ts';
import { createAlertmanagers } from '../../src/alertmanager/create-alertmanagers.ts';
import { GroupCache } from '../../src/groups/group-cache.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { createMemoryStore } from '../../src/store/memory-store.ts';

/** What the modal of silences needs, where no tenant has an Alertmanager and nothing is stored. */
export function noSilences(): SilencingParts {
  const clock = { now: () => Date.now() };
  const metrics = createMetrics({ version: 'test', defaults: false });
  return {
    store: createMemoryStore({ clock }),
    cache: new GroupCache(),
    wake: () => undefined,
    alertmanagers: createAlertmanagers({
      alertmanagersOf: () => [],
      timeoutMs: 1_000,
      allowNetworks: [],
      metrics,
      clock,
    }),
  };
}

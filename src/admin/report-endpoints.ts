/** What a tenant's people ask about its noise and its heartbeats. */
import { parseDuration } from '../config/duration.ts';
import type { WatchdogShown } from '../core/api/watchdogs.ts';
import type { Clock } from '../core/clock.ts';
import { groupIdOf } from '../core/ids.ts';
import { readNoiseReport } from '../groups/noise-report.ts';
import type { Store } from '../groups/store.ts';
import { toReadableText } from '../render/escape.ts';
import { reportTexts } from '../render/report-text.ts';
import type { Tenant, TenantWatchdog } from '../tenants/tenant.ts';
import type { Heartbeats, KnownWatchdog } from '../watchdogs/heartbeats.ts';
import { silenceIdentity } from '../watchdogs/tell-silence.ts';
import type { Handlers } from './endpoint-handler.ts';
import { timeOf } from './group-json.ts';

export interface ReportParts {
  readonly store: Pick<Store, 'events'>;
  readonly heartbeats: Pick<Heartbeats, 'read'>;
  readonly clock: Clock;
}

export function reportEndpoints({
  store,
  heartbeats,
  clock,
}: ReportParts): Pick<Handlers, 'showReport' | 'listWatchdogs'> {
  return {
    async showReport({ tenant, query }) {
      const until = clock.now();
      const report = await readNoiseReport(store, {
        ...{ tenantId: tenant.id, from: until - parseDuration(query.since), until },
      });
      const { locale, timeZone } = { ...tenant, ...(query.locale === undefined ? {} : { locale: query.locale }) };
      const texts = reportTexts(report, tenant.name, tenant.renderer.language({ locale, timeZone }));
      return { body: { report, text: toReadableText(texts.join('\n\n')) } };
    },
    async listWatchdogs({ tenant }) {
      const known = await heartbeats.read(tenant.id);
      return { body: { watchdogs: tenant.watchdogs.map((each) => shown(tenant, each, known)) } };
    },
  };
}

function shown(tenant: Tenant, { name, everyMs }: TenantWatchdog, all: readonly KnownWatchdog[]): WatchdogShown {
  const { heardAt, silence } = all.find((each) => each.name === name) ?? {};
  const [receiver] = silence?.receivers ?? [];
  return {
    ...{ tenant: tenant.id, name, everySeconds: everyMs / 1_000 },
    state: silence === undefined ? (heardAt === undefined ? 'waiting' : 'alive') : 'silent',
    ...(heardAt === undefined ? {} : { lastSeenAt: timeOf(heardAt) }),
    ...(silence === undefined ? {} : { silentSince: timeOf(silence.since) }),
    ...(silence === undefined || receiver === undefined
      ? {}
      : { group: groupIdOf({ ...silenceIdentity(name, silence.severity), receiver }) }),
  };
}

/** What a tenant's people ask about its noise. */
import { parseDuration } from '../config/duration.ts';
import type { Clock } from '../core/clock.ts';
import { readNoiseReport } from '../groups/noise-report.ts';
import type { Store } from '../groups/store.ts';
import { toReadableText } from '../render/escape.ts';
import { reportTexts } from '../render/report-text.ts';
import type { Handlers } from './endpoint-handler.ts';

export interface ReportParts {
  readonly store: Pick<Store, 'events'>;
  readonly clock: Clock;
}

export function reportEndpoints({ store, clock }: ReportParts): Pick<Handlers, 'showReport'> {
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
  };
}

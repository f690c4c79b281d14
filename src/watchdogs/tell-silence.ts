/** Tells that a watchdog is silent, and that it is heard again: as an alert that the relay itself fires and resolves. */
import { hash } from 'node:crypto';
import type { LabelSet } from '../core/alert.ts';
import type { Clock } from '../core/clock.ts';
import { groupIdOf, type ReceiverName } from '../core/ids.ts';
import { type OwnWord, ownAlert, ownNotification } from '../core/own-groups.ts';
import type { Acceptor } from '../groups/acceptor.ts';
import type { Store } from '../groups/store.ts';
import type { Language } from '../render/language.ts';
import type { Tenant, TenantWatchdog } from '../tenants/tenant.ts';
import type { Silence } from './heartbeats.ts';

export interface Teller {
  readonly accept: Acceptor;
  readonly store: Pick<Store, 'read'>;
  /** As of webhooks. */
  readonly dedupeMs: number;
  readonly clock: Clock;
}

export interface ToldSilence {
  readonly tenant: Tenant;
  /** The watchdog's. */
  readonly name: string;
  readonly silence: Silence;
}

/** The labels of the alert that tells of a watchdog's silence: what routes go by. */
function silenceLabels({ name, severity }: Pick<TenantWatchdog, 'name' | 'severity'>): LabelSet {
  return { alertname: 'WatchdogSilent', watchdog: name, severity };
}

/** Who is to be told. */
export function listeners(tenant: Tenant, watchdog: TenantWatchdog): readonly ReceiverName[] {
  return watchdog.receiver === undefined ? tenant.route(silenceLabels(watchdog)) : [watchdog.receiver];
}

/** Durations are milliseconds. */
export async function tellSilent(
  teller: Teller,
  told: ToldSilence,
  { lastsMs, everyMs }: { readonly lastsMs: number; readonly everyMs: number },
): Promise<void> {
  const { name, silence } = told;
  await tell(teller, { ...told, receivers: silence.receivers }, { startsAt: silence.since }, (language) => ({
    summary: language.phrase('watchdog.silent', { name, duration: language.formats.duration(lastsMs) }),
    description: language.phrase('watchdog.meaning', { every: language.formats.duration(everyMs) }),
    recommended_action: language.phrase('watchdog.action'),
  }));
}

/** `at`: when it was over, epoch milliseconds. `by`: it was heard again, or is expected no more. */
export async function tellOver(
  teller: Teller,
  told: ToldSilence,
  { at, by }: { readonly at: number; readonly by: 'heard' | 'dropped' },
): Promise<void> {
  const { tenant, name, silence } = told;
  const { upstreamReceiver, groupKey } = ownNotification(alertOf(told, { startsAt: silence.since }), at);
  const knows = async (receiver: ReceiverName) =>
    (await teller.store.read(tenant.id, groupIdOf({ upstreamReceiver, groupKey, receiver }))) !== undefined;
  // What nobody was told of, because the process ended between remembering and telling, needs no end.
  const receivers: ReceiverName[] = [];
  for (const receiver of silence.receivers) if (await knows(receiver)) receivers.push(receiver);
  if (receivers.length === 0) return;
  await tell(teller, { ...told, receivers }, { startsAt: silence.since, endsAt: at }, (language) => ({
    summary: language.phrase(`watchdog.${by}`, { name, duration: language.formats.duration(at - silence.since) }),
  }));
}

type Times = Pick<OwnWord, 'startsAt' | 'endsAt'>;

function alertOf({ name, silence: { severity } }: ToldSilence, said: Times & Partial<OwnWord>) {
  return ownAlert({ labels: silenceLabels({ name, severity }), annotations: {}, ...said });
}

/** Each receiver in its own language. The same words within the dedupe window are a copy. */
async function tell(
  { accept, dedupeMs, clock }: Teller,
  told: ToldSilence & { readonly receivers: readonly ReceiverName[] },
  times: Times,
  words: (language: Language) => LabelSet,
): Promise<void> {
  const { tenant } = told;
  const byReceiver = told.receivers.map((receiver) => {
    const { locale, timeZone } = tenant.receivers.get(receiver) ?? tenant;
    return [
      receiver,
      [alertOf(told, { ...times, annotations: words(tenant.renderer.language({ locale, timeZone })) })],
    ] as const;
  });
  await accept({
    tenantId: tenant.id,
    notification: ownNotification(alertOf(told, times), clock.now()),
    byReceiver: new Map(byReceiver),
    dedupeKey: hash('sha256', `own\0${JSON.stringify(byReceiver)}`, 'base64url'),
    dedupeMs,
  });
}

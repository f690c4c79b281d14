/** What Alertmanagers say, in a few words. */
import type { ReportedAlert, Silence } from '../../src/actions/alertmanagers.ts';
import type { Truth } from '../../src/actions/truth.ts';
import type { Group } from '../../src/core/group.ts';
import { fingerprint } from '../../src/core/ids.ts';
import { merge } from '../../src/groups/merge.ts';
import { firing, MINUTE, policy, report, T0 } from '../groups/builders.ts';

export const RULES = { policy, quietAfterMs: 5 * MINUTE };

/** A group of which these alerts fire since T0. */
export function groupOf(...names: readonly string[]): Group {
  return merge(
    undefined,
    report(
      names.map((name) => firing(name)),
      T0,
    ),
  );
}

export function reported(name: string, more: Partial<ReportedAlert> = {}): ReportedAlert {
  const { labels, annotations } = firing(name);
  return {
    fingerprint: fingerprint(name),
    labels,
    annotations,
    startsAt: T0,
    endsAt: T0 + 60 * MINUTE,
    updatedAt: T0,
    generatorURL: '',
    state: 'active',
    silencedBy: [],
    inhibitedBy: [],
    mutedBy: [],
    receivers: ['tocsin'],
    ...more,
  };
}

export const silenced = (name: string, by = 's1'): ReportedAlert =>
  reported(name, { state: 'suppressed', silencedBy: [by] });

export function silence(id: string, more: Partial<Silence> = {}): Silence {
  return {
    id,
    alertmanager: 'main',
    matchers: [],
    startsAt: T0,
    endsAt: T0 + 120 * MINUTE,
    updatedAt: T0,
    createdBy: 'maria',
    comment: 'disk is being replaced',
    state: 'active',
    url: `http://am/#/silences/${id}`,
    ...more,
  };
}

/** Everybody answered at that time, and has run for long. */
export function truthAt(
  askedAt: number,
  alerts: readonly ReportedAlert[],
  { silences = [], ...more }: Partial<Omit<Truth, 'silences'>> & { readonly silences?: readonly Silence[] } = {},
): Truth {
  return {
    askedAt,
    alerts: new Map(alerts.map((alert) => [alert.fingerprint, alert])),
    silences: new Map(silences.map((each) => [each.id, each])),
    isWhole: true,
    onlys: [[]],
    unanswered: new Set(),
    ...more,
  };
}

/** Why an alert goes where it goes in a tenant, and why not elsewhere. Pure. */

import type { Alert, Notification } from '../core/alert.ts';
import type { AlertExplained, ReceiverChosen, RouteTried } from '../core/api/why.ts';
import { groupIdOf } from '../core/ids.ts';
import { severityOf } from '../core/severity.ts';
import { merge } from '../groups/merge.ts';
import { viewOf } from '../groups/view.ts';
import type { RouteMatch } from '../routing/router.ts';
import type { Tenant, TenantReceiver } from '../tenants/tenant.ts';
import { timeOf } from './group-json.ts';

/** What the alert came with; of an alert that is only its labels, what it could have come with. */
export interface Explained {
  readonly alert: Alert;
  readonly notification: Notification;
  /** Whether it came with a webhook. */
  readonly isReal: boolean;
  /** Epoch milliseconds. */
  readonly at: number;
}

export function explainAlert(tenant: Tenant, explained: Explained): AlertExplained {
  const { labels } = explained.alert;
  const matches = tenant.router.match(labels);
  const receivers = tenant.route(labels).flatMap((name) => {
    const receiver = tenant.receivers.get(name);
    const own = matches.filter((match) => match.receiver === name);
    return receiver === undefined ? [] : [chosen(tenant, receiver, { ...explained, matches: own })];
  });
  return { labels: { ...labels }, severity: severityOf(labels), routes: routesTried(tenant, explained), receivers };
}

/** All of them, in the order of the file. */
function routesTried({ router }: Tenant, { alert }: Explained): RouteTried[] {
  const visits = router.explain(alert.labels);
  const visited = new Map(visits.map((visit) => [visit.path, visit]));
  const skippedBy = new Map(visits.flatMap(({ path, skipped }) => skipped.map((other) => [other, path] as const)));
  return router.routes.map(({ path, receiver, matchers }) => {
    const visit = visited.get(path);
    const own = { path, receiver, matchers: [...matchers] };
    if (visit !== undefined) {
      return { ...own, outcome: visit.outcome, ...(visit.failed === undefined ? {} : { failed: { ...visit.failed } }) };
    }
    const because = reasonFor(path, skippedBy);
    return { ...own, outcome: 'not_tried', ...(because === undefined ? {} : { because }) };
  });
}

/** The route that came before this one or one above it; else the one above it that did not match. */
function reasonFor(path: string, skippedBy: ReadonlyMap<string, string>): string | undefined {
  const above = path.slice(0, path.lastIndexOf('.routes['));
  return skippedBy.get(path) ?? (above === '' || above === path ? undefined : (reasonFor(above, skippedBy) ?? above));
}

function chosen(
  { router, renderer }: Tenant,
  receiver: TenantReceiver,
  { alert, notification, isReal, at, matches }: Explained & { readonly matches: readonly RouteMatch[] },
): ReceiverChosen {
  const { name, channel, locale, timeZone, template, mentions, policy } = receiver;
  const group = merge(undefined, { ...notification, alerts: [alert], receiver: name });
  const until = matches.map((match) => router.mutedUntil(match, at));
  const ends = until.filter((each) => each !== undefined);
  // A receiver is quiet while every route that leads the alert to it is.
  const isMuted = ends.length === until.length && ends.length > 0;
  return {
    ...{ name, channel, locale, timeZone },
    routes: matches.map(({ path }) => path),
    template: template ?? renderer.templateFor(viewOf(group, policy)),
    templateWhy: template === undefined ? 'labels' : 'receiver',
    mentions: [...(mentions[severityOf(alert.labels)] ?? [])],
    ...(isMuted ? { mutedUntil: timeOf(Math.min(...ends)) } : {}),
    timeIntervals: [...new Set(matches.flatMap((match) => [...match.muteTimeIntervals, ...match.activeTimeIntervals]))],
    ...(isReal ? { group: { id: groupIdOf({ ...notification, receiver: name }) } } : {}),
  };
}

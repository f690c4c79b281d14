import type { Group } from '../core/group.ts';
import { stateOf } from '../groups/view.ts';
import type { RouteMatch } from '../routing/router.ts';
import type { Tenant, TenantReceiver, TenantSet } from '../tenants/tenant.ts';
import type { Destinations } from './destination.ts';

/**
 * Destinations from the tenants as configured now: asked anew at each delivery, so that a reload holds at once.
 * `workspaceOf` names the workspace that a tenant has.
 */
export function destinationsFrom(tenants: () => TenantSet, workspaceOf: (tenant: Tenant) => string): Destinations {
  return (tenantId, name) => {
    const tenant = tenants().get(tenantId);
    const receiver = tenant?.receivers.get(name);
    if (tenant === undefined || receiver === undefined) return undefined;
    const { channel, fallbackChannel, template, colorBar, locale, timeZone, policy } = receiver;
    return {
      workspace: workspaceOf(tenant),
      channel,
      fallbackChannel,
      template,
      colorBar,
      canSilence: tenant.alertmanagers.length > 0,
      locale,
      timeZone,
      policy,
      quotas: tenant.quotas,
      inDoubt: tenant.slack.inDoubt,
      renderer: tenant.renderer,
      mentionsFor: (severity) => receiver.mentions[severity] ?? [],
      mutedUntil: (group, now) => mutedUntil({ tenant, receiver, group, now }),
    };
  };
}

/** A group is quiet while every route that leads one of its alerts to the receiver is. */
function mutedUntil(question: {
  readonly tenant: Tenant;
  readonly receiver: TenantReceiver;
  readonly group: Group;
  readonly now: number;
}): number | undefined {
  const { tenant, receiver, group, now } = question;
  if (!tenant.router.hasTimeIntervals) return undefined;
  let earliest: number | undefined;
  for (const match of matchesOf(tenant, receiver, group)) {
    const until = tenant.router.mutedUntil(match, now);
    if (until === undefined) return undefined;
    earliest = Math.min(earliest ?? until, until);
  }
  return earliest;
}

/** Of the firing alerts, or of all when none fires. Lazily, because the first one that is not muted decides. */
function* matchesOf(tenant: Tenant, receiver: TenantReceiver, group: Group): Generator<RouteMatch> {
  const isOpen = stateOf(group) === 'open';
  for (const alert of Object.values(group.alerts)) {
    if (isOpen && alert.status !== 'firing') continue;
    for (const match of tenant.router.match(alert.labels)) if (match.receiver === receiver.name) yield match;
  }
}

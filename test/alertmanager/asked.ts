/** A client of Alertmanagers, as a tenant has them. */
import { createAlertmanagers } from '../../src/alertmanager/create-alertmanagers.ts';
import { systemClock } from '../../src/core/clock.ts';
import { groupId, isTenantId } from '../../src/core/ids.ts';
import { Secret } from '../../src/core/secret.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import type { TenantAlertmanager } from '../../src/tenants/tenant.ts';

const ACME = 'acme';
if (!isTenantId(ACME)) throw new Error('acme is no tenant id');
export const TENANT = ACME;

export const TIMEOUT_MS = 1_000;

export function alertmanagerAt(
  url: string,
  { name = 'main', ca, ...headers }: Readonly<Record<string, string>> = {},
): TenantAlertmanager {
  const secrets = Object.entries(headers).map(([header, value]) => [header, new Secret(value)] as const);
  return { name, url, externalUrl: url, headers: new Map(secrets), ca, only: [] };
}

/** As most tests want it: what they start is on this machine. */
export function clientOf(...all: readonly TenantAlertmanager[]) {
  return guardedClientOf(['127.0.0.0/8'], ...all);
}

/** `allowNetworks`: what the operator has opened. */
export function guardedClientOf(allowNetworks: readonly string[], ...all: readonly TenantAlertmanager[]) {
  const metrics = createMetrics({ version: 'test', defaults: false });
  const client = createAlertmanagers({
    alertmanagersOf: () => all,
    timeoutMs: TIMEOUT_MS,
    allowNetworks,
    metrics,
    clock: systemClock,
  });
  return { client, metrics };
}

const GROUP = groupId('0123456789abcdef0123456789abcdef0123');

/** A silence of an hour for this alertname. */
export function draftOf(alertname: string, requestId: string) {
  return {
    matchers: [{ name: 'alertname', value: alertname, isRegex: false, isEqual: true }],
    startsAt: Date.now(),
    endsAt: Date.now() + 3_600_000,
    createdBy: 'Maria',
    comment: 'disk is being replaced',
    origin: { requestId, group: GROUP, by: 'U0MARIA', whileFiring: true },
  };
}

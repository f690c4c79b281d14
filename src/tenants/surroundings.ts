import { valueAt } from '../config/config-path.ts';
import { type ConfigSource, faultAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import type { TenantFile } from './tenant-file.ts';

/** What the process around the tenants makes of their files. */
export interface Surroundings {
  /** What it lacks to have the Slack app installed, with what to do; absent when it lacks nothing. */
  readonly installLack?: { readonly reason: string; readonly hint: string };
  /** What it lacks for sign-ins with a provider, likewise. */
  readonly oidcLack?: { readonly reason: string; readonly hint: string };
  /** Whether an Alertmanager there would not be called, as far as its URL tells without a lookup. */
  readonly refusesAlertmanager: (url: string) => boolean;
}

/** That of an operator of whom nothing is known, as where only routes and templates are tried. */
export const NO_SURROUNDINGS: Surroundings = { refusesAlertmanager: () => false };

/** `tenant.yaml` asks for what the process does not have. */
export function faultsAround(source: ConfigSource, { installLack }: Surroundings): readonly Fault[] {
  if (installLack === undefined || valueAt(source.value, ['slack', 'install']) !== 'oauth') return [];
  return [faultAt(source, ['slack', 'install'], installLack.reason, installLack.hint)];
}

/** Of addresses that are not called. No fault: everything but silences and the truth check works without them. */
export function warningsAround(
  source: ConfigSource,
  file: TenantFile | undefined,
  { refusesAlertmanager }: Surroundings,
): readonly Fault[] {
  const entries = file?.alertmanagers ?? [];
  return entries.flatMap(({ url }, index) => {
    if (!refusesAlertmanager(url)) return [];
    const reason = 'leads to this machine itself, its link or metadata, and so is not called';
    const hint = 'correct it, or open its network under alertmanager.allow_networks in tocsin.yaml';
    return [faultAt(source, ['alertmanagers', index, 'url'], reason, hint)];
  });
}

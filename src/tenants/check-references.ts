import { type ConfigPath, formatPath, parsePath, valueAt } from '../config/config-path.ts';
import { type ConfigSource, faultAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import { nameHint } from '../core/name-hint.ts';
import { checkRoutes } from '../routing/check-routes.ts';
import type { RouteConfig } from '../routing/route-config.ts';
import { isLocaleTag } from './locale-and-zone.ts';

/** A tenant's files as data: checked against their schemas elsewhere, and perhaps not in order. */
export interface TenantSources {
  readonly tenant: ConfigSource;
  readonly routing: ConfigSource;
  readonly receivers: ConfigSource;
}

/** What there is to refer to outside of the tenant's three files. */
export interface Available {
  /** Locales that there are phrases for. */
  readonly locales: ReadonlySet<string>;
  readonly templates: ReadonlySet<string>;
}

/**
 * Names that nothing bears and names that two things bear. Looks at the data as it stands, whatever else is wrong with
 * it, so that all faults can be told at once; values of a wrong type are left to the schemas.
 */
export function checkReferences(sources: TenantSources, available: Available): readonly Fault[] {
  const { tenant, receivers } = sources;
  const slackOptions = indexesOf(receivers, 'receivers').map((index): ConfigPath => ['receivers', index, 'slack']);
  return [
    ...checkLocale(tenant, ['locale'], available.locales),
    ...checkDoubleNames(tenant, 'alertmanagers'),
    ...checkDoubleNames(tenant, 'webhooks'),
    ...checkDoubleNames(tenant, 'watchdogs'),
    ...checkWatchdogReceivers(sources),
    ...slackOptions.flatMap((at) => [
      ...checkLocale(receivers, [...at, 'locale'], available.locales),
      ...checkTemplate(receivers, [...at, 'template'], available.templates),
    ]),
    ...checkDoubleNames(receivers, 'receivers'),
    ...checkRouting(sources),
  ];
}

/** Names of receivers that no route leads to. */
export function unusedReceivers({ tenant, routing, receivers }: TenantSources): readonly Fault[] {
  const watching = indexesOf(tenant, 'watchdogs').map((index) =>
    valueAt(tenant.value, ['watchdogs', index, 'receiver']),
  );
  const used = new Set<unknown>([...receiversIn(looseRoute(valueAt(routing.value, ['route']))), ...watching]);
  return indexesOf(receivers, 'receivers').flatMap((index) => {
    const path = ['receivers', index, 'name'];
    const name = valueAt(receivers.value, path);
    if (typeof name !== 'string' || used.has(name)) return [];
    return [faultAt(receivers, path, 'no route leads to this receiver', 'name it in routing.yaml or delete it')];
  });
}

function receiversIn(route: RouteConfig | undefined): readonly string[] {
  if (route === undefined) return [];
  return [...(route.receiver === undefined ? [] : [route.receiver]), ...(route.routes ?? []).flatMap(receiversIn)];
}

function checkLocale(source: ConfigSource, path: ConfigPath, locales: ReadonlySet<string>): readonly Fault[] {
  const locale = valueAt(source.value, path);
  if (typeof locale !== 'string' || !isLocaleTag(locale) || locales.size === 0) return [];
  const language = locale.split('-')[0]?.toLowerCase() ?? '';
  if (locales.has(locale) || locales.has(language)) return [];
  const hint = `there are ${[...locales].sort().join(', ')}, each with any region; or add locales/ to the tenant's folder`;
  return [faultAt(source, path, 'there are no phrases in this language', hint)];
}

function checkTemplate(source: ConfigSource, path: ConfigPath, templates: ReadonlySet<string>): readonly Fault[] {
  const template = valueAt(source.value, path);
  if (typeof template !== 'string' || templates.size === 0 || templates.has(template)) return [];
  return [faultAt(source, path, 'there is no template of this name', nameHint(template, templates))];
}

/** Names in the file's list that an earlier one of it has. */
export function checkDoubleNames(source: ConfigSource, at: string | ConfigPath): readonly Fault[] {
  const list = typeof at === 'string' ? [at] : at;
  const firstAt = new Map<string, number>();
  return indexesOf(source, list).flatMap((index) => {
    const path = [...list, index, 'name'];
    const name = valueAt(source.value, path);
    if (typeof name !== 'string') return [];
    const first = firstAt.get(name);
    if (first === undefined) firstAt.set(name, index);
    if (first === undefined) return [];
    return [faultAt(source, path, `${formatPath([...list, first])} has this name too`, 'rename one of them')];
  });
}

function checkWatchdogReceivers({ tenant, receivers }: TenantSources): readonly Fault[] {
  const known = namesOf(receivers);
  if (known.length === 0) return [];
  return indexesOf(tenant, 'watchdogs').flatMap((index) => {
    const path = ['watchdogs', index, 'receiver'];
    const name = valueAt(tenant.value, path);
    if (typeof name !== 'string' || known.includes(name)) return [];
    return [faultAt(tenant, path, `there is no receiver named ${JSON.stringify(name)}`, nameHint(name, known))];
  });
}

function namesOf(receivers: ConfigSource): readonly string[] {
  return indexesOf(receivers, 'receivers')
    .map((index) => valueAt(receivers.value, ['receivers', index, 'name']))
    .filter((name) => typeof name === 'string');
}

function checkRouting({ routing, receivers }: TenantSources): readonly Fault[] {
  const route = looseRoute(valueAt(routing.value, ['route']));
  if (route === undefined) return [];
  const intervals = indexesOf(routing, 'time_intervals').map((index) => ({
    name: String(valueAt(routing.value, ['time_intervals', index, 'name'])),
    time_intervals: [],
  }));
  const known = namesOf(receivers);
  // Where no receiver can be made out, each name would be reported for the one fault of receivers.yaml.
  const bearable = known.length > 0 ? known : receiversIn(route);
  return checkRoutes({ route, timeIntervals: intervals, receivers: bearable }).map((fault) =>
    faultAt(routing, parsePath(fault.path), fault.reason, fault.hint),
  );
}

/** The parts of a route that refer to something, where they are of the right type. */
function looseRoute(value: unknown): RouteConfig | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const text = (key: string) => {
    const part = valueAt(value, [key]);
    return typeof part === 'string' ? part : undefined;
  };
  const list = (key: string): readonly unknown[] => {
    const part: unknown = valueAt(value, [key]);
    return Array.isArray(part) ? part : [];
  };
  return {
    receiver: text('receiver'),
    matchers: list('matchers').map(String),
    continue: valueAt(value, ['continue']) === true,
    routes: list('routes').map((part) => looseRoute(part) ?? {}),
    mute_time_intervals: list('mute_time_intervals').map(String),
    active_time_intervals: list('active_time_intervals').map(String),
  };
}

function indexesOf(source: ConfigSource, list: string | ConfigPath): readonly number[] {
  const value = valueAt(source.value, typeof list === 'string' ? [list] : list);
  return Array.isArray(value) ? [...value.keys()] : [];
}

/** The faults that say something about a place of which nothing was said yet. */
export function withoutTold(faults: readonly Fault[], told: readonly Fault[]): readonly Fault[] {
  const places = new Set(told.map((fault) => `${fault.file}\0${fault.path}`));
  return faults.filter((fault) => !places.has(`${fault.file}\0${fault.path}`));
}

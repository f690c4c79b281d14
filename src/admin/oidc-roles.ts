/** What a provider's claims make of somebody here. Pure; the rules are `oidc` in tocsin.yaml. */
import type { OidcRules, TenantRule } from '../config/oidc-settings.ts';
import { isTenantId, type TenantId } from '../core/ids.ts';
import type { TenantSet } from '../tenants/tenant.ts';
import type { TenantCaller } from './caller.ts';

/** Values of a claim that are looked at: ours; providers give some hundred groups at most. */
const MOST_VALUES = 1_000;

/** What a claim holds; undefined where it is absent. The name is the claim's own, or leads to one within others by dots. */
export function valuesOf(claims: Readonly<Record<string, unknown>>, name: string): readonly string[] | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : name.split('.').reduce(within, claims);
  if (value === undefined || value === null) return undefined;
  const all: readonly unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((each) => typeof each === 'string').slice(0, MOST_VALUES);
}

function within(value: unknown, name: string): unknown {
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
  return isThere ? Reflect.get(value, name) : undefined;
}

export interface Grants {
  readonly isOperator: boolean;
  /** One role for each tenant: the most that any of the values gives. */
  readonly tenants: ReadonlyMap<TenantId, TenantCaller>;
  /** The values that gave something. */
  readonly by: readonly string[];
}

export function grantsOf(rules: OidcRules, values: readonly string[], tenants: TenantSet): Grants {
  const granted = new Map<TenantId, TenantCaller>();
  const by = new Set(values.filter((value) => rules.operators.includes(value)));
  const isOperator = by.size > 0;
  for (const value of values) {
    for (const given of rules.tenants.flatMap((rule) => givenBy(rule, value, tenants))) {
      by.add(value);
      const { id } = given.tenant;
      const had = granted.get(id);
      if (had === undefined || allowsMore(given, had)) granted.set(id, given);
    }
  }
  return { isOperator, tenants: granted, by: [...by] };
}

/**
 * Where a value can be read in several ways, `acme` with `eu-viewer` or `acme-eu` with `viewer`, the longest id that a
 * tenant has counts, whatever roles there are: a tenant's own names must not change what others' people may do.
 */
function givenBy(rule: TenantRule, value: string, tenants: TenantSet): readonly TenantCaller[] {
  const found = readings(rule, value).flatMap(({ tenant: id, role: name }) => {
    const tenant = isTenantId(id) ? tenants.get(id) : undefined;
    return tenant === undefined ? [] : [{ tenant, name }];
  });
  const [longest] = found.sort((one, other) => other.tenant.id.length - one.tenant.id.length);
  const role = longest?.tenant.access.roles.find(({ name }) => name === longest.name);
  return longest && role ? [{ tenant: longest.tenant, role }] : [];
}

/** What a rule makes of a value, be there such a tenant and role or not. */
interface Reading {
  readonly tenant: string;
  readonly role: string;
}

const PLACE = /\{(tenant|role)\}/;

/** All ways in which the value fits the rule's pattern. */
function readings({ value: pattern, tenant, role }: TenantRule, value: string): readonly Reading[] {
  // Texts and names in turn: `a-{tenant}-b` is `a-`, `tenant`, `-b`.
  const [head = '', first, middle = '', second, tail = ''] = pattern.split(PLACE);
  const named = { ...(tenant === undefined ? {} : { tenant }), ...(role === undefined ? {} : { role }) };
  if (first === undefined) return value === pattern ? [readingOf(named)] : [];
  const last = second === undefined ? middle : tail;
  if (!value.startsWith(head) || !value.endsWith(last) || value.length < head.length + last.length) return [];
  const inner = value.slice(head.length, value.length - last.length);
  if (second === undefined) return [readingOf({ ...named, [first]: inner })];
  return placesOf(middle, inner).map((at) =>
    readingOf({ [first]: inner.slice(0, at), [second]: inner.slice(at + middle.length) }),
  );
}

function readingOf({ tenant = '', role = '' }: Partial<Reading>): Reading {
  return { tenant, role };
}

/** Where a text stands in another. */
function placesOf(part: string, text: string): readonly number[] {
  const places: number[] = [];
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) places.push(at);
  return places;
}

/** More permissions; of as many, those that are not tied to receivers. */
function allowsMore({ role: one }: TenantCaller, { role: other }: TenantCaller): boolean {
  if (one.permissions.size !== other.permissions.size) return one.permissions.size > other.permissions.size;
  return one.receivers === undefined && other.receivers !== undefined;
}

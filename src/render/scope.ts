import { AlertContext } from './alert-context.ts';
import { LAZY_NAMES } from './context-shape.ts';
import type { RenderFrame } from './render-frame.ts';
import { TextMap } from './text-map.ts';
import { ViewContext } from './view-context.ts';

/** Where an `{{#each}}` stands: what `@index` and its kin say. */
export interface Loop {
  readonly index: number;
  readonly key: string | number;
  readonly first: boolean;
  readonly last: boolean;
}

/** What names mean while a template runs: one scope for each `each`, `with` and partial with a context around the place. */
export interface Scope {
  readonly frame: RenderFrame;
  readonly self: unknown;
  /** What `../` leads to. */
  readonly outer: Scope | undefined;
  readonly loop: Loop | undefined;
  /** `as |item index|` */
  readonly locals: Readonly<Record<string, unknown>> | undefined;
}

const isRecord = (value: object): value is Readonly<Record<string, unknown>> => !Array.isArray(value);

function lazyNamesOf(value: object): ReadonlySet<string> | undefined {
  if (value instanceof AlertContext) return LAZY_NAMES.alert;
  return value instanceof ViewContext ? LAZY_NAMES.view : undefined;
}

/** A property by name: an entry of a map, an own property, or one of the names that a context makes. Never a prototype's. */
export function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof TextMap) return value.get(name);
  if (!isRecord(value)) return undefined;
  const lazyNames = lazyNamesOf(value);
  const isThere = lazyNames === undefined ? Object.hasOwn(value, name) : lazyNames.has(name);
  return isThere ? value[name] : undefined;
}

/** As Handlebars sees it: an empty list is false, and so is what JavaScript calls false. */
export function isTrue(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

/** What a value looks like in a text: anything but a text or a number is empty. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** The scope of the template as a whole. */
export function rootOf(scope: Scope): Scope {
  let current = scope;
  while (current.outer !== undefined) current = current.outer;
  return current;
}

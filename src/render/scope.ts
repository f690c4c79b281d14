import { LazyContext } from './lazy-context.ts';
import type { RenderFrame } from './render-frame.ts';
import { TextMap } from './text-map.ts';

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

/** A property by name: what a context makes under it, an entry of a map, or an own property. Never a prototype's. */
export function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  if (value instanceof LazyContext) return value.read(name);
  if (value instanceof TextMap) return value.get(name);
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
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

import type { Fault } from '../core/fault.ts';
import type { ConfigPath } from './config-path.ts';
import { type ConfigSource, faultAt } from './yaml-source.ts';

/** Process variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** `${NAME}`, and `$${NAME}` for the text itself. */
const REFERENCE = /\$(\$?)\{([A-Za-z_][A-Za-z0-9_]*)\}/g;

export interface Substitution {
  readonly env: Env;
  /** Variables that the file may not name. */
  readonly reserved?: ReadonlySet<string>;
  /** Keys whose values are names, which faults, logs and metrics show: they stay as written. */
  readonly literal?: ReadonlySet<string>;
}

/**
 * Replaces `${NAME}` in every text value by the environment's variable. Keys stay as they are. A variable that is
 * unset, empty or `reserved` is a fault, and its text stays as written.
 */
export function substituteEnv(source: ConfigSource, options: Substitution): ConfigSource {
  const faults: Fault[] = [];
  const resolve = (name: string, written: string, path: ConfigPath): string => {
    const problem = problemOf(name, options);
    if (problem === undefined) return options.env[name] ?? written;
    faults.push(faultAt(source, path, problem.reason, problem.hint));
    return written;
  };
  const walk = (value: unknown, path: ConfigPath): unknown => {
    if (typeof value === 'string') {
      return value.replaceAll(REFERENCE, (written: string, escaped: string, name: string) =>
        escaped === '' ? resolve(name, written, path) : written.slice(1),
      );
    }
    if (Array.isArray(value)) return value.map((element, index) => walk(element, [...path, index]));
    if (typeof value !== 'object' || value === null) return value;
    const isLiteral = (key: string) => options.literal?.has(key) ?? false;
    const entries = Object.entries(value);
    return Object.fromEntries(entries.map(([key, part]) => [key, isLiteral(key) ? part : walk(part, [...path, key])]));
  };
  const value = walk(source.value, []);
  return { ...source, value, faults: [...source.faults, ...faults] };
}

function problemOf(
  name: string,
  options: Substitution,
): { readonly reason: string; readonly hint: string } | undefined {
  if (options.reserved?.has(name)) {
    return { reason: `\${${name}} belongs to the process, not to a tenant`, hint: 'use a variable of another name' };
  }
  const value = options.env[name];
  if (value !== undefined && value !== '') return undefined;
  const state = value === undefined ? 'is not set' : 'is set but empty';
  return { reason: `the environment variable ${name} ${state}`, hint: `set ${name} before the start` };
}

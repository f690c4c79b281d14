import { type ConfigPath, valueAt } from '../config/config-path.ts';
import { type ConfigSource, faultAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import { nameHint, slipHint } from '../core/name-hint.ts';
import { BUILT_IN_ROLES } from './access-file.ts';
import { builtInPermissions, EVERYBODYS_ROLE } from './build-access.ts';
import { checkDoubleNames } from './check-references.ts';

interface AccessSources {
  readonly access: ConfigSource;
  readonly receivers: ConfigSource;
}

/** What is wrong with roles that are written rightly: what can have no effect, and names that nothing bears. */
export function checkAccess({ access, receivers }: AccessSources): readonly Fault[] {
  const known = namesIn(receivers, 'receivers');
  const ofRoles = indexesIn(access.value, ['roles']).flatMap((index) => [
    ...checkPermissions(access, index),
    ...checkMembers(access, index),
    ...checkLimits(access, index),
    ...checkReceivers(access, ['roles', index, 'receivers'], known),
  ]);
  return [...checkDoubleNames(access, 'roles'), ...ofRoles];
}

/** Roles that are written down and that nobody has. */
export function rolesOfNobody(access: ConfigSource): readonly Fault[] {
  return indexesIn(access.value, ['roles']).flatMap((index) => {
    const name = textAt(access, ['roles', index, 'name']);
    if (name === undefined || name === EVERYBODYS_ROLE) return [];
    const members = ['users', 'user_groups'].flatMap((key) => indexesIn(access.value, ['roles', index, key]));
    if (members.length > 0) return [];
    return [faultAt(access, ['roles', index, 'name'], 'nobody has this role', 'name users or user_groups of it')];
  });
}

/** A role of the tenant's own must say what it allows; without it, a built-in one was misspelt. */
function checkPermissions(access: ConfigSource, index: number): readonly Fault[] {
  const path = ['roles', index, 'name'];
  const name = textAt(access, path);
  if (name === undefined || valueAt(access.value, ['roles', index, 'permissions']) !== undefined) return [];
  if (builtInPermissions(name) !== undefined) return [];
  const hint = slipHint(name, BUILT_IN_ROLES) ?? 'give it permissions';
  return [faultAt(access, path, `this role allows nothing, and is none of ${BUILT_IN_ROLES.join(', ')}`, hint)];
}

function checkMembers(access: ConfigSource, index: number): readonly Fault[] {
  if (textAt(access, ['roles', index, 'name']) !== EVERYBODYS_ROLE) return [];
  return ['users', 'user_groups'].flatMap((key) => {
    const path = ['roles', index, key];
    if (indexesIn(access.value, path).length === 0) return [];
    const reason = `everybody who sees a message is a ${EVERYBODYS_ROLE}`;
    return [faultAt(access, path, reason, 'use a role of another name for what only some may do')];
  });
}

/** Limits of silences in a role that allows none would be without effect. */
function checkLimits(access: ConfigSource, index: number): readonly Fault[] {
  const written: unknown = valueAt(access.value, ['roles', index, 'permissions']);
  const allowed = written ?? builtInPermissions(textAt(access, ['roles', index, 'name']) ?? '');
  if (!Array.isArray(allowed) || allowed.some((each) => each === 'silence' || each === 'silence-broad')) return [];
  return ['longest_silence', 'silence_must_contain'].flatMap((key) => {
    const path = ['roles', index, key];
    if (valueAt(access.value, path) === undefined) return [];
    return [faultAt(access, path, 'this role allows no silences', 'delete it, or add silence to its permissions')];
  });
}

/** Where no receiver can be made out, each name would be reported for the one fault of receivers.yaml. */
function checkReceivers(access: ConfigSource, at: ConfigPath, known: readonly string[]): readonly Fault[] {
  if (known.length === 0) return [];
  return indexesIn(access.value, at).flatMap((index) => {
    const name = textAt(access, [...at, index]);
    if (name === undefined || known.includes(name)) return [];
    return [faultAt(access, [...at, index], 'receivers.yaml has no receiver of this name', nameHint(name, known))];
  });
}

export function namesIn(source: ConfigSource, list: string): readonly string[] {
  return indexesIn(source.value, [list]).flatMap((index) => textAt(source, [list, index, 'name']) ?? []);
}

export function textAt(source: ConfigSource, path: ConfigPath): string | undefined {
  const value = valueAt(source.value, path);
  return typeof value === 'string' ? value : undefined;
}

export function indexesIn(value: unknown, path: ConfigPath): readonly number[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? [...list.keys()] : [];
}

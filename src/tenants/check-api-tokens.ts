import { type ConfigSource, faultAt } from '../config/yaml-source.ts';
import type { Fault } from '../core/fault.ts';
import { nameHint } from '../core/name-hint.ts';
import { BUILT_IN_ROLES } from './access-file.ts';
import { indexesIn, namesIn, textAt } from './check-access.ts';
import { checkDoubleNames } from './check-references.ts';

/** What is wrong with `api.tokens` that are written rightly: names that two have, and roles that there are not. */
export function checkApiTokens({
  tenant,
  access,
}: {
  readonly tenant: ConfigSource;
  readonly access: ConfigSource;
}): readonly Fault[] {
  const roles = [...new Set([...BUILT_IN_ROLES, ...namesIn(access, 'roles')])];
  const unknown = indexesIn(tenant.value, ['api', 'tokens']).flatMap((index) => {
    const path = ['api', 'tokens', index, 'role'];
    const role = textAt(tenant, path);
    if (role === undefined || roles.includes(role)) return [];
    return [faultAt(tenant, path, 'there is no role of this name', nameHint(role, roles))];
  });
  return [...checkDoubleNames(tenant, ['api', 'tokens']), ...unknown];
}

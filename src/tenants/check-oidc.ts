import type { OidcConfig } from '../config/oidc-settings.ts';
import type { Fault } from '../core/fault.ts';
import { isTenantId } from '../core/ids.ts';
import { nameHint } from '../core/name-hint.ts';
import type { Surroundings } from './surroundings.ts';
import type { TenantSet } from './tenant.ts';

/** Sign-ins with a provider are asked for, and the process around lacks what they need. `file` is tocsin.yaml. */
export function oidcFaults(
  oidc: OidcConfig | undefined,
  { file, surroundings }: { readonly file: string; readonly surroundings: Surroundings | undefined },
): readonly Fault[] {
  const lack = surroundings?.oidcLack;
  return oidc === undefined || lack === undefined ? [] : [{ file, path: 'oidc', ...lack }];
}

/** Rules that give nothing, because what they name is not there. No fault: tenants come and go with reloads. */
export function oidcWarnings(
  oidc: OidcConfig | undefined,
  { file, tenants }: { readonly file: string; readonly tenants: TenantSet },
): readonly Fault[] {
  const names = tenants.all().map(({ id }) => id);
  return (oidc?.rules.tenants ?? []).flatMap(({ tenant: id, role }, index) => {
    if (id === undefined) return [];
    const tenant = isTenantId(id) ? tenants.get(id) : undefined;
    const at = (key: string) => ({ file, path: `oidc.tenants[${index}].${key}` });
    if (tenant === undefined) {
      return [{ ...at('tenant'), reason: 'there is no such tenant', hint: nameHint(id, names) }];
    }
    const roles = tenant.access.roles.map(({ name }) => name);
    if (role === undefined || roles.includes(role)) return [];
    return [{ ...at('role'), reason: `${id} has no such role`, hint: nameHint(role, roles) }];
  });
}

import type { VNode } from 'preact';
import { Choice } from '../../frame/choice.tsx';
import { changeQuery, type Route } from './route.tsx';
import { useSession } from './session.ts';
import { useTexts } from './texts.ts';
import { useFleet } from './use-fleet.ts';

/** The tenant that a view tells of: the own one, or that of the address, or the only one that there is. */
export function useTenant({ query }: Route): string | undefined {
  const { tenant } = useSession();
  const { now } = useFleet();
  const [first, second] = now?.tenants ?? [];
  return tenant?.id ?? query.get('tenant') ?? (second === undefined ? first?.id : undefined);
}

/** For those who see several tenants. `all` is what stands for all of them; without it one must be chosen. */
export function TenantChoice(props: { readonly tenant: string | undefined; readonly all?: string }): VNode | null {
  const session = useSession();
  const { t } = useTexts();
  const { now } = useFleet();
  if (session.kind === 'tenant') return null;
  const known = [...(now?.tenants ?? [])].sort((one, other) => one.id.localeCompare(other.id));
  return (
    <Choice
      label={t('shell.tenant')}
      value={props.tenant ?? ''}
      options={[['', props.all ?? t('shell.choose_tenant')], ...known.map(({ id }) => [id, id] as const)]}
      onChange={(tenant) => changeQuery({ tenant })}
    />
  );
}

import type { VNode } from 'preact';
import type { TenantNow } from '../../../core/api/tenants.ts';
import { ViewHeader } from '../frame/parts.tsx';
import { Link, pathTo, type Route } from '../frame/route.tsx';
import { StateMessage } from '../frame/state-message.tsx';
import { TenantChoice, useTenant } from '../frame/tenant-choice.tsx';
import { useTexts } from '../frame/texts.ts';
import { useFleet } from '../frame/use-fleet.ts';
import { LetterList } from './letter-list.tsx';

/** What could not be told, with the reason, to be sent again or dropped. */
export function DeadLettersView({ route }: { readonly route: Route }): VNode {
  const { t } = useTexts();
  const tenant = useTenant(route);
  return (
    <>
      <ViewHeader title={t('view.dead-letters')} about={t('dead.about')} />
      {tenant === undefined ? (
        <>
          <div class="toolbar">
            <TenantChoice tenant={tenant} />
          </div>
          <div class="view">
            <TenantsWithLetters />
          </div>
        </>
      ) : (
        <LetterList key={tenant} tenant={tenant} reason={route.query.get('reason') ?? ''} />
      )}
    </>
  );
}

/** Where to look, while no tenant is chosen. */
function TenantsWithLetters(): VNode {
  const { t } = useTexts();
  const { now } = useFleet();
  if (now === undefined) return <StateMessage title={t('shell.loading')} />;
  const tenants = now.tenants.filter(({ deadLetters }) => deadLetters > 0);
  if (tenants.length === 0) return <StateMessage title={t('dead.none')}>{t('dead.none_hint')}</StateMessage>;
  return (
    <table class="rows">
      <thead>
        <tr>
          <th scope="col" class="wide">
            {t('shell.tenant')}
          </th>
          <th scope="col" class="figure">
            {t('view.dead-letters')}
          </th>
        </tr>
      </thead>
      <tbody>
        {[...tenants].sort(byLetters).map(({ id, name, deadLetters }) => (
          <tr key={id}>
            <th scope="row">
              <Link to={pathTo(['dead-letters'], { tenant: id })}>{name}</Link>
            </th>
            <td class="figure">{deadLetters}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function byLetters(one: TenantNow, other: TenantNow): number {
  return other.deadLetters - one.deadLetters || one.id.localeCompare(other.id);
}

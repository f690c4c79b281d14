import type { VNode } from 'preact';
import type { ConfigState, TenantDetails, TenantNow } from '../../../core/api/tenants.ts';
import { Notice } from '../../frame/notice.tsx';
import { Tag, ViewHeader, When } from '../frame/parts.tsx';
import { Link, pathTo, type Route } from '../frame/route.tsx';
import { useSession } from '../frame/session.ts';
import { Shown, StateMessage } from '../frame/state-message.tsx';
import { useTexts } from '../frame/texts.ts';
import { useApi } from '../frame/use-api.ts';
import { useFleet } from '../frame/use-fleet.ts';
import { useNow } from '../frame/use-now.ts';
import { EffectiveConfig } from './effective-config.tsx';

/** What each tenant is configured as; `/console/tenants/<tenant>` shows one. */
export function TenantsView({ route }: { readonly route: Route }): VNode {
  const session = useSession();
  const tenant = session.tenant?.id ?? route.parts[0];
  return tenant === undefined ? <TenantList /> : <TenantPage key={tenant} tenant={tenant} />;
}

function TenantList(): VNode {
  const { t } = useTexts();
  const { now } = useFleet();
  return (
    <>
      <ViewHeader title={t('view.tenants')} about={t('tenants.about')} />
      <div class="view">
        {now === undefined ? (
          <StateMessage title={t('shell.loading')} />
        ) : (
          <>
            <ConfigLine config={now.config} />
            {now.tenants.length === 0 ? (
              <StateMessage title={t('now.no_tenants')}>{t('now.no_tenants_hint')}</StateMessage>
            ) : (
              <Rows tenants={now.tenants} />
            )}
          </>
        )}
      </div>
    </>
  );
}

/** Whether what the files say is what is used. */
function ConfigLine({ config }: { readonly config: ConfigState }): VNode {
  const { t } = useTexts();
  const now = useNow(10_000);
  return (
    <>
      {config.faults.map((fault) => (
        <Notice key={fault} isFault>
          {fault}
        </Notice>
      ))}
      {config.warnings.map((warning) => (
        <Notice key={warning}>{warning}</Notice>
      ))}
      <p class="inset">
        <Tag mood={config.isValid ? 'good' : 'critical'}>{t(config.isValid ? 'tenants.valid' : 'tenants.invalid')}</Tag>{' '}
        <span class="muted">
          {t('tenants.taken_over')} <When at={config.takenOverAt} now={now} />
        </span>
      </p>
    </>
  );
}

function Rows({ tenants }: { readonly tenants: readonly TenantNow[] }): VNode {
  const { t } = useTexts();
  const now = useNow(10_000);
  const sorted = [...tenants].sort((one, other) => one.id.localeCompare(other.id));
  return (
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">{t('shell.tenant')}</th>
          <th scope="col" class="wide">
            {t('tenants.name')}
          </th>
          <th scope="col">{t('tenants.tier')}</th>
          <th scope="col" class="spare">
            {t('fact.language')}
          </th>
          <th scope="col" class="figure">
            {t('tenants.last_event')}
          </th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ id, name, tier, locale, lastEventAt }) => (
          <tr key={id}>
            <th scope="row">
              <Link to={pathTo(['tenants', id])}>{id}</Link>
            </th>
            <td>{name}</td>
            <td>{tier}</td>
            <td class="spare">{locale}</td>
            <td class="figure">
              {lastEventAt === undefined ? t('tenants.never') : <When at={lastEventAt} now={now} isRelative />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TenantPage({ tenant }: { readonly tenant: string }): VNode {
  const { t } = useTexts();
  const session = useSession();
  const loaded = useApi<TenantDetails>(`/tenants/${encodeURIComponent(tenant)}`);
  return (
    <>
      <ViewHeader
        title={loaded.data?.now.name ?? tenant}
        about={
          session.kind === 'operator' ? (
            <>
              <Link to={pathTo(['tenants'])}>{t('view.tenants')}</Link> › {tenant}
            </>
          ) : (
            t('tenants.about')
          )
        }
      >
        <button type="button" class="button" onClick={loaded.reload}>
          {t('shell.reload')}
        </button>
      </ViewHeader>
      <div class="view">
        <Shown loaded={loaded} absent={<StateMessage title={t('tenants.gone')} />}>
          {(details) => (
            <>
              <ConfigLine config={details.config} />
              <EffectiveConfig details={details} />
            </>
          )}
        </Shown>
      </div>
    </>
  );
}

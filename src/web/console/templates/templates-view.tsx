import type { VNode } from 'preact';
import type { TemplateCatalog } from '../../../core/api/templates.ts';
import { ViewHeader } from '../frame/parts.tsx';
import type { Route } from '../frame/route.tsx';
import { Shown, StateMessage } from '../frame/state-message.tsx';
import { TenantChoice, useTenant } from '../frame/tenant-choice.tsx';
import { useTexts } from '../frame/texts.ts';
import { useApi } from '../frame/use-api.ts';
import { Workbench } from './workbench.tsx';

/** A template that is drawn in every language while it is written. Nothing is stored: the file is the tenant's. */
export function TemplatesView({ route }: { readonly route: Route }): VNode {
  const { t } = useTexts();
  const tenant = useTenant(route);
  return (
    <>
      <ViewHeader title={t('view.templates')} about={t('templates.about')} />
      {tenant === undefined ? (
        <>
          <div class="toolbar">
            <TenantChoice tenant={tenant} />
          </div>
          <StateMessage title={t('shell.choose_tenant')} />
        </>
      ) : (
        <OfTenant key={tenant} tenant={tenant} query={route.query} />
      )}
    </>
  );
}

function OfTenant({ tenant, query }: { readonly tenant: string; readonly query: URLSearchParams }): VNode {
  const loaded = useApi<TemplateCatalog>(`/tenants/${encodeURIComponent(tenant)}/templates`);
  return <Shown loaded={loaded}>{(catalog) => <Workbench tenant={tenant} catalog={catalog} query={query} />}</Shown>;
}

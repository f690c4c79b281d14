import type { VNode } from 'preact';
import type { GroupList } from '../../../core/api/groups.ts';
import type { TemplateCatalog } from '../../../core/api/templates.ts';
import { ViewHeader } from '../frame/parts.tsx';
import type { Route } from '../frame/route.tsx';
import { Shown, StateMessage } from '../frame/state-message.tsx';
import { TenantChoice, useTenant } from '../frame/tenant-choice.tsx';
import { useTexts } from '../frame/texts.ts';
import { useApi } from '../frame/use-api.ts';
import { Workbench } from './workbench.tsx';

/** So many of the tenant's groups can be drawn with: the most urgent. */
const GROUPS = 20;

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
  const { t } = useTexts();
  const loaded = useApi<TemplateCatalog>(`/tenants/${encodeURIComponent(tenant)}/templates`);
  const recent = useApi<GroupList>(`/groups?${new URLSearchParams({ tenant, limit: String(GROUPS) })}`);
  const groups = recent.fault === undefined ? recent.data?.groups : [];
  return (
    <Shown loaded={loaded}>
      {(catalog) =>
        groups === undefined ? (
          <StateMessage title={t('shell.loading')} />
        ) : (
          <Workbench {...{ tenant, catalog, groups, query }} />
        )
      }
    </Shown>
  );
}

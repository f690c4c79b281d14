import type { VNode } from 'preact';
import type { Route } from '../frame/route.tsx';
import { GroupList } from './group-list.tsx';
import { GroupPage } from './group-page.tsx';

/** The groups of all tenants; or one of them, `/console/groups/<tenant>/<group>`. */
export function GroupsView({ route }: { readonly route: Route }): VNode {
  const [tenant, group] = route.parts;
  if (tenant === undefined || group === undefined) return <GroupList route={route} />;
  return <GroupPage key={`${tenant}/${group}`} tenant={tenant} group={group} />;
}

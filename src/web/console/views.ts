import type { VNode } from 'preact';
import type { PermissionName, Session } from '../../core/api/session.ts';
import { DeadLettersView } from './dead-letters/dead-letters-view.tsx';
import type { Route } from './frame/route.tsx';
import { GroupsView } from './groups/groups-view.tsx';
import { NowView } from './now/now-view.tsx';
import { SilencesView } from './silences/silences-view.tsx';
import { TemplatesView } from './templates/templates-view.tsx';
import { TenantsView } from './tenants/tenants-view.tsx';
import { WatchdogsView } from './watchdogs/watchdogs-view.tsx';
import { WhyView } from './why/why-view.tsx';

/** A part of the page with an address of its own, `/console/<name>`. */
export interface View {
  readonly name: string;
  readonly Component: (props: { readonly route: Route }) => VNode;
  /** What it takes; whoever may not is not offered it. */
  readonly takes?: PermissionName;
}

const NOW: View = { name: 'now', Component: NowView };

/** In the order in which somebody who was woken asks. */
const VIEWS: readonly View[] = [
  NOW,
  { name: 'groups', Component: GroupsView },
  { name: 'why', Component: WhyView },
  { name: 'dead-letters', Component: DeadLettersView },
  { name: 'silences', Component: SilencesView },
  { name: 'watchdogs', Component: WatchdogsView },
  { name: 'templates', Component: TemplatesView, takes: 'configure' },
  { name: 'tenants', Component: TenantsView },
];

/** Those that are offered to whoever is signed in. */
export function viewsFor({ permissions }: Session): readonly View[] {
  return VIEWS.filter(({ takes }) => takes === undefined || permissions.includes(takes));
}

/** The view of that name; the first for the page's own address, and for names that there are none of. */
export function viewNamed(name: string, views: readonly View[]): View {
  return views.find((view) => view.name === name) ?? NOW;
}

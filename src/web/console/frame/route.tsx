import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Below this the page lies. */
const BASE = '/console/';

/** What the address says: `/console/groups/acme/1f…?q=disk` is the view `groups` of `acme`, `1f…`. */
export interface Route {
  readonly view: string;
  readonly parts: readonly string[];
  readonly query: URLSearchParams;
}

/** The address of a view; what is undefined or empty is left out of the query. */
export function pathTo(
  parts: readonly string[],
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') params.set(name, String(value));
  }
  const search = params.size === 0 ? '' : `?${params}`;
  return `${BASE}${parts.map(encodeURIComponent).join('/')}${search}`;
}

/** Goes there; `replaces` where going back would only undo what was typed. */
export function go(path: string, replaces = false): void {
  if (replaces) history.replaceState(null, '', path);
  else history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** The address as it is now, and whenever it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(readRoute);
  useEffect(() => {
    const read = (): void => setRoute(readRoute());
    addEventListener('popstate', read);
    return () => removeEventListener('popstate', read);
  }, []);
  return route;
}

/** Changes what the query says and leaves the rest; '' takes a part out. */
export function changeQuery(changes: Readonly<Record<string, string>>): void {
  const { view, parts, query } = readRoute();
  go(pathTo([view, ...parts], { ...Object.fromEntries(query), ...changes }), true);
}

/** A link within the page. With a modifier key, or the middle button, the browser opens it. */
export function Link(props: {
  readonly to: string;
  readonly class?: string;
  readonly isCurrent?: boolean;
  readonly children: ComponentChildren;
}): VNode {
  const { to, class: name, isCurrent = false, children } = props;
  const follow = (event: MouseEvent): void => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a href={to} class={name} aria-current={isCurrent ? 'page' : undefined} onClick={follow}>
      {children}
    </a>
  );
}

function readRoute(): Route {
  const path = location.pathname.startsWith(BASE) ? location.pathname.slice(BASE.length) : '';
  const [view = '', ...parts] = path.split('/').map(decodeURIComponent);
  return { view, parts: parts.filter((part) => part !== ''), query: new URLSearchParams(location.search) };
}

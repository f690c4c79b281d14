/** Where somebody was when they went to sign in elsewhere: in this tab only, and nothing that a link could say. */
import { go, pathTo } from './route.tsx';

const KEY = 'tocsin-way-back';

/** What the address says of a sign-in that ended; undefined where none did. */
export function endedSignIn(): { readonly outcome: string; readonly tenants: readonly string[] } | undefined {
  const query = new URLSearchParams(location.search);
  const outcome = query.get('sign_in');
  const tenants = (query.get('tenants') ?? '').split(',').filter((id) => /^[a-z0-9_-]{1,63}$/.test(id));
  return outcome === null ? undefined : { outcome, tenants };
}

/** Before the browser leaves. */
export function rememberPlace(): void {
  if (endedSignIn() === undefined) sessionStorage.setItem(KEY, `${location.pathname}${location.search}`);
}

/** Once they are in. */
export function returnToPlace(): void {
  if (endedSignIn() === undefined) return;
  const place = sessionStorage.getItem(KEY) ?? pathTo([]);
  sessionStorage.removeItem(KEY);
  go(place, true);
}

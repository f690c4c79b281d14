import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PermissionName, Session } from '../../../core/api/session.ts';

/** Where the admin API is. */
export const API = '/api/v1';

/** Who is signed in, and the way out. */
export interface SignedIn extends Session {
  may(permission: PermissionName): boolean;
  /** Looks again whether the session still stands: the server said that it does not. */
  recheck(): void;
  signOut(): void;
}

export const SessionContext = createContext<SignedIn | undefined>(undefined);

export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('nobody is signed in');
  return session;
}

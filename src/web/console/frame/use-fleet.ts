import { createContext } from 'preact';
import { useContext, useEffect, useState } from 'preact/hooks';
import type { FleetChange, FleetNow, TenantNow } from '../../../core/api/tenants.ts';
import { API, type SignedIn } from './session.ts';

/** All tenants as they are now, kept so by the server. */
export interface Fleet {
  /** Undefined until the first picture is there. */
  readonly now: FleetNow | undefined;
  /** The line is cut: what is shown is as old as its `at`. */
  readonly isCut: boolean;
}

export const FleetContext = createContext<Fleet>({ now: undefined, isCut: false });

export function useFleet(): Fleet {
  return useContext(FleetContext);
}

/** How long to wait before asking anew where the browser does not do so itself. */
const RETRY_MS = 5_000;

/** Listens to the server's picture of all tenants for as long as somebody is signed in. */
export function useFleetStream(session: SignedIn): Fleet {
  const [now, setNow] = useState<FleetNow>();
  const [isCut, setCut] = useState(false);
  const [turn, setTurn] = useState(0);
  const { recheck } = session;
  useEffect(() => {
    const events = new EventSource(`${API}/events`);
    let timer: ReturnType<typeof setTimeout> | undefined;
    events.addEventListener('open', () => setCut(false));
    events.addEventListener('fleet', ({ data }) => setNow(JSON.parse(data)));
    events.addEventListener('change', ({ data }) => {
      const change: FleetChange = JSON.parse(data);
      setNow((last) => (last === undefined ? last : changed(last, change)));
    });
    events.addEventListener('error', () => {
      setCut(true);
      // A browser tries again by itself after a broken line, but not after an answer that refuses.
      if (events.readyState !== EventSource.CLOSED) return;
      recheck();
      timer = setTimeout(() => setTurn((last) => last + 1), RETRY_MS);
    });
    return () => {
      clearTimeout(timer);
      events.close();
    };
  }, [recheck, turn]);
  return { now, isCut };
}

/** The picture with a change in it. Tenants that are as they were stay the same objects. */
export function changed(last: FleetNow, change: FleetChange): FleetNow {
  const byId = new Map<string, TenantNow>(last.tenants.map((tenant) => [tenant.id, tenant]));
  for (const tenant of change.tenants) byId.set(tenant.id, tenant);
  for (const id of change.gone) byId.delete(id);
  return {
    ...last,
    at: change.at,
    health: change.health ?? last.health,
    config: change.config ?? last.config,
    tenants: [...byId.values()],
  };
}

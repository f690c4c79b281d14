import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { GroupList, GroupSummary } from '../../../core/api/groups.ts';
import { LoadError, loadJson } from '../../frame/load-json.ts';
import { API, useSession } from '../frame/session.ts';
import { reasonOf } from '../frame/use-api.ts';

/** Groups that are asked for at a time. */
const PAGE = 100;

/** How often the first page is asked for anew while nobody looks further. */
const REFRESH_MS = 10_000;

/** What was loaded of a list so far. */
export interface Pages {
  readonly groups: readonly GroupSummary[];
  readonly total: number;
  readonly isPartial: boolean;
  readonly isLoading: boolean;
  readonly fault: string | undefined;
  /** Loads the next page, when there is one and none is on its way. */
  more(): void;
  reload(): void;
}

interface State {
  readonly groups: readonly GroupSummary[];
  readonly total: number;
  readonly isPartial: boolean;
  readonly next?: string | undefined;
}

const NOTHING: State = { groups: [], total: 0, isPartial: false };

/** The groups that fit `query`, page after page as they are wanted. */
export function usePages(query: string): Pages {
  const { recheck } = useSession();
  const [state, setState] = useState(NOTHING);
  const [isLoading, setLoading] = useState(true);
  const [fault, setFault] = useState<string>();
  const running = useRef<AbortController>(undefined);
  const load = useCallback(
    async (after?: string): Promise<void> => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      setLoading(true);
      const params = new URLSearchParams(query);
      params.set('limit', String(PAGE));
      if (after !== undefined) params.set('after', after);
      const found = await pageAt(`${API}/groups?${params}`, abort.signal);
      if (abort.signal.aborted) return;
      running.current = undefined;
      setLoading(false);
      setFault(found instanceof LoadError ? found.message : undefined);
      if (!(found instanceof LoadError)) setState((last) => joined(after === undefined ? NOTHING : last, found));
      else if (found.status === 401) recheck();
    },
    [query, recheck],
  );
  useEffect(() => {
    void load();
    return () => running.current?.abort();
  }, [load]);
  useRefresh(state.groups.length <= PAGE, running, load);
  const more = (): void => {
    if (state.next !== undefined && running.current === undefined) void load(state.next);
  };
  return { ...state, isLoading, fault, more, reload: () => void load() };
}

async function pageAt(path: string, signal: AbortSignal): Promise<GroupList | LoadError> {
  return await loadJson<GroupList>(path, signal).catch((error: unknown) =>
    error instanceof LoadError ? error : new LoadError(0, reasonOf(error)),
  );
}

/** Looks again now and then, unless somebody is far down in the list. */
function useRefresh(
  isOn: boolean,
  running: { readonly current: AbortController | undefined },
  load: () => Promise<void>,
): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const timer = setInterval(() => {
      if (running.current === undefined && !document.hidden) void load();
    }, REFRESH_MS);
    return () => clearInterval(timer);
  }, [isOn, running, load]);
}

/** What moved meanwhile may come twice: it stays where it was first. */
function joined(last: State, { groups, total, isPartial, next }: GroupList): State {
  const known = new Set(last.groups.map(keyOf));
  return { groups: [...last.groups, ...groups.filter((group) => !known.has(keyOf(group)))], total, isPartial, next };
}

/** One key for a group among those of all tenants. */
export function keyOf({ tenant, id }: GroupSummary): string {
  return `${tenant}/${id}`;
}

import { useCallback, useEffect, useState } from 'preact/hooks';
import { LoadError, loadJson } from './load-json.ts';

/** What a path holds, while it loads and after. */
export interface Loaded<Type> {
  readonly data: Type | undefined;
  readonly fault: LoadError | undefined;
  /** Loads again; what is shown stays until the new data is there. */
  reload(): void;
}

/** Loads JSON, and again whenever the path changes; undefined loads nothing. */
export function useLoaded<Type>(path: string | undefined): Loaded<Type> {
  const [state, setState] = useState<{ path?: string | undefined; data?: Type; fault?: LoadError }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    if (path === undefined) return undefined;
    const abort = new AbortController();
    loadJson<Type>(path, abort.signal).then(
      (data) => setState({ path, data }),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        // What was there stays in sight: an old message says more than an empty page.
        setState((last) => ({ ...(last.path === path ? last : {}), path, fault: asLoadError(error) }));
      },
    );
    return () => abort.abort();
  }, [path, turn]);
  const reload = useCallback(() => setTurn((last) => last + 1), []);
  const isCurrent = state.path === path;
  return { data: isCurrent ? state.data : undefined, fault: isCurrent ? state.fault : undefined, reload };
}

function asLoadError(error: unknown): LoadError {
  return error instanceof LoadError ? error : new LoadError(0, String(error));
}

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { LoadError, loadJson } from './load-json.ts';

/** What a path holds, while it loads and after. */
export interface Loaded<Type> {
  readonly data: Type | undefined;
  readonly fault: LoadError | undefined;
  /** Loads again; what is shown stays until the new data is there. */
  reload(): void;
}

/**
 * Loads JSON, and again whenever the path changes; undefined loads nothing. A reload that is asked for while one runs
 * follows it: a channel in a storm shows what came so far instead of beginning again with each message.
 */
export function useLoaded<Type>(path: string | undefined): Loaded<Type> {
  const [state, setState] = useState<{ path?: string | undefined; data?: Type; fault?: LoadError }>({});
  const load = useRef((): void => undefined);
  useEffect(() => {
    if (path === undefined) return undefined;
    const abort = new AbortController();
    const loadOnce = (): Promise<void> =>
      loadJson<Type>(path, abort.signal).then(
        (data) => setState({ path, data }),
        (error: unknown) => {
          if (abort.signal.aborted) return;
          // What was there stays in sight: an old message says more than an empty page.
          setState((last) => ({ ...(last.path === path ? last : {}), path, fault: asLoadError(error) }));
        },
      );
    load.current = oneByOne(loadOnce, abort.signal);
    load.current();
    return () => {
      load.current = () => undefined;
      abort.abort();
    };
  }, [path]);
  const reload = useCallback(() => load.current(), []);
  const isCurrent = state.path === path;
  return { data: isCurrent ? state.data : undefined, fault: isCurrent ? state.fault : undefined, reload };
}

/** Runs `task`, and once more after it if it was asked for meanwhile. */
function oneByOne(task: () => Promise<void>, signal: AbortSignal): () => void {
  let isRunning = false;
  let isAsked = false;
  const run = (): void => {
    isAsked = isRunning;
    if (isRunning) return;
    isRunning = true;
    void task().then(() => {
      isRunning = false;
      if (isAsked && !signal.aborted) run();
    });
  };
  return run;
}

function asLoadError(error: unknown): LoadError {
  return error instanceof LoadError ? error : new LoadError(0, String(error));
}

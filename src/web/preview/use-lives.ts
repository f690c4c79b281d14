import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import type { Life } from '../../core/preview.ts';
import { loadJson } from '../frame/load-json.ts';

/** One cell: how a template tells the fixture's story in a language. */
export interface Telling {
  readonly template: string;
  readonly locale: string;
}

export interface LoadedLife {
  readonly life?: Life;
  readonly fault?: string;
}

/** Requests that run at the same time: no more than browsers open connections to one server. */
const AT_ONCE = 6;

/** One key for a telling. */
export function tellingKey({ template, locale }: Telling): string {
  return `${template}/${locale}`;
}

/**
 * The lives of all tellings, as they come. They load again when the fixture, a telling or `turn` changes; old ones stay
 * until then.
 */
export function useLives(
  fixture: string | undefined,
  tellings: readonly Telling[],
  turn: number,
): ReadonlyMap<string, LoadedLife> {
  const [lives, setLives] = useState<ReadonlyMap<string, LoadedLife>>(new Map());
  const wanted = tellings.map(tellingKey).join(' ');
  // Before anything is painted, so that no group is shown under the name of another.
  useLayoutEffect(() => setLives(new Map()), [fixture]);
  useEffect(() => {
    if (fixture === undefined) return undefined;
    const abort = new AbortController();
    const queue = [...tellings];
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && !abort.signal.aborted; next = queue.shift()) {
        const key = tellingKey(next);
        const loaded = await loadLife({ ...next, fixture }, abort.signal);
        if (!abort.signal.aborted) setLives((known) => new Map([...known, [key, loaded]]));
      }
    };
    for (let worker = 0; worker < AT_ONCE; worker += 1) void work();
    return () => abort.abort();
  }, [fixture, wanted, turn]);
  return lives;
}

async function loadLife(query: Telling & { readonly fixture: string }, signal: AbortSignal): Promise<LoadedLife> {
  try {
    return { life: await loadJson<Life>(`/preview/api/life?${new URLSearchParams({ ...query })}`, signal) };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

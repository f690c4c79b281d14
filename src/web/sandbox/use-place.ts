import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Place } from '../slack/channel-list.tsx';
import { addressOf, placeOf } from './place.ts';

/** The place that the address names, and the way to another. */
export function usePlace(): {
  readonly place: Place | undefined;
  readonly show: (place: Place) => void;
  /** Goes there without a step in the browser's history: its back button would lead here again at once. */
  readonly begin: (place: Place) => void;
} {
  const [place, setPlace] = useState(() => placeOf(location));
  useEffect(() => {
    const moved = (): void => setPlace(placeOf(location));
    addEventListener('popstate', moved);
    return () => removeEventListener('popstate', moved);
  }, []);
  const show = useCallback((next: Place) => {
    history.pushState(null, '', addressOf(next));
    setPlace(next);
  }, []);
  const begin = useCallback((first: Place) => {
    history.replaceState(null, '', addressOf(first));
    setPlace(first);
  }, []);
  return { place, show, begin };
}

import { useEffect, useRef } from 'preact/hooks';

export interface LiveListeners {
  /** What a channel shows has changed. */
  changed(teamId: string, channel: string): void;
  /** What modals a person sees has changed. */
  views(teamId: string, userId: string): void;
  /** The line stands, perhaps again: what changed before was told to nobody. */
  connected(): void;
  /** The line is cut; the browser tries again by itself. */
  cut(): void;
}

/** Listens to the sandbox's server-sent events for as long as the page is open. */
export function useLiveEvents(listeners: LiveListeners): void {
  const newest = useRef(listeners);
  newest.current = listeners;
  useEffect(() => {
    const events = new EventSource('/_sandbox/events');
    events.addEventListener('open', () => newest.current.connected());
    events.addEventListener('error', () => newest.current.cut());
    events.addEventListener('message', ({ data }) => {
      const { teamId, channel } = JSON.parse(data);
      newest.current.changed(teamId, channel);
    });
    events.addEventListener('views', ({ data }) => {
      const { teamId, userId } = JSON.parse(data);
      newest.current.views(teamId, userId);
    });
    return () => events.close();
  }, []);
}

import { useEffect, useState } from 'preact/hooks';
import type { TemplateFault } from '../../core/preview.ts';

/**
 * Hears of changed files: `turn` grows with each, and a broken template is told until the next change. Where nobody
 * watches files (404) nothing comes, and the page stays as it is.
 */
export function useTemplateEvents(isServed: boolean): {
  readonly turn: number;
  readonly fault: TemplateFault | undefined;
} {
  const [turn, setTurn] = useState(0);
  const [fault, setFault] = useState<TemplateFault>();
  useEffect(() => {
    if (!isServed) return undefined;
    const events = new EventSource('/preview/api/events');
    const drawAnew = (): void => {
      setFault(undefined);
      setTurn((last) => last + 1);
    };
    // Once the line stands, perhaps again: what changed before was told to nobody.
    events.addEventListener('open', drawAnew);
    events.addEventListener('changed', drawAnew);
    events.addEventListener('fault', ({ data }) => setFault(JSON.parse(data)));
    return () => events.close();
  }, [isServed]);
  return { turn, fault };
}

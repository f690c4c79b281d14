import type { VNode } from 'preact';
import { useEffect, useMemo } from 'preact/hooks';
import type { PageHome } from '../../core/sandbox-page.ts';
import { Blocks } from '../block-kit/block.tsx';
import { DrawingContext, type Use, useDrawing } from '../block-kit/drawing.ts';
import { Scrollable } from '../slack/scrollable.ts';
import type { Actor } from './use-interactions.ts';

/** The app's Home tab as one person sees it. Opening it tells the app, which then publishes what is shown here. */
export function HomeView(props: {
  readonly home: PageHome | null | undefined;
  readonly actor: Actor | undefined;
  onOpen(): void;
  onUse(use: Use): void;
}): VNode {
  const { home, actor } = props;
  const outer = useDrawing();
  const drawing = useMemo(() => ({ ...outer, act: props.onUse }), [outer, props.onUse]);
  useEffect(() => {
    if (actor !== undefined) props.onOpen();
  }, [actor?.teamId, actor?.userId]);
  return (
    <Scrollable class="messages home" label="Home" isLive>
      {home === null || home === undefined ? (
        <p class="empty">The app has published no Home tab yet.</p>
      ) : (
        <DrawingContext.Provider value={drawing}>
          <Blocks blocks={home.blocks} />
        </DrawingContext.Provider>
      )}
    </Scrollable>
  );
}

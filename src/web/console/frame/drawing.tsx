import type { ComponentType, VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SlackContent } from '../../../core/api/parts.ts';
import { useTexts } from './texts.ts';

interface DrawnContent {
  readonly content: SlackContent;
  readonly locale: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A message as the sandbox and the previews draw it. What draws it is loaded when the first is wanted. */
export function SlackDrawing(props: DrawnContent): VNode {
  const { t } = useTexts();
  const [drawing, setDrawing] = useState<{ readonly Message: ComponentType<DrawnContent> }>();
  useEffect(() => {
    void import('../../preview/content-message.tsx').then(({ ContentMessage }) =>
      setDrawing({ Message: ContentMessage }),
    );
  }, []);
  if (drawing === undefined) return <p class="empty">{t('shell.loading')}</p>;
  return <drawing.Message {...props} />;
}

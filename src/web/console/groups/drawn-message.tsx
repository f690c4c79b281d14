import type { VNode } from 'preact';
import type { GroupDetails } from '../../../core/api/groups.ts';
import { SlackDrawing } from '../frame/drawing.tsx';
import { useTexts } from '../frame/texts.ts';

/** The message as it would be drawn at this moment, as the sandbox and the previews draw it. */
export function DrawnMessage({ group: { drawn } }: { readonly group: GroupDetails }): VNode {
  const { t } = useTexts();
  if (drawn === undefined) return <p class="empty">{t('group.not_drawn')}</p>;
  return (
    <section class="drawn" aria-label={t('group.message')}>
      {drawn.failure !== undefined && <p class="failure">{t('group.template_failed', { reason: drawn.failure })}</p>}
      <SlackDrawing content={drawn.content} locale={drawn.locale} at={Date.now()} />
      <p class="drawn-with">{t('group.drawn_with', { template: drawn.template, locale: drawn.locale })}</p>
    </section>
  );
}

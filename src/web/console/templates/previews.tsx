import type { VNode } from 'preact';
import type { TemplatePreview } from '../../../core/api/templates.ts';
import { Scrollable } from '../../slack/scrollable.ts';
import { SlackDrawing } from '../frame/drawing.tsx';
import { StateMessage } from '../frame/state-message.tsx';
import { useTexts } from '../frame/texts.ts';

type Drawn = TemplatePreview['drawn'][number];

/** The message in all languages side by side, with how much of Slack's limits it takes. */
export function Previews(props: { readonly preview: TemplatePreview | undefined; readonly isStale: boolean }): VNode {
  const { t } = useTexts();
  const { preview, isStale } = props;
  if (preview === undefined) return <StateMessage title={t('shell.loading')} />;
  if (preview.drawn.length === 0) return <StateMessage title={t('templates.nothing_drawn')} />;
  return (
    <Scrollable class={isStale ? 'previews stale' : 'previews'} label={t('templates.previews')}>
      {preview.drawn.map((drawn) => (
        <Preview key={drawn.locale} drawn={drawn} />
      ))}
    </Scrollable>
  );
}

function Preview({ drawn }: { readonly drawn: Drawn }): VNode {
  const { t } = useTexts();
  const { locale, content, failure, limits, complaints } = drawn;
  const name = new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
  return (
    <section class="preview-of" aria-label={name}>
      <h2>
        {name} <small>{locale}</small>
      </h2>
      {failure !== undefined && <p class="failure">{t('group.template_failed', { reason: failure })}</p>}
      {complaints.map((complaint) => (
        <p key={complaint} class="failure">
          {t('templates.refused', { reason: complaint })}
        </p>
      ))}
      <SlackDrawing content={content} locale={locale} at={Date.now()} />
      <dl class="limits">
        <Limit name={t('templates.blocks')} used={limits.blocks} allowed={limits.blocksAllowed} />
        <Limit name={t('templates.characters')} used={limits.characters} allowed={limits.charactersAllowed} />
        <Limit name={t('templates.text_bytes')} used={limits.textBytes} allowed={limits.textBytesAllowed} />
      </dl>
    </section>
  );
}

function Limit(props: { readonly name: string; readonly used: number; readonly allowed: number }): VNode {
  const { t, number } = useTexts();
  const { name, used, allowed } = props;
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <meter min={0} max={allowed} high={0.9 * allowed} value={used} aria-label={name} />{' '}
        {t('templates.used', { used: number(used), allowed: number(allowed) })}
      </dd>
    </div>
  );
}

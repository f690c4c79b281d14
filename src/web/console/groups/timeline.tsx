import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { HistoryEvent } from '../../../core/api/events.ts';
import type { GroupDetails } from '../../../core/api/groups.ts';
import { When } from '../frame/parts.tsx';
import { useTexts } from '../frame/texts.ts';

/** Whether it came from Alertmanager, was decided or sent by the relay, or was done by a person. */
type Source = 'alertmanager' | 'slack' | 'person' | 'trouble' | 'relay';

const SOURCES: Readonly<Record<string, Source>> = {
  received: 'alertmanager',
  merged: 'alertmanager',
  repeated: 'alertmanager',
  checked: 'alertmanager',
  posted: 'slack',
  updated: 'slack',
  replied: 'slack',
  pinged: 'slack',
  failed: 'trouble',
  dead: 'trouble',
  ping_failed: 'trouble',
  late: 'trouble',
};

/** Events shown at first, and how many more at each asking. */
const SHOWN = 50;

/** What happened to the group, the newest first. */
export function Timeline({ group, now }: { readonly group: GroupDetails; readonly now: number }): VNode {
  const { t } = useTexts();
  const [shown, setShown] = useState(SHOWN);
  const { history, isHistoryWhole } = group;
  return (
    <section class="timeline" aria-label={t('group.history')}>
      <h2>{t('group.history')}</h2>
      <ol>
        {history.slice(0, shown).map((event) => (
          <Entry key={event.place} event={event} now={now} />
        ))}
      </ol>
      {history.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + SHOWN)}>
          {t('group.more_history', { count: history.length - shown })}
        </button>
      )}
      {history.length === 0 && <p class="muted">{t('group.no_history')}</p>}
      {!isHistoryWhole && <p class="muted">{t('group.history_cut')}</p>}
    </section>
  );
}

function Entry({ event, now }: { readonly event: HistoryEvent; readonly now: number }): VNode {
  const { tOr } = useTexts();
  const { by, via, kind, detail } = event;
  const source = by === undefined ? (SOURCES[kind] ?? 'relay') : 'person';
  return (
    <li class={source}>
      <When at={event.at} now={now} />
      <span class="told">
        <b>{tOr(`event.${kind}`, kind)}</b>{' '}
        {by !== undefined && <span>{via === undefined ? by : `${by} (${via})`}</span>}
        <small>{detailText(detail)}</small>
      </span>
    </li>
  );
}

/** Whoever did it is named already. */
function detailText(detail: HistoryEvent['detail']): string {
  return Object.entries(detail)
    .filter(([name]) => name !== 'by' && name !== 'via')
    .map(([name, value]) => `${name} ${value}`)
    .join(' · ');
}

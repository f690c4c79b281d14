import type { VNode } from 'preact';
import type { GroupDetails } from '../../../core/api/groups.ts';
import { Scrollable } from '../../slack/scrollable.ts';
import { When } from '../frame/parts.tsx';
import { useTexts } from '../frame/texts.ts';

/** What else is known of the group, and its document as it is stored. */
export function GroupFacts({ group, now }: { readonly group: GroupDetails; readonly now: number }): VNode {
  const { t } = useTexts();
  const facts: readonly (readonly [name: string, value: string | undefined])[] = [
    ['id', group.id],
    ['group_key', group.groupKey],
    ['upstream_receiver', group.upstreamReceiver],
    ['peers', group.peers.join(', ')],
    ['channel', group.message?.channel],
    ['ts', group.message?.ts],
    ['version', String(group.version)],
  ];
  return (
    <section aria-label={t('group.facts')}>
      <h2>{t('group.facts')}</h2>
      <dl class="facts-list">
        {facts.map(
          ([name, value]) =>
            value !== undefined &&
            value !== '' && (
              <>
                <dt>{name === 'id' ? 'Id' : t(`fact.${name}`)}</dt>
                <dd>
                  <code>{value}</code>
                </dd>
              </>
            ),
        )}
        {group.silences.map((silence) => (
          <>
            <dt>{t('fact.silence')}</dt>
            <dd>
              {silence.by}: {silence.comment} · {t('fact.until')} <When at={silence.endsAt} now={now} />
            </dd>
          </>
        ))}
      </dl>
      <details class="source">
        <summary>{t('group.document')}</summary>
        <Scrollable as="pre">{JSON.stringify(group.document, undefined, 2)}</Scrollable>
      </details>
    </section>
  );
}

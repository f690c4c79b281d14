import type { VNode } from 'preact';
import type { GroupDetails } from '../../../core/api/groups.ts';
import { useTexts } from '../frame/texts.ts';

/** What the relay would do with the group now, why, and when it looks again. */
export function NextStep({ group, now }: { readonly group: GroupDetails; readonly now: number }): VNode {
  const texts = useTexts();
  const { t } = texts;
  const { decision, failure, wakeUpAt } = group;
  const time = (at: string): string => {
    const moment = Date.parse(at);
    return `${texts.moment(moment, now)} (${texts.relative(moment, now)})`;
  };
  const steps = decision.steps.map((step) => texts.tOr(`step.${step}`, step));
  return (
    <section class="next" aria-label={t('group.next')}>
      <h2>{t('group.next')}</h2>
      <p>{t(`decision.${decision.why}`)}</p>
      <ul>
        {steps.length > 0 && <li>{t('group.steps', { steps: texts.list(steps) })}</li>}
        {failure !== undefined && (
          <li>
            {t('group.failure', {
              reason: failure.detail === undefined ? failure.reason : `${failure.reason} (${failure.detail})`,
              count: failure.attempts,
              time: time(failure.since),
            })}
          </li>
        )}
        {decision.retryAt !== undefined && <li>{t('group.retry_at', { time: time(decision.retryAt) })}</li>}
        {decision.mutedUntil !== undefined && <li>{t('group.muted_until', { time: time(decision.mutedUntil) })}</li>}
        <li>{wakeUpAt === undefined ? t('group.no_wake_up') : t('group.wake_up', { time: time(wakeUpAt) })}</li>
      </ul>
    </section>
  );
}

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ShownAlert } from '../../../core/api/parts.ts';
import { type Mood, Tag, When } from '../frame/parts.tsx';
import { Link, pathTo } from '../frame/route.tsx';
import { useTexts } from '../frame/texts.ts';

const MOODS: Readonly<Record<ShownAlert['status'], Mood>> = {
  firing: 'critical',
  unreported: 'warning',
  resolved: 'good',
};

/** Alerts shown at first, and how many more at each asking. */
const SHOWN = 20;

/** The group's alerts, with all that they carry. */
export function AlertList(props: {
  readonly alerts: readonly ShownAlert[];
  readonly tenant: string;
  readonly now: number;
}): VNode {
  const { t } = useTexts();
  const { alerts, tenant, now } = props;
  const [shown, setShown] = useState(SHOWN);
  return (
    <section aria-label={t('group.alerts')}>
      <h2>{t('group.alerts_count', { count: alerts.length })}</h2>
      <ul class="alerts">
        {alerts.slice(0, shown).map((alert) => (
          <li key={alert.fingerprint}>
            <AlertEntry alert={alert} tenant={tenant} now={now} />
          </li>
        ))}
      </ul>
      {alerts.length > shown && (
        <button type="button" class="button" onClick={() => setShown(shown + SHOWN)}>
          {t('group.more_alerts', { count: alerts.length - shown })}
        </button>
      )}
    </section>
  );
}

function AlertEntry(props: { readonly alert: ShownAlert; readonly tenant: string; readonly now: number }): VNode {
  const { t } = useTexts();
  const { alert, tenant, now } = props;
  const labels = Object.entries(alert.labels).map(([name, value]) => `${name}=${quoted(value)}`);
  return (
    <details>
      <summary>
        <Tag mood={MOODS[alert.status]}>{t(`alert.${alert.status}`)}</Tag>
        <span class="cut">{alert.annotations.summary ?? labels.join(' ')}</span>
        <When at={alert.startsAt} now={now} isRelative />
      </summary>
      <p class="labels">
        {labels.map((label) => (
          <code key={label}>{label}</code>
        ))}
      </p>
      <dl class="facts-list">
        {Object.entries(alert.annotations).map(([name, value]) => (
          <Annotation key={name} name={name} value={value} />
        ))}
      </dl>
      <p>
        <Link to={pathTo(['why'], { tenant, labels: labels.join('\n') })}>{t('group.why')}</Link>
      </p>
    </details>
  );
}

function Annotation({ name, value }: { readonly name: string; readonly value: string }): VNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        {/^https?:\/\/\S+$/.test(value) ? (
          <a href={value} target="_blank" rel="noopener noreferrer">
            {value}
          </a>
        ) : (
          value
        )}
      </dd>
    </>
  );
}

/** A value that another one could be taken for is quoted, as in a matcher. */
function quoted(value: string): string {
  return /^[\w./:@-]+$/.test(value) ? value : JSON.stringify(value);
}

import type { VNode } from 'preact';
import type { TenantDetails } from '../../../core/api/tenants.ts';
import { useTexts } from '../frame/texts.ts';

export function Receivers({ receivers }: Pick<TenantDetails, 'receivers'>): VNode {
  const { t, duration } = useTexts();
  return (
    <ul class="cards">
      {receivers.map((receiver) => (
        <li key={receiver.name}>
          <b>{receiver.name}</b>
          <dl class="facts-list">
            <dt>{t('fact.channel')}</dt>
            <dd>{[receiver.channel, receiver.fallbackChannel].filter(Boolean).join(', ')}</dd>
            <dt>{t('fact.template')}</dt>
            <dd>{receiver.template ?? t('why.template_labels')}</dd>
            <dt>{t('fact.language')}</dt>
            <dd>{`${receiver.locale}, ${receiver.timeZone}`}</dd>
            {Object.entries(receiver.mentions).map(([severity, mentions]) => (
              <>
                <dt>{`${t('fact.mentions')}, ${severity}`}</dt>
                <dd>{mentions.join(' ')}</dd>
              </>
            ))}
          </dl>
          <details>
            <summary>{t('tenants.policy')}</summary>
            <dl class="facts-list">
              {Object.entries(receiver.policy).map(([name, value]) => (
                <>
                  <dt>{name}</dt>
                  <dd>{valueText(name, value, duration)}</dd>
                </>
              ))}
            </dl>
          </details>
        </li>
      ))}
    </ul>
  );
}

/** Names that end in `Ms` are of durations. */
function valueText(name: string, value: unknown, duration: (ms: number) => string): string {
  if (typeof value === 'number' && name.endsWith('Ms')) return duration(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export function Routes({ routes }: Pick<TenantDetails, 'routes'>): VNode {
  const { t } = useTexts();
  return (
    <table class="rows stacked">
      <thead>
        <tr>
          <th scope="col">{t('fact.route')}</th>
          <th scope="col">{t('fact.receiver')}</th>
          <th scope="col" class="wide">
            {t('why.matchers')}
          </th>
          <th scope="col" class="spare">
            {t('fact.time_intervals')}
          </th>
        </tr>
      </thead>
      <tbody>
        {routes.map((route) => (
          <tr key={route.path}>
            <th scope="row">
              <code class={`depth-${Math.min(route.path.split('.routes').length - 1, 5)}`}>{route.path}</code>
            </th>
            <td>
              {route.receiver}
              {route.continues && <div class="muted">continue</div>}
            </td>
            <td>
              {route.matchers.map((matcher) => (
                <code key={matcher}>{matcher}</code>
              ))}
            </td>
            <td class="spare">{[...route.muteTimeIntervals, ...route.activeTimeIntervals].join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Roles({ roles }: Pick<TenantDetails, 'roles'>): VNode {
  const { t } = useTexts();
  return (
    <table class="rows stacked">
      <thead>
        <tr>
          <th scope="col">{t('tenants.role')}</th>
          <th scope="col">{t('tenants.permissions')}</th>
          <th scope="col" class="wide">
            {t('tenants.who')}
          </th>
        </tr>
      </thead>
      <tbody>
        {roles.map((role) => (
          <tr key={role.name}>
            <th scope="row">{role.name}</th>
            <td>{role.permissions.join(', ')}</td>
            <td>{role.everybody ? t('tenants.everybody') : [...role.users, ...role.userGroups].join(', ')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

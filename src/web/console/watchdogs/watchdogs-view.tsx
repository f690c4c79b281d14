import type { VNode } from 'preact';
import type { WatchdogList, WatchdogShown } from '../../../core/api/watchdogs.ts';
import { type Mood, Tag, ViewHeader, When } from '../frame/parts.tsx';
import type { Route } from '../frame/route.tsx';
import { Shown, StateMessage } from '../frame/state-message.tsx';
import { TenantChoice, useTenant } from '../frame/tenant-choice.tsx';
import { useTexts } from '../frame/texts.ts';
import { useApi } from '../frame/use-api.ts';
import { useNow } from '../frame/use-now.ts';

const MOODS: Readonly<Record<WatchdogShown['state'], Mood>> = { alive: 'good', silent: 'critical', waiting: 'quiet' };

/** The heartbeats that a tenant expects, and which of them stopped. */
export function WatchdogsView({ route }: { readonly route: Route }): VNode {
  const { t } = useTexts();
  const tenant = useTenant(route);
  return (
    <>
      <ViewHeader title={t('view.watchdogs')} about={t('watchdogs.about')} />
      <div class="toolbar">
        <TenantChoice tenant={tenant} />
      </div>
      <div class="view">
        {tenant === undefined ? (
          <StateMessage title={t('shell.choose_tenant')} />
        ) : (
          <Watchdogs key={tenant} tenant={tenant} />
        )}
      </div>
    </>
  );
}

function Watchdogs({ tenant }: { readonly tenant: string }): VNode {
  const { t } = useTexts();
  const loaded = useApi<WatchdogList>(`/tenants/${encodeURIComponent(tenant)}/watchdogs`);
  return (
    <Shown loaded={loaded}>
      {({ watchdogs }) =>
        watchdogs.length === 0 ? (
          <StateMessage title={t('watchdogs.none')}>{t('watchdogs.none_hint')}</StateMessage>
        ) : (
          <Rows watchdogs={watchdogs} />
        )
      }
    </Shown>
  );
}

function Rows({ watchdogs }: { readonly watchdogs: readonly WatchdogShown[] }): VNode {
  const { t, duration } = useTexts();
  const now = useNow(5_000);
  return (
    <table class="rows stacked">
      <thead>
        <tr>
          <th scope="col">{t('tenants.name')}</th>
          <th scope="col" class="wide">
            {t('groups.state')}
          </th>
          <th scope="col" class="figure spare">
            {t('watchdogs.every')}
          </th>
          <th scope="col" class="figure spare">
            {t('watchdogs.grace')}
          </th>
          <th scope="col" class="figure">
            {t('watchdogs.last_seen')}
          </th>
        </tr>
      </thead>
      <tbody>
        {watchdogs.map((watchdog) => (
          <tr key={watchdog.name}>
            <th scope="row">{watchdog.name}</th>
            <td>
              <Tag mood={MOODS[watchdog.state]}>{t(`watchdogs.${watchdog.state}`)}</Tag>{' '}
              {watchdog.silentSince !== undefined && (
                <span class="muted">
                  {t('watchdogs.silent_since')} <When at={watchdog.silentSince} now={now} />
                </span>
              )}
            </td>
            <td class="figure spare">{duration(watchdog.everySeconds * 1_000)}</td>
            <td class="figure spare">{duration(watchdog.graceSeconds * 1_000)}</td>
            <td class="figure">
              {watchdog.lastSeenAt === undefined ? (
                t('tenants.never')
              ) : (
                <When at={watchdog.lastSeenAt} now={now} isRelative />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

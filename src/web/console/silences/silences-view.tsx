import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Expired, SilenceList, SilenceShown } from '../../../core/api/silences.ts';
import { Choice } from '../../frame/choice.tsx';
import { postJson } from '../../frame/load-json.ts';
import { type Mood, SaidLine, Tag, ViewHeader, When } from '../frame/parts.tsx';
import { changeQuery, Link, pathTo, type Route } from '../frame/route.tsx';
import { API, useSession } from '../frame/session.ts';
import { Shown, StateMessage } from '../frame/state-message.tsx';
import { TenantChoice, useTenant } from '../frame/tenant-choice.tsx';
import { useTexts } from '../frame/texts.ts';
import { useApi, useDeed } from '../frame/use-api.ts';
import { useNow } from '../frame/use-now.ts';

const MOODS: Readonly<Record<SilenceShown['state'], Mood>> = { active: 'warning', pending: 'info', expired: 'quiet' };

/** The silences of a tenant's Alertmanagers, and the way to end one. */
export function SilencesView({ route }: { readonly route: Route }): VNode {
  const { t } = useTexts();
  const tenant = useTenant(route);
  const expired = route.query.get('expired') === 'true' ? 'true' : 'false';
  return (
    <>
      <ViewHeader title={t('view.silences')} about={t('silences.about')} />
      <div class="toolbar">
        <TenantChoice tenant={tenant} />
        <Choice
          label={t('silences.which')}
          value={expired}
          options={[
            ['false', t('silences.current')],
            ['true', t('silences.all')],
          ]}
          onChange={(chosen) => changeQuery({ expired: chosen === 'true' ? chosen : '' })}
        />
      </div>
      {tenant === undefined ? (
        <StateMessage title={t('shell.choose_tenant')} />
      ) : (
        <Silences key={tenant} tenant={tenant} expired={expired} />
      )}
    </>
  );
}

function Silences({ tenant, expired }: { readonly tenant: string; readonly expired: string }): VNode {
  const { t } = useTexts();
  const path = `/tenants/${encodeURIComponent(tenant)}/silences`;
  const loaded = useApi<SilenceList>(`${path}?expired=${expired}`);
  const now = useNow(10_000);
  const deed = useDeed();
  const end = ({ alertmanager, id }: SilenceShown): void =>
    deed.run(async () => {
      const target = [alertmanager, id].map(encodeURIComponent).join('/');
      await postJson<Expired>(`${API}${path}/${target}/expire`, {});
      loaded.reload();
      return t('silences.ended');
    });
  return (
    <>
      <SaidLine said={deed.said} />
      <div class="view">
        <Shown
          loaded={loaded}
          absent={
            <StateMessage title={t('silences.no_alertmanager')}>{t('silences.no_alertmanager_hint')}</StateMessage>
          }
        >
          {({ silences }) =>
            silences.length === 0 ? (
              <StateMessage title={t('silences.none')}>{t('silences.none_hint')}</StateMessage>
            ) : (
              <ul class="silences">
                {silences.map((silence) => (
                  <li key={`${silence.alertmanager}/${silence.id}`}>
                    <Silence
                      silence={silence}
                      tenant={tenant}
                      now={now}
                      isBusy={deed.isBusy}
                      onEnd={() => end(silence)}
                    />
                  </li>
                ))}
              </ul>
            )
          }
        </Shown>
      </div>
    </>
  );
}

function Silence(props: {
  readonly silence: SilenceShown;
  readonly tenant: string;
  readonly now: number;
  readonly isBusy: boolean;
  onEnd(): void;
}): VNode {
  const { t } = useTexts();
  const session = useSession();
  const { silence, tenant, now, isBusy, onEnd } = props;
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      <div>
        <p class="labels">
          <Tag mood={MOODS[silence.state]}>{t(`silences.${silence.state}`)}</Tag>
          {silence.matchers.map((matcher) => (
            <code key={matcher}>{matcher}</code>
          ))}
        </p>
        <p>
          {silence.comment} <span class="muted">– {silence.createdBy}</span>
        </p>
        <p class="muted">
          {silence.alertmanager} · {t('silences.until')} <When at={silence.endsAt} now={now} /> (
          <When at={silence.endsAt} now={now} isRelative />){silence.whileFiring && ` · ${t('silences.while_firing')}`}
        </p>
      </div>
      <p class="deeds">
        {silence.group !== undefined && <Link to={pathTo(['groups', tenant, silence.group])}>{t('why.group')}</Link>}
        <a class="button" href={silence.url} target="_blank" rel="noopener noreferrer">
          Alertmanager
        </a>
        {silence.state !== 'expired' && session.may('expire') && (
          <button
            type="button"
            class={isAsked ? 'button solid danger' : 'button'}
            disabled={isBusy}
            onBlur={() => setAsked(false)}
            onClick={() => (isAsked ? onEnd() : setAsked(true))}
          >
            {t(isAsked ? 'silences.end_really' : 'silences.end')}
          </button>
        )}
      </p>
    </>
  );
}

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { DeadLetter, DeadLetterList, Dropped, Replayed } from '../../../core/api/dead-letters.ts';
import { Choice } from '../../frame/choice.tsx';
import { deleteAt, postJson } from '../../frame/load-json.ts';
import { SaidLine, Severity, When } from '../frame/parts.tsx';
import { changeQuery, Link, pathTo } from '../frame/route.tsx';
import { API, useSession } from '../frame/session.ts';
import { Shown, StateMessage } from '../frame/state-message.tsx';
import { TenantChoice } from '../frame/tenant-choice.tsx';
import { useTexts } from '../frame/texts.ts';
import { useApi, useDeed } from '../frame/use-api.ts';
import { useNow } from '../frame/use-now.ts';

/** As many as are shown at once; the newest. Those behind them are found by their reason. */
const SHOWN = 200;

/** One tenant's dead letters. */
export function LetterList({ tenant, reason }: { readonly tenant: string; readonly reason: string }): VNode {
  const { t } = useTexts();
  const path = `/tenants/${encodeURIComponent(tenant)}/dead-letters`;
  const wanted = new URLSearchParams({ limit: String(SHOWN), ...(reason === '' ? {} : { reason }) });
  const loaded = useApi<DeadLetterList>(`${path}?${wanted}`);
  const deeds = useLetterDeeds(`${API}${path}`, loaded.reload);
  const reasons = [...new Set([...(reason === '' ? [] : [reason]), ...(loaded.data?.deadLetters ?? []).map(reasonOf)])];
  return (
    <>
      <div class="toolbar">
        <TenantChoice tenant={tenant} />
        <Choice
          label={t('dead.reason')}
          value={reason}
          options={[['', t('groups.all')], ...reasons.map((each) => [each, each] as const)]}
          onChange={(chosen) => changeQuery({ reason: chosen })}
        />
        {deeds.mayReplay && (loaded.data?.deadLetters.length ?? 0) > 0 && (
          <button type="button" class="button primary" disabled={deeds.isBusy} onClick={() => deeds.replayAll(reason)}>
            {t(reason === '' ? 'dead.replay_all' : 'dead.replay_these')}
          </button>
        )}
      </div>
      <SaidLine said={deeds.said} />
      <div class="view">
        <Shown loaded={loaded}>
          {({ deadLetters, total }) =>
            deadLetters.length === 0 ? (
              <StateMessage title={t('dead.none')}>{t('dead.none_hint')}</StateMessage>
            ) : (
              <>
                <Letters letters={deadLetters} tenant={tenant} deeds={deeds} />
                {deadLetters.length < total && reason === '' && (
                  <p class="inset muted">{t('dead.more', { count: total - deadLetters.length })}</p>
                )}
              </>
            )
          }
        </Shown>
      </div>
    </>
  );
}

function reasonOf({ reason }: DeadLetter): string {
  return reason;
}

type LetterDeeds = ReturnType<typeof useLetterDeeds>;

function useLetterDeeds(url: string, reload: () => void) {
  const { t } = useTexts();
  const session = useSession();
  const { said, isBusy, run } = useDeed();
  const replay = (target: string): void =>
    run(async () => {
      const { replayed } = await postJson<Replayed>(target, {});
      reload();
      return t('dead.replayed', { count: replayed });
    });
  return {
    said,
    isBusy,
    mayReplay: session.may('replay'),
    replayAll: (reason: string) => replay(`${url}/replay${reason === '' ? '' : `?${new URLSearchParams({ reason })}`}`),
    replay: (id: string) => replay(`${url}/${encodeURIComponent(id)}/replay`),
    drop: (id: string) =>
      run(async () => {
        const dropped = await deleteAt<Dropped>(`${url}/${encodeURIComponent(id)}`);
        reload();
        return t('dead.dropped', { count: dropped?.dropped ?? 0 });
      }),
  };
}

function Letters(props: {
  readonly letters: readonly DeadLetter[];
  readonly tenant: string;
  readonly deeds: LetterDeeds;
}): VNode {
  const { t } = useTexts();
  const now = useNow(10_000);
  return (
    <table class="rows stacked">
      <thead>
        <tr>
          <th scope="col" class="wide">
            {t('group.title')}
          </th>
          <th scope="col" class="spare">
            {t('groups.severity')}
          </th>
          <th scope="col">{t('dead.reason')}</th>
          <th scope="col" class="figure spare">
            {t('dead.given_up')}
          </th>
          <th scope="col">{t('group.actions')}</th>
        </tr>
      </thead>
      <tbody>
        {props.letters.map((letter) => (
          <Letter key={letter.id} letter={letter} tenant={props.tenant} deeds={props.deeds} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function Letter(props: {
  readonly letter: DeadLetter;
  readonly tenant: string;
  readonly deeds: LetterDeeds;
  readonly now: number;
}): VNode {
  const { t } = useTexts();
  const { letter, tenant, deeds, now } = props;
  const [isAsked, setAsked] = useState(false);
  const { alertname, ...others } = letter.groupLabels;
  const labels = Object.entries(others).map(([name, value]) => `${name}=${value}`);
  return (
    <tr>
      <th scope="row">
        <Link to={pathTo(['groups', tenant, letter.id])}>{alertname ?? labels.join(' ')}</Link>
        <div class="muted">{[letter.receiver, ...labels].join(' · ')}</div>
      </th>
      <td class="spare">
        <Severity severity={letter.severity} />
      </td>
      <td>
        <code>{letter.reason}</code>
        <div class="muted">{letter.detail}</div>
      </td>
      <td class="figure spare">
        <When at={letter.givenUpAt} now={now} isRelative />
      </td>
      <td>
        {deeds.mayReplay && (
          <span class="deeds">
            <button type="button" class="button" disabled={deeds.isBusy} onClick={() => deeds.replay(letter.id)}>
              {t('group.do.replay')}
            </button>
            <button
              type="button"
              class={isAsked ? 'button solid danger' : 'button'}
              disabled={deeds.isBusy}
              onBlur={() => setAsked(false)}
              onClick={() => (isAsked ? deeds.drop(letter.id) : setAsked(true))}
            >
              {t(isAsked ? 'dead.drop_really' : 'dead.drop')}
            </button>
          </span>
        )}
      </td>
    </tr>
  );
}

import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Session, SignInWays } from '../../core/api/session.ts';
import { LoadError, postJson } from '../frame/load-json.ts';
import { Notice } from '../frame/notice.tsx';
import { useLoaded } from '../frame/use-loaded.ts';
import { Appearance } from './frame/appearance.tsx';
import { Bell } from './frame/bell.tsx';
import { API } from './frame/session.ts';
import { useTexts } from './frame/texts.ts';
import { reasonOf } from './frame/use-api.ts';
import { endedSignIn, rememberPlace } from './frame/way-back.ts';

/** Where people say who they are: with a token, or at the company's own sign-in where there is one. */
export function SignIn(props: { onSignedIn(): void; onLanguage(locale: string): void }): VNode {
  const ways = useLoaded<SignInWays>(`${API}/sign-in`);
  const oidc = ways.data?.oidc;
  return (
    <main class="sign-in">
      <TokenForm onSignedIn={props.onSignedIn}>{oidc !== undefined && <Provider oidc={oidc} />}</TokenForm>
      <Appearance onLanguage={props.onLanguage} />
    </main>
  );
}

/** The way to the provider, and what came of it when somebody went there. */
function Provider({ oidc }: { readonly oidc: NonNullable<SignInWays['oidc']> }): VNode {
  const { t, tOr } = useTexts();
  const ended = endedSignIn();
  const said = ended && tOr(`sign_in.ended.${ended.outcome}`, '').replace('{{claim}}', oidc.claim);
  return (
    <>
      {said !== undefined && said !== '' && <Notice isFault={ended?.outcome !== 'choose'}>{said}</Notice>}
      {ended?.tenants.map((id) => (
        <a key={id} class="button" href={`${oidc.url}?tenant=${id}`}>
          {id}
        </a>
      ))}
      <a class="button primary" href={oidc.url} onClick={rememberPlace}>
        {t('sign_in.with', { provider: oidc.label })}
      </a>
      <p class="or">{t('sign_in.or')}</p>
    </>
  );
}

function TokenForm(props: { onSignedIn(): void; readonly children: VNode | false }): VNode {
  const { t } = useTexts();
  const [fault, setFault] = useState<string>();
  const [isBusy, setBusy] = useState(false);
  const send = (event: SubmitEvent & { readonly currentTarget: HTMLFormElement }): void => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const token = String(form.get('token') ?? '').trim();
    const actor = String(form.get('actor') ?? '').trim();
    setBusy(true);
    void postJson<Session>(`${API}/session`, { token, ...(actor === '' ? {} : { actor }) })
      .then(props.onSignedIn, (error: unknown) =>
        setFault(error instanceof LoadError && error.status === 401 ? t('sign_in.wrong') : reasonOf(error)),
      )
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={send}>
      <h1>
        <Bell /> Tocsin
      </h1>
      {props.children}
      <label class="choice">
        <span>{t('sign_in.actor')}</span>
        <input class="field" name="actor" autocomplete="username" maxLength={64} pattern="[\x20-\x7e]*" />
      </label>
      <label class="choice">
        <span>{t('sign_in.token')}</span>
        <input class="field" name="token" type="password" autocomplete="current-password" required />
      </label>
      {fault !== undefined && <Notice isFault>{fault}</Notice>}
      <button type="submit" class={props.children === false ? 'button primary' : 'button'} disabled={isBusy}>
        {t('sign_in.do')}
      </button>
    </form>
  );
}

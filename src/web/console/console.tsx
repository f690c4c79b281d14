import type { VNode } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Session } from '../../core/api/session.ts';
import { deleteAt } from '../frame/load-json.ts';
import { useLoaded } from '../frame/use-loaded.ts';
import { API, SessionContext, type SignedIn } from './frame/session.ts';
import { Shown } from './frame/state-message.tsx';
import {
  hasChosenLanguage,
  loadTexts,
  preferredLanguage,
  rememberLanguage,
  type Texts,
  TextsContext,
} from './frame/texts.ts';
import { returnToPlace } from './frame/way-back.ts';
import { Shell } from './shell.tsx';
import { SignIn } from './sign-in.tsx';

/** The operators' page, in the language of whoever reads it. */
export function Console(): VNode | null {
  const [locale, setLocale] = useState(preferredLanguage);
  const [texts, setTexts] = useState<Texts>();
  useEffect(() => {
    void loadTexts(locale).then((loaded) => {
      document.documentElement.lang = locale;
      setTexts(loaded);
    });
  }, [locale]);
  const choose = useCallback((chosen: string) => {
    rememberLanguage(chosen);
    setLocale(chosen);
  }, []);
  if (texts === undefined) return null;
  return (
    <TextsContext.Provider value={texts}>
      <Door onLanguage={choose} onGreeting={setLocale} />
    </TextsContext.Provider>
  );
}

/** The sign-in for those who are not known, and everything else for those who are. */
function Door(props: { onLanguage(locale: string): void; onGreeting(locale: string): void }): VNode {
  const { onLanguage, onGreeting } = props;
  const loaded = useLoaded<Session>(`${API}/session`);
  const { data, fault, reload } = loaded;
  const isOut = fault?.status === 401;
  const session = useMemo(
    () => (data === undefined || isOut ? undefined : signedIn(data, reload)),
    [data, isOut, reload],
  );
  useEffect(() => {
    if (session?.locale !== undefined && !hasChosenLanguage()) onGreeting(session.locale);
  }, [session, onGreeting]);
  useEffect(() => {
    if (session !== undefined) returnToPlace();
  }, [session]);
  if (isOut) return <SignIn onSignedIn={reload} onLanguage={onLanguage} />;
  if (session === undefined) return <Shown loaded={loaded}>{() => null}</Shown>;
  return (
    <SessionContext.Provider value={session}>
      <Shell onLanguage={onLanguage} />
    </SessionContext.Provider>
  );
}

function signedIn(session: Session, reload: () => void): SignedIn {
  const permissions = new Set(session.permissions);
  return {
    ...session,
    may: (permission) => permissions.has(permission),
    recheck: reload,
    signOut: () => void deleteAt(`${API}/session`).finally(reload),
  };
}

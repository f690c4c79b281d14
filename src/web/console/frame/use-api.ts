import { useEffect, useState } from 'preact/hooks';
import { LoadError } from '../../frame/load-json.ts';
import { type Loaded, useLoaded } from '../../frame/use-loaded.ts';
import { API, useSession } from './session.ts';
import { useTexts } from './texts.ts';

/** What an endpoint of the admin API answers; a session that ended leads back to the sign-in. */
export function useApi<Type>(path: string | undefined): Loaded<Type> {
  const { recheck } = useSession();
  const loaded = useLoaded<Type>(path === undefined ? undefined : `${API}${path}`);
  const isOut = loaded.fault?.status === 401;
  // Once: another tenant is refused like an unknown token, and the session may well stand.
  useEffect(() => {
    if (isOut) recheck();
  }, [isOut, recheck]);
  return loaded;
}

/** What came of something that a person did. */
export interface Said {
  readonly text: string;
  readonly isFault: boolean;
}

/** Does what people ask for, one thing at a time, and tells what came of it. */
export function useDeed(): {
  readonly said: Said | undefined;
  readonly isBusy: boolean;
  /** `deed` answers what is to be said. */
  run(deed: () => Promise<string>): void;
} {
  const session = useSession();
  const { t } = useTexts();
  const [said, setSaid] = useState<Said>();
  const [isBusy, setBusy] = useState(false);
  const run = (deed: () => Promise<string>): void => {
    if (isBusy) return;
    setBusy(true);
    setSaid(undefined);
    void deed()
      .then(
        (text) => setSaid({ text, isFault: false }),
        (error: unknown) => {
          if (error instanceof LoadError && error.status === 401) session.recheck();
          setSaid({ text: t('shell.refused', { reason: reasonOf(error) }), isFault: true });
        },
      )
      .finally(() => setBusy(false));
  };
  return { said, isBusy, run };
}

/** What an error says. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

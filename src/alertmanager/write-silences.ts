/** Making, changing and ending silences where several Alertmanagers may take the request, and any may fail. */
import type { PlacedSilence, Silence, SilenceChange, SilenceDraft, SilencePlace } from '../actions/alertmanagers.ts';
import { type AlertmanagerApi, type Asked, silencePage } from './alertmanager-api.ts';
import { askAll, errorOf, mostTelling } from './ask-all.ts';
import type { Answer, Failure } from './judge-answer.ts';

/**
 * Makes the silence at the first that takes it. One that did not answer may have made it all the same: then nothing is
 * sent to another one, because two silences would need two to be ended. Whoever asks again with the same `requestId`
 * finds what was made.
 */
export async function createSilence(
  api: AlertmanagerApi,
  inTurn: readonly Asked[],
  draft: SilenceDraft,
): Promise<PlacedSilence> {
  const made = await findMade(api, inTurn, draft.origin.requestId);
  if (made.silence !== undefined) return made.silence;
  const failures: Failure[] = [];
  for (const asked of inTurn) {
    const answer = await api.create(asked, draft);
    if (answer.ok) return placed(asked, answer.value);
    if (answer.reason === 'alertmanager_refused') throw errorOf(answer);
    failures.push(answer);
    if (answer.reason !== 'alertmanager_in_doubt') continue;
    const found = await findMade(api, inTurn, draft.origin.requestId);
    if (found.silence !== undefined) return found.silence;
    throw errorOf(answer);
  }
  throw errorOf(mostTelling(failures));
}

async function findMade(
  api: AlertmanagerApi,
  all: readonly Asked[],
  requestId: string,
): Promise<{ readonly silence?: PlacedSilence }> {
  const answers = await askAll(all, (asked) => api.silences(asked), { isHurried: true });
  for (const { asked, answer } of answers) {
    const found = answer.ok ? answer.value.find((silence) => isMadeBy(silence, requestId)) : undefined;
    if (found !== undefined) return { silence: placed(asked, found.id) };
  }
  return {};
}

function isMadeBy({ origin, state }: Silence, requestId: string): boolean {
  return origin?.requestId === requestId && state !== 'expired';
}

/** The same change twice is the same change, so the peers are tried one after the other whatever the first one does. */
export async function updateSilence(
  api: AlertmanagerApi,
  inTurn: readonly Asked[],
  { id, ...change }: SilencePlace & SilenceChange,
): Promise<PlacedSilence> {
  return await firstOf(inTurn, async (asked) => {
    const known = await api.silence(asked, id);
    if (!known.ok) return known;
    if (known.value.status.state === 'expired') return gone(asked, 'the silence has ended already');
    const changed = await api.change(asked, known.value, change);
    return changed.ok ? { ok: true, value: placed(asked, changed.value) } : changed;
  });
}

/** As for changes: to end what has ended is no harm. */
export async function expireSilence(
  api: AlertmanagerApi,
  inTurn: readonly Asked[],
  { id }: SilencePlace,
): Promise<void> {
  await firstOf(inTurn, async (asked): Promise<Answer<void>> => {
    const known = await api.silence(asked, id);
    if (!known.ok) return known;
    return known.value.status.state === 'expired' ? { ok: true, value: undefined } : await api.expire(asked, id);
  });
}

/** The first success; a silence is gone when nobody has it and somebody said so. */
async function firstOf<T>(inTurn: readonly Asked[], attempt: (asked: Asked) => Promise<Answer<T>>): Promise<T> {
  const failures: Failure[] = [];
  for (const asked of inTurn) {
    const answer = await attempt(asked);
    if (answer.ok) return answer.value;
    if (answer.reason === 'alertmanager_refused') throw errorOf(answer);
    failures.push(answer);
  }
  throw errorOf(mostTelling(failures));
}

function gone({ alertmanager }: Asked, what: string): Failure {
  return { ok: false, reason: 'silence_gone', message: `Alertmanager ${alertmanager.name}: ${what}` };
}

function placed({ alertmanager }: Asked, id: string): PlacedSilence {
  return { alertmanager: alertmanager.name, id, url: silencePage(alertmanager, id) };
}

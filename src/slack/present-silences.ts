/** The silences that a group has: they can end at another time, or now. */
import type { Silence } from '../actions/alertmanagers.ts';
import { fromApi, textOfApi } from '../actions/silence-matchers.ts';
import { longestOf, objectionsTo, type ProposedSilence } from '../actions/silence-policy.ts';
import { previewOf } from '../actions/silence-preview.ts';
import { laterLength } from '../actions/silence-times.ts';
import { endSilence, moveSilenceEnd } from '../actions/silencing.ts';
import type { GroupSilence } from '../core/group.ts';
import { liveSilences } from '../groups/silences.ts';
import type { SilenceOutcome } from '../metrics/silence-outcomes.ts';
import { denialText } from '../render/denial-text.ts';
import { type ModalTurn, textIn } from './modal-turn.ts';
import type { ModalDrawing } from './modal-views.ts';
import { endIn, INPUTS, rightsOf, type SilenceCase, type SilenceModalParts, silencerOf } from './silence-case.ts';
import { presentForm, SHOWN_SILENCES, type SilenceShown } from './silence-form.ts';
import { endText, objectionLines } from './silence-words.ts';

/** The form of those that hold. With `trouble`, Alertmanager is not asked again. */
export async function drawPresentSilences(
  { alertmanagers }: SilenceModalParts,
  about: SilenceCase,
  { turn, trouble }: { readonly turn: ModalTurn; readonly trouble?: string | undefined },
): Promise<ModalDrawing> {
  const { metadata, person } = turn;
  const own = liveSilences(about.group, about.now).slice(0, SHOWN_SILENCES);
  const known = trouble === undefined ? await alertmanagers.silences(about.tenantId) : [];
  const silences = own.map((silence) => shown(silence, known));
  const [first] = silences;
  const values = turn.values ?? { [INPUTS.length]: laterLength(first?.silence.endsAt ?? about.now, about) };
  return presentForm({
    ...{ about, metadata, values, trouble },
    timeZone: person.timeZone,
    preview: endText(endIn(values, about), about.language),
    silences,
  });
}

function shown(silence: GroupSilence, known: readonly Silence[]): SilenceShown {
  const found = known.find(({ id }) => id === silence.id);
  if (found === undefined) return { silence };
  const { endsAt, matchers, url } = found;
  return { silence: { ...silence, endsAt }, known: { matchers: matchers.map(textOfApi), url } };
}

export interface Outcome {
  readonly outcome: Exclude<SilenceOutcome, 'failed'>;
  /** The reason, where it was not done. */
  readonly trouble?: string;
}

/** Ends the silence whose button was used. */
export async function endPresentSilence(
  parts: SilenceModalParts,
  about: SilenceCase,
  turn: ModalTurn,
): Promise<Outcome> {
  const { tenantId, group, language } = about;
  const { userId } = turn.person;
  const verdict = await parts.may({ tenantId, userId, permission: 'expire', receiver: group.receiver });
  if (!verdict.allowed) return { outcome: 'not_permitted', trouble: denialText(verdict, about.language) };
  const wanted = group.silences?.find(({ id }) => id === turn.used?.value);
  if (wanted === undefined) return { outcome: 'refused', trouble: language.phrase('trouble.silence_gone') };
  await endSilence(parts, silencerOf(about, turn), wanted);
  return { outcome: 'done' };
}

/** Lets the chosen silence end when the form says. */
export async function movePresentSilence(
  parts: SilenceModalParts,
  about: SilenceCase,
  turn: ModalTurn,
): Promise<Outcome> {
  const { group, language, now } = about;
  const allowed = await rightsOf(parts, about, turn.person.userId);
  if ('denied' in allowed) return { outcome: 'not_permitted', trouble: denialText(allowed.denied, about.language) };
  const own = liveSilences(group, now);
  const chosen = textIn(turn.values, INPUTS.which);
  const wanted = chosen === '' ? own[0] : own.find(({ id }) => id === chosen);
  if (wanted === undefined) return { outcome: 'refused', trouble: language.phrase('trouble.silence_gone') };
  const end = endIn(turn.values, about);
  if ('fault' in end) return { outcome: 'refused', trouble: endText(end, language) };
  if (end.endsAt < wanted.endsAt) {
    const may = await parts.may({
      ...{ tenantId: about.tenantId, userId: turn.person.userId },
      ...{ permission: 'expire', receiver: group.receiver },
    });
    if (!may.allowed) return { outcome: 'not_permitted', trouble: denialText(may, language) };
  }
  const proposed = await asProposed(parts, about, { wanted, lengthMs: end.endsAt - now });
  if (proposed === undefined) return { outcome: 'refused', trouble: language.phrase('trouble.silence_gone') };
  const objections = objectionLines(objectionsTo(proposed, allowed.rights), { ...allowed, language });
  if (objections.length > 0) return { outcome: 'refused', trouble: objections.join('\n') };
  await moveSilenceEnd(parts, silencerOf(about, turn), {
    silence: wanted,
    endsAt: end.endsAt,
    longestMs: longestOf(proposed, allowed.rights),
  });
  return { outcome: 'done' };
}

/** Whoever made it, and however broad: to let it last longer is to silence what it hits. Undefined when it is gone. */
async function asProposed(
  { alertmanagers }: SilenceModalParts,
  { tenantId, group }: SilenceCase,
  { wanted, lengthMs }: { readonly wanted: GroupSilence; readonly lengthMs: number },
): Promise<ProposedSilence | undefined> {
  const found = (await alertmanagers.silences(tenantId)).find(({ id }) => id === wanted.id);
  if (found === undefined) return undefined;
  const { outside } = previewOf(await alertmanagers.alerts(tenantId, { matchers: found.matchers }), group);
  return { matchers: fromApi(found.matchers), lengthMs, outside: outside.length };
}

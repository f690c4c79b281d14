/** A new silence: the form with what it would hit, and what comes of its submission. */
import { missingOf } from '../actions/only-matchers.ts';
import { matchersOfGroup, printMatchers, toApi } from '../actions/silence-matchers.ts';
import { longestOf, objectionsTo } from '../actions/silence-policy.ts';
import { previewOf, type SilencePreview } from '../actions/silence-preview.ts';
import { silence } from '../actions/silencing.ts';
import type { SilenceOutcome } from '../metrics/silence-outcomes.ts';
import { codeSpan } from '../render/code-span.ts';
import { denialText } from '../render/denial-text.ts';
import type { Language } from '../render/language.ts';
import type { Matcher } from '../routing/matcher.ts';
import { type ModalTurn, textIn } from './modal-turn.ts';
import { type ModalDrawing, section } from './modal-views.ts';
import {
  endIn,
  INPUTS,
  isWhileFiring,
  matchersIn,
  rightsOf,
  type SilenceCase,
  type SilenceModalParts,
  silencerOf,
} from './silence-case.ts';
import { newForm } from './silence-form.ts';
import { adviceText, endText, lineFaultsText, linkTo, objectionLines, previewText } from './silence-words.ts';

/** The form, with the group's own matchers at first. With `trouble`, Alertmanager is not asked again. */
export async function drawNewSilence(
  parts: SilenceModalParts,
  about: SilenceCase,
  { turn, trouble }: { readonly turn: ModalTurn; readonly trouble?: string | undefined },
): Promise<ModalDrawing> {
  const { values, metadata, person } = turn;
  const matchers =
    values === undefined ? printMatchers(await ownMatchers(parts, about)) : textIn(values, INPUTS.matchers);
  const preview = trouble === undefined ? await previewSaid(parts, about, { turn, matchers }) : '';
  return newForm({
    ...{ about, metadata, values, matchers, trouble },
    timeZone: person.timeZone,
    preview: preview === '' ? endText(endIn(values, about), about.language) : preview,
  });
}

async function ownMatchers({ alertmanagers }: SilenceModalParts, { tenantId, group }: SilenceCase) {
  return matchersOfGroup(group, await alertmanagers.groupBy(tenantId, group));
}

/** What stands below the matchers: what they hit, until when, and what stands against it. */
async function previewSaid(
  parts: SilenceModalParts,
  about: SilenceCase,
  { turn, matchers }: { readonly turn: ModalTurn; readonly matchers: string },
): Promise<string> {
  const { language, now } = about;
  const read = matchersIn({ [INPUTS.matchers]: matchers });
  if ('faults' in read) return `⚠️ ${lineFaultsText(read.faults, { language, isPlain: false })}`;
  if (read.matchers.length === 0) {
    const key = turn.values === undefined ? 'silence.nothing_exact' : 'silence.no_matchers';
    return `⚠️ ${adviceText(key, { language, isPlain: false })}`;
  }
  const end = endIn(turn.values, about);
  const allowed = await rightsOf(parts, about, turn.person.userId);
  const preview = hasCondition(read.matchers) ? await previewNow(parts, about, read.matchers) : undefined;
  const lengthMs = 'endsAt' in end ? end.endsAt - now : 0;
  const proposed = { matchers: read.matchers, lengthMs, outside: preview?.outside.length ?? 0 };
  const objections =
    'denied' in allowed
      ? []
      : objectionLines(objectionsTo(proposed, allowed.rights), { ...allowed, language, sign: '⛔ ' });
  return [
    ...(preview === undefined ? [] : [`🔕 ${previewText(preview, language)}`]),
    ...onlyText(parts, about, read.matchers),
    `${'fault' in end ? '⚠️' : '⏱'} ${endText(end, language)}`,
    ...objections,
  ].join('\n');
}

/** What goes into the silence because tenants share the Alertmanager, and was not written. */
function onlyText(
  { alertmanagers }: SilenceModalParts,
  { tenantId, language }: Pick<SilenceCase, 'tenantId' | 'language'>,
  matchers: readonly Matcher[],
): readonly string[] {
  const missing = alertmanagers.only(tenantId).map((only) => missingOf(matchers.map(toApi), only));
  const sets = missing
    .filter((each) => each.length > 0)
    .map((each) => each.map(({ text }) => codeSpan(text)).join(' '));
  return [...new Set(sets)].map((each) => `🔒 ${language.phrase('silence.only', { matchers: each })}`);
}

/** Without one, Alertmanager would not even say what they hit. */
function hasCondition(matchers: readonly Matcher[]): boolean {
  return matchers.some((matcher) => !matcher.matches({}));
}

async function previewNow(
  { alertmanagers }: SilenceModalParts,
  { tenantId, group }: SilenceCase,
  matchers: readonly Matcher[],
): Promise<SilencePreview> {
  return previewOf(await alertmanagers.alerts(tenantId, { matchers: matchers.map(toApi) }), group);
}

/** What is wrong with the inputs by themselves. */
export function newSilenceFaults(turn: ModalTurn, about: Pick<SilenceCase, 'language' | 'now' | 'zone'>) {
  const { language } = about;
  const read = matchersIn(turn.values);
  const end = endIn(turn.values, about);
  return {
    ...('faults' in read ? { [INPUTS.matchers]: lineFaultsText(read.faults, { language, isPlain: true }) } : {}),
    ...('matchers' in read && read.matchers.length === 0
      ? { [INPUTS.matchers]: adviceText('silence.no_matchers', { language, isPlain: true }) }
      : {}),
    ...('fault' in end
      ? { [end.fault === 'missing' ? INPUTS.duration : faultyInput(turn)]: endText(end, language) }
      : {}),
  };
}

function faultyInput({ values }: ModalTurn): string {
  return textIn(values, INPUTS.duration) === '' ? INPUTS.date : INPUTS.duration;
}

/** Makes it, unless something stands against it. `outcome` is for the metric. */
export async function submitNewSilence(
  parts: SilenceModalParts,
  about: SilenceCase,
  turn: ModalTurn,
): Promise<{ readonly outcome: Exclude<SilenceOutcome, 'failed'>; readonly drawing: ModalDrawing }> {
  const { language, now, tenantId, group } = about;
  const refuse = async (trouble: string) => await drawNewSilence(parts, about, { turn, trouble });
  const allowed = await rightsOf(parts, about, turn.person.userId);
  if ('denied' in allowed)
    return { outcome: 'not_permitted', drawing: await refuse(denialText(allowed.denied, about.language)) };
  const read = matchersIn(turn.values);
  const end = endIn(turn.values, about);
  // What was checked when it was submitted may be over by now.
  if ('faults' in read)
    return { outcome: 'refused', drawing: await refuse(lineFaultsText(read.faults, { language, isPlain: false })) };
  if ('fault' in end) return { outcome: 'refused', drawing: await refuse(endText(end, language)) };
  const { matchers } = read;
  const preview = hasCondition(matchers) ? await previewNow(parts, about, matchers) : undefined;
  const proposed = { matchers, lengthMs: end.endsAt - now, outside: preview?.outside.length ?? 0 };
  const objections = objectionLines(objectionsTo(proposed, allowed.rights), { ...allowed, language });
  if (objections.length > 0) return { outcome: 'refused', drawing: await refuse(objections.join('\n')) };
  const comment = textIn(turn.values, INPUTS.comment);
  const made = await silence(
    parts,
    { ...silencerOf(about, turn), deedId: deedOf(turn) },
    {
      matchers,
      endsAt: end.endsAt,
      comment,
      unsaid: defaultComment(about, group.receiver),
      whileFiring: isWhileFiring(turn.values),
      longestMs: longestOf(proposed, allowed.rights),
    },
  );
  parts.logger.info(
    { tenant: tenantId, group: group.id, by: turn.person.userId, silence: made.id, alertmanager: made.alertmanager },
    'a silence was made',
  );
  const only = onlyText(parts, about, matchers);
  return { outcome: 'done', drawing: madeDrawing(about, { preview, only, endsAt: end.endsAt, url: made.url }) };
}

/** The same content from the same form is the same silence, however often it has to be submitted. */
function deedOf({ person, metadata, values }: ModalTurn): string {
  return JSON.stringify([person.userId, metadata.began, Object.entries(values ?? {}).sort()]);
}

/** In the tenant's language: others read it on Alertmanager's page. */
function defaultComment({ tenant }: SilenceCase, receiver: string): string {
  return tenant
    .language({ locale: tenant.locale, timeZone: tenant.timeZone })
    .phrase('silence.no_comment', { receiver });
}

function madeDrawing(
  { language }: { readonly language: Language },
  made: {
    readonly preview: SilencePreview | undefined;
    readonly only: readonly string[];
    readonly endsAt: number;
    readonly url: string;
  },
): ModalDrawing {
  const lines = [
    `✅ *${language.phrase('silence.made', { time: language.formats.moment(made.endsAt, 'time') })}*`,
    ...(made.preview === undefined ? [] : [previewText(made.preview, language)]),
    ...made.only,
    linkTo(made.url, language.phrase('told.silence_page')),
  ];
  return {
    title: language.phrase('silence.title'),
    blocks: [section(lines.join('\n'))],
    close: language.phrase('modal.close'),
    metadata: {},
  };
}

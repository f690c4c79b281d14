/** The forms of the silence modal: a new silence, and those that the group has. */
import type { types } from '@slack/bolt';
import { type SilenceLength, silenceEnd } from '../actions/silence-times.ts';
import type { GroupSilence } from '../core/group.ts';
import { clockDigits } from '../render/clock-digits.ts';
import { dataLine, dataText } from '../render/escape.ts';
import type { Language } from '../render/language.ts';
import { personText } from '../render/person-text.ts';
import type { ModalValues } from './modal-turn.ts';
import { textIn } from './modal-turn.ts';
import {
  button,
  type Choice,
  input,
  type ModalDrawing,
  option,
  plain,
  section,
  select,
  textInput,
} from './modal-views.ts';
import { INPUTS, isWhileFiring, lengthIn, type SilenceCase } from './silence-case.ts';
import { linkTo, SYNTAX } from './silence-words.ts';

/** Buttons within the modal. */
export const SILENCE_BUTTONS = { end: 'silence_end', another: 'silence_another' } as const;

/** Silences that the form shows; older ones are Alertmanager's to show. */
export const SHOWN_SILENCES = 5;

const COMMENT_CHARS = 300;
const MATCHER_CHARS = 1_000;

export interface NewForm {
  readonly about: SilenceCase;
  readonly metadata: Readonly<Record<string, string>>;
  readonly timeZone: string;
  readonly values: ModalValues | undefined;
  /** What the matchers are at first. */
  readonly matchers: string;
  /** What is said below the matchers. */
  readonly preview: string;
  /** Why the last turn came to nothing. */
  readonly trouble: string | undefined;
}

export function newForm(form: NewForm): ModalDrawing {
  const { about, metadata, values, matchers, preview, trouble } = form;
  const { language } = about;
  const say = (key: string) => language.phrase(`silence.${key}`);
  const isLong = isWhileFiring(values);
  const stays = option({ value: 'yes', text: say('while_firing') });
  return {
    title: say('title'),
    submit: say('submit'),
    close: language.phrase('modal.cancel'),
    metadata,
    blocks: [
      ...troubleBlocks(trouble),
      ...lengthBlocks(form, say('how_long')),
      textInput(
        {
          id: INPUTS.matchers,
          label: say('matchers'),
          hint: language.phrase('silence.matchers_hint', SYNTAX),
          isMultiline: true,
          isLive: true,
        },
        values === undefined ? matchers : textIn(values, INPUTS.matchers),
      ),
      { ...section(preview), block_id: 'preview' },
      textInput({ id: INPUTS.comment, label: say('comment'), isOptional: true }, textIn(values, INPUTS.comment)),
      input(
        { id: INPUTS.whileFiring, label: say('lasting'), isOptional: true },
        {
          type: 'checkboxes',
          action_id: INPUTS.whileFiring,
          options: [stays],
          ...(isLong ? { initial_options: [stays] } : {}),
        },
      ),
    ],
  };
}

export interface SilenceShown {
  readonly silence: GroupSilence;
  /** As Alertmanager has it now; absent while it could not be asked. */
  readonly known?: { readonly matchers: readonly string[]; readonly url: string };
}

/** The group's silences, to let them end at another time, or now. */
export function presentForm(
  form: Omit<NewForm, 'matchers'> & { readonly silences: readonly SilenceShown[] },
): ModalDrawing {
  const { about, metadata, values, preview, trouble, silences } = form;
  const { language } = about;
  const say = (key: string) => language.phrase(`silence.${key}`);
  const choices = silences.map(({ silence }) => ({ value: silence.id, text: choiceText(silence, form) }));
  const which = textIn(values, INPUTS.which) || choices[0]?.value;
  return {
    title: say('title'),
    submit: say('move_end'),
    close: language.phrase('modal.close'),
    metadata,
    blocks: [
      ...troubleBlocks(trouble),
      ...silences.map((shown) => silenceBlock(shown, language)),
      { type: 'divider' },
      ...(choices.length > 1 ? [select({ id: INPUTS.which, label: say('which') }, choices, which)] : []),
      ...lengthBlocks(form, say('new_end')),
      { ...section(preview), block_id: 'preview' },
      {
        type: 'actions',
        block_id: SILENCE_BUTTONS.another,
        elements: [button({ id: SILENCE_BUTTONS.another, value: 'new', text: say('another') })],
      },
    ],
  };
}

function silenceBlock({ silence, known }: SilenceShown, language: Language): types.SectionBlock {
  const { by, createdBy, comment, endsAt, whileFiring } = silence;
  const say = (key: string) => language.phrase(`silence.${key}`);
  const person = by === undefined ? dataLine(createdBy, COMMENT_CHARS) : personText(by);
  const until = language.phrase('silence.until', { time: language.formats.moment(endsAt, 'time') });
  const lines = [
    `*${until}* · ${person}${whileFiring ? ` · ${say('while_firing')}` : ''}`,
    comment === '' ? '' : language.phrase('text.quote', { text: dataText(comment, COMMENT_CHARS) }),
    known === undefined ? '' : `\`${dataLine(known.matchers.join(', '), MATCHER_CHARS)}\``,
    known === undefined ? '' : linkTo(known.url, language.phrase('told.silence_page')),
  ];
  const confirm = {
    title: plain(say('end_now'), 100),
    text: plain(say('end_question'), 300),
    confirm: plain(say('end_now'), 30),
    deny: plain(language.phrase('modal.cancel'), 30),
  };
  const end = { id: SILENCE_BUTTONS.end, value: silence.id, text: say('end_now'), style: 'danger' } as const;
  return section(lines.filter((line) => line !== '').join('\n'), button(end, confirm));
}

function choiceText(
  { endsAt, comment, createdBy }: GroupSilence,
  { about, timeZone }: Pick<NewForm, 'about' | 'timeZone'>,
): string {
  const { locale } = about.language;
  const until = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short', timeZone });
  return `${until.format(endsAt)} · ${dataLine(comment || createdBy, 40)}`;
}

function troubleBlocks(trouble: string | undefined): readonly types.KnownBlock[] {
  return trouble === undefined ? [] : [section(`⚠️ ${trouble}`)];
}

/** The choice of a length, and the fields for one's own when that is chosen. */
function lengthBlocks(
  { about, values, timeZone }: Pick<NewForm, 'about' | 'values' | 'timeZone'>,
  label: string,
): readonly types.InputBlock[] {
  const { language } = about;
  const say = (key: string) => language.phrase(`silence.${key}`);
  const { length, duration = '', date, time } = lengthIn(values);
  const choice = select({ id: INPUTS.length, label, isLive: true }, lengthChoices(about, timeZone), length);
  if (length !== 'custom') return [choice];
  return [
    choice,
    textInput(
      { id: INPUTS.duration, label: say('duration'), placeholder: '90m · 2d', isOptional: true, isLive: true },
      duration,
    ),
    input(
      { id: INPUTS.date, label: say('date'), isOptional: true, isLive: true },
      { type: 'datepicker', action_id: INPUTS.date, ...(date === undefined ? {} : { initial_date: date }) },
    ),
    input(
      { id: INPUTS.time, label: say('time'), hint: timeZone, isOptional: true, isLive: true },
      { type: 'timepicker', action_id: INPUTS.time, ...(time === undefined ? {} : { initial_time: time }) },
    ),
  ];
}

function lengthChoices({ language, now, zone }: SilenceCase, timeZone: string): readonly Choice[] {
  const { formats, locale } = language;
  const written = (length: SilenceLength, options: Intl.DateTimeFormatOptions) => {
    const end = silenceEnd({ length }, { now, zone });
    return 'endsAt' in end ? new Intl.DateTimeFormat(locale, { ...options, timeZone }).format(end.endsAt) : '';
  };
  const clock = clockDigits(locale);
  const day = { day: 'numeric', month: 'short', ...clock } as const;
  return [
    { value: '1h', text: formats.duration(3_600_000) },
    { value: '4h', text: formats.duration(4 * 3_600_000) },
    { value: 'tomorrow', text: language.phrase('silence.length.tomorrow', { time: written('tomorrow', clock) }) },
    { value: 'monday', text: language.phrase('silence.length.monday', { time: written('monday', day) }) },
    { value: 'custom', text: language.phrase('silence.length.custom') },
  ];
}

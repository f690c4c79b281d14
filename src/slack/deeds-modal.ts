/** What else people can do to a group: take it over, give it to somebody, comment, close it by hand. */
import type { types } from '@slack/bolt';
import type { Acknowledgement } from '../core/group.ts';
import { channelId, isGroupId, messageTs, type ReceiverName, type TenantId } from '../core/ids.ts';
import type { ReceiverPolicy } from '../core/policy.ts';
import { findShown, type ShownGroup } from '../groups/find-shown.ts';
import { type Deed, press, type ShownBy } from '../groups/press.ts';
import type { Store } from '../groups/store.ts';
import { denialText } from '../render/denial-text.ts';
import { dataLine, dataText } from '../render/escape.ts';
import type { Language } from '../render/language.ts';
import { personText } from '../render/person-text.ts';
import { ANNOTATION_CHARS, LABEL_CHARS } from '../render/slack-limits.ts';
import { type ModalKind, type ModalTurn, textIn } from './modal-turn.ts';
import { button, type ModalDrawing, plain, section, textInput, usersInput } from './modal-views.ts';
import { type PressingParts, tryPress, type Words } from './try-press.ts';

/** Slack's `callback_id`. */
export const DEEDS_MODAL = 'deeds';

const ASSIGN = 'assign';
const COMMENT = 'comment';

export type PolicyOf = (tenantId: TenantId, receiver: ReceiverName) => ReceiverPolicy;

export interface DeedsModalParts extends PressingParts {
  readonly store: Store;
  readonly policyOf: PolicyOf;
}

/** The group that a modal is about, and in whose words it is spoken of. */
interface Case {
  readonly found: ShownGroup;
  readonly language: Language;
}

/** Deeds that are done by a button of the modal; those that make no sense for the group as it is are not offered. */
const BUTTONS: readonly Deed[] = [{ kind: 'keep' }, { kind: 'take_over' }, { kind: 'escalate' }, { kind: 'close' }];

export function createDeedsModal(parts: DeedsModalParts): ModalKind {
  return {
    name: DEEDS_MODAL,
    titleKey: 'deeds.title',
    draw: async (turn, trouble) => drawForm(parts, turn, { about: await caseOf(parts, turn), trouble }),
    async use(turn) {
      const deed = BUTTONS.find(({ kind }) => kind === turn.used?.id);
      return deed === undefined ? await this.draw(turn) : await perform(parts, turn, [deed]);
    },
    check({ values, language }) {
      const isEmpty = textIn(values, ASSIGN) === '' && textIn(values, COMMENT) === '';
      return isEmpty ? { [COMMENT]: language.phrase('deeds.nothing') } : {};
    },
    submit: (turn) => perform(parts, turn, submittedDeeds(turn)),
  };
}

/** The comment first: it may say why the group changes hands. */
function submittedDeeds({ values }: ModalTurn): readonly Deed[] {
  const [to, text] = [textIn(values, ASSIGN), textIn(values, COMMENT)];
  return [
    ...(text === '' ? [] : [{ kind: 'comment', text } as const]),
    ...(to === '' ? [] : [{ kind: 'assign', to } as const]),
  ];
}

async function perform(parts: DeedsModalParts, turn: ModalTurn, deeds: readonly Deed[]): Promise<ModalDrawing> {
  const { person, tenants, turnId, metadata } = turn;
  const failures: string[] = [];
  for (const deed of deeds) {
    const { tenantId, words } = await tryPress(parts, {
      tenants,
      deed,
      by: person.userId,
      id: `${turnId} ${deed.kind}`,
      groupId: metadata.group ?? '',
      message: messageOf(turn),
    });
    const tenant = tenants.find(({ id }) => id === tenantId);
    if (words !== undefined) failures.push(textOf(words, tenant?.language(person) ?? turn.language));
  }
  const about = await caseOf(parts, turn);
  if (failures.length > 0) return drawForm(parts, turn, { about, trouble: failures.join('\n') });
  const { language } = about ?? turn;
  return drawn(language, [section(language.phrase('deeds.done'))], {});
}

function textOf(words: Words, language: Language): string {
  if ('denial' in words) return denialText(words.denial, language);
  const values = Object.entries(words.values ?? {}).map(([name, value]) => [
    name,
    name === 'person' ? personText(value) : dataText(value, ANNOTATION_CHARS),
  ]);
  return language.phrase(words.key, Object.fromEntries(values));
}

function messageOf({ metadata }: ModalTurn): ShownBy {
  return { channel: channelId(metadata.channel ?? ''), ts: messageTs(metadata.ts ?? '') };
}

/** What the metadata name is believed only as far as a stored message of a tenant of the workspace bears it out. */
async function caseOf(parts: DeedsModalParts, turn: ModalTurn): Promise<Case | undefined> {
  const { group = '' } = turn.metadata;
  if (!isGroupId(group)) return undefined;
  const tenantIds = turn.tenants.map(({ id }) => id);
  const found = await findShown(parts.store, { tenantIds, groupId: group, message: messageOf(turn) });
  const tenant = turn.tenants.find(({ id }) => id === found?.tenantId);
  return found === undefined || tenant === undefined ? undefined : { found, language: tenant.language(turn.person) };
}

function drawForm(
  parts: DeedsModalParts,
  turn: ModalTurn,
  { about, trouble }: { readonly about: Case | undefined; readonly trouble?: string | undefined },
): ModalDrawing {
  if (about === undefined) return drawn(turn.language, [section(turn.language.phrase('press.unknown'))], {});
  const { language } = about;
  const offered = offeredButtons(parts, turn, about);
  const blocks: types.KnownBlock[] = [
    ...(trouble === undefined ? [] : [section(`⚠️ ${trouble}`)]),
    section(whoHas(about)),
    ...actionsOf(offered),
    usersInput({ id: ASSIGN, label: language.phrase('deeds.assign'), isOptional: true }, textIn(turn.values, ASSIGN)),
    textInput(
      {
        id: COMMENT,
        label: language.phrase('deeds.comment'),
        hint: language.phrase('deeds.comment_hint'),
        isOptional: true,
        isMultiline: true,
        maxLength: 2_000,
      },
      textIn(turn.values, COMMENT),
    ),
  ];
  return { ...drawn(language, blocks, turn.metadata), submit: language.phrase('deeds.submit') };
}

function actionsOf(buttons: readonly types.Button[]): readonly types.ActionsBlock[] {
  return buttons.length === 0 ? [] : [{ type: 'actions', elements: [...buttons] }];
}

function drawn(language: Language, blocks: readonly types.KnownBlock[], metadata: ModalTurn['metadata']): ModalDrawing {
  return { title: language.phrase('deeds.title'), blocks, close: language.phrase('modal.close'), metadata };
}

function whoHas({ found, language }: Case): string {
  const { groupLabels, acknowledged } = found.stored.group;
  const name = Object.values(groupLabels)
    .filter((value) => value !== '')
    .map((value) => dataLine(value, LABEL_CHARS))
    .join(' · ');
  const holder =
    acknowledged === undefined
      ? language.phrase('state.unacknowledged')
      : language.phrase('state.acknowledged', {
          person: personText(acknowledged.by),
          time: language.formats.moment(acknowledged.at, 'time'),
        });
  return name === '' ? holder : `*${name}*\n${holder}`;
}

function offeredButtons(
  { clock, policyOf }: DeedsModalParts,
  { person, turnId, ...turn }: ModalTurn,
  { found, language }: Case,
): readonly types.Button[] {
  const at = { by: person.userId, at: clock.now(), id: turnId, message: messageOf({ person, turnId, ...turn }) };
  const { tenantId, stored } = found;
  const { copyWindowMs, escalation } = policyOf(tenantId, stored.group.receiver);
  return BUTTONS.flatMap((deed) => {
    if (
      !isAskedFor(deed, { escalation, held: stored.group.acknowledged }) ||
      'refused' in press(stored.group, { deed, ...at }, copyWindowMs)
    )
      return [];
    const about = {
      id: deed.kind,
      value: deed.kind,
      text: language.phrase(deed.kind === 'keep' ? 'action.keep' : `deeds.${deed.kind}`),
    };
    return [deed.kind === 'close' ? button({ ...about, style: 'danger' }, confirmClose(language)) : button(about)];
  });
}

/** What the form need not offer, though nothing forbids it: to escalate without a policy, to keep what nobody asks about. */
function isAskedFor(
  { kind }: Deed,
  { escalation, held }: { readonly escalation: unknown; readonly held: Acknowledgement | undefined },
): boolean {
  if (kind === 'keep') return held?.askedAt !== undefined;
  return kind !== 'escalate' || escalation !== undefined;
}

function confirmClose(language: Language): types.ConfirmationDialog {
  return {
    title: plain(language.phrase('deeds.close'), 100),
    text: plain(language.phrase('deeds.close_warning'), 300),
    confirm: plain(language.phrase('deeds.close'), 30),
    deny: plain(language.phrase('modal.close'), 30),
  };
}

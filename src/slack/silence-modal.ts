/** The modal behind the button "Silence": a new silence of a group, or those that it has. */
import type { TenantId } from '../core/ids.ts';
import { liveSilences } from '../groups/silences.ts';
import { stateOf } from '../groups/view.ts';
import type { SilenceOperation, SilenceOutcome } from '../metrics/silence-outcomes.ts';
import { denialText } from '../render/denial-text.ts';
import type { ModalKind, ModalTurn } from './modal-turn.ts';
import { type ModalDrawing, section } from './modal-views.ts';
import { drawNewSilence, newSilenceFaults, submitNewSilence } from './new-silence.ts';
import { drawPresentSilences, endPresentSilence, movePresentSilence, type Outcome } from './present-silences.ts';
import { caseOf, endIn, INPUTS, rightsOf, type SilenceCase, type SilenceModalParts } from './silence-case.ts';
import { SILENCE_BUTTONS } from './silence-form.ts';
import { endText } from './silence-words.ts';

export const SILENCE_MODAL = 'silence';

/**
 * A click on "Silence" opens it: the form of a new silence or, when the group has some, of those, with a button to the
 * other form. Which of the two it is stands in the metadata as `form`, so that it is the one that was submitted.
 */
export function createSilenceModal(parts: SilenceModalParts): ModalKind {
  async function draw(turn: ModalTurn, trouble?: string): Promise<ModalDrawing> {
    const about = await caseOf(parts, turn);
    if ('told' in about) return told(turn, about.told);
    const form = turn.metadata.form ?? (liveSilences(about.group, about.now).length > 0 ? 'present' : 'new');
    return await drawForm(parts, about, { turn: withForm(turn, form), trouble });
  }

  async function counted(
    operation: SilenceOperation,
    tenantId: TenantId,
    work: () => Promise<Outcome & { readonly drawing?: ModalDrawing }>,
  ) {
    const tenant = parts.metrics.tenantLabel(tenantId);
    let outcome: SilenceOutcome = 'failed';
    try {
      const result = await work();
      outcome = result.outcome;
      return result;
    } finally {
      parts.metrics.silences.inc({ tenant, operation, outcome });
    }
  }

  return {
    name: SILENCE_MODAL,
    titleKey: 'silence.title',
    draw,

    async use(turn) {
      if (turn.used?.id === SILENCE_BUTTONS.another) return await draw(anew(turn, 'new'));
      if (turn.used?.id !== SILENCE_BUTTONS.end) return await draw(turn);
      const about = await caseOf(parts, turn);
      if ('told' in about) return told(turn, about.told);
      const result = await counted('end', about.tenantId, () => endPresentSilence(parts, about, turn));
      return result.outcome === 'done' ? await draw(anew(turn)) : await draw(turn, result.trouble);
    },

    check(turn) {
      const at = { language: turn.language, now: parts.clock.now(), zone: parts.zones(turn.person.timeZone) };
      if (turn.metadata.form !== 'present') return newSilenceFaults(turn, at);
      const end = endIn(turn.values, at);
      return 'fault' in end ? { [INPUTS.length]: endText(end, turn.language) } : {};
    },

    async submit(turn) {
      const about = await caseOf(parts, turn);
      if ('told' in about) return told(turn, about.told);
      if (turn.metadata.form !== 'present') {
        const { drawing } = await counted('create', about.tenantId, () => submitNewSilence(parts, about, turn));
        return drawing ?? (await draw(turn));
      }
      const result = await counted('move_end', about.tenantId, () => movePresentSilence(parts, about, turn));
      return result.outcome === 'done' ? await draw(anew(turn, 'present')) : await draw(turn, result.trouble);
    },
  };
}

async function drawForm(
  parts: SilenceModalParts,
  about: SilenceCase,
  { turn, trouble }: { readonly turn: ModalTurn; readonly trouble: string | undefined },
): Promise<ModalDrawing> {
  if (turn.metadata.form === 'present' && liveSilences(about.group, about.now).length > 0) {
    return await drawPresentSilences(parts, about, { turn, trouble });
  }
  // There is no form to keep yet, and Alertmanager has just failed to answer.
  if (trouble !== undefined && turn.values === undefined) return told(turn, `⚠️ ${trouble}`);
  if (stateOf(about.group) === 'resolved') return told(turn, about.language.phrase('silence.over'));
  const allowed = await rightsOf(parts, about, turn.person.userId);
  if ('denied' in allowed) return told(turn, denialText(allowed.denied, about.language));
  return await drawNewSilence(parts, about, { turn: withForm(turn, 'new'), trouble });
}

/** A form that begins anew, with nothing given. */
function anew({ values: _values, ...turn }: ModalTurn, form?: string): ModalTurn {
  const { form: _form, began: _began, ...metadata } = turn.metadata;
  return { ...turn, metadata: form === undefined ? metadata : { ...metadata, form } };
}

/** `began`: the turn that the form began with, so that what is submitted again after a failure is the same. */
function withForm(turn: ModalTurn, form: string): ModalTurn {
  return { ...turn, metadata: { began: turn.turnId, ...turn.metadata, form } };
}

function told({ language }: ModalTurn, text: string): ModalDrawing {
  const title = language.phrase('silence.title');
  return { title, blocks: [section(text)], close: language.phrase('modal.close'), metadata: {} };
}

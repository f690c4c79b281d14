import { type Refusal, refuse } from './answer.ts';
import type { JsonField } from './arguments.ts';
import { isObject } from './block-kit/check-rule.ts';
import { BLOCK_LIMITS } from './block-kit/limits.ts';
import { validateHome, validateModal } from './block-kit/modal-view.ts';
import { formatBlockFault } from './block-kit/validate-blocks.ts';
import { withIds } from './message-content.ts';

/** Where a view is shown. */
export type Surface = 'modal' | 'home';

/** A modal or Home tab as the app sent it, every block and element with an id. */
export interface ViewContent {
  readonly blocks: readonly unknown[];
  readonly external_id?: unknown;
  readonly clear_on_close?: unknown;
  readonly notify_on_close?: unknown;
  readonly [field: string]: unknown;
}

const VALIDATORS = { modal: validateModal, home: validateHome };

/** Reads and checks a view, with Slack's refusal for what is wrong. */
export function readView(field: JsonField, validate: boolean, surface: Surface = 'modal'): ViewContent | Refusal {
  if (field.kind !== 'value' || !isObject(field.value) || !Array.isArray(field.value.blocks)) {
    return refuse('invalid_arguments');
  }
  const view = field.value;
  if (Buffer.byteLength(JSON.stringify(view)) > BLOCK_LIMITS.viewBytes) return refuse('view_too_large');
  const faults = validate ? VALIDATORS[surface](view).map(formatBlockFault) : [];
  if (faults.length > 0) {
    const messages = faults.map((message) => `[ERROR] ${message}`);
    return refuse('invalid_arguments', { response_metadata: { messages } });
  }
  return { ...view, blocks: withIds(field.value.blocks) };
}

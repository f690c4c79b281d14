import { type Refusal, refuse } from './answer.ts';
import type { JsonField } from './arguments.ts';
import { isObject } from './block-kit/check-rule.ts';
import { BLOCK_LIMITS } from './block-kit/limits.ts';
import { validateModal } from './block-kit/modal-view.ts';
import { formatBlockFault } from './block-kit/validate-blocks.ts';
import { withIds } from './message-content.ts';

/** A modal as the app sent it, every block and element with an id. */
export interface ViewContent {
  readonly blocks: readonly unknown[];
  readonly external_id?: unknown;
  readonly clear_on_close?: unknown;
  readonly notify_on_close?: unknown;
  readonly [field: string]: unknown;
}

/** Reads and checks a modal, with Slack's refusal for what is wrong. */
export function readView(field: JsonField, validate: boolean): ViewContent | Refusal {
  if (field.kind !== 'value' || !isObject(field.value) || !Array.isArray(field.value.blocks)) {
    return refuse('invalid_arguments');
  }
  const view = field.value;
  if (Buffer.byteLength(JSON.stringify(view)) > BLOCK_LIMITS.viewBytes) return refuse('view_too_large');
  const faults = validate ? validateModal(view).map(formatBlockFault) : [];
  if (faults.length > 0) {
    const messages = faults.map((message) => `[ERROR] ${message}`);
    return refuse('invalid_arguments', { response_metadata: { messages } });
  }
  return { ...view, blocks: withIds(field.value.blocks) };
}
